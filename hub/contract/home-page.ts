/** The page at the hub's home name: where a house without Internet opens it (`docs/home-name.md`). */
import { z } from "zod";

/** `pawpost-<8 characters>.local`, of the hub's key (`hub/door/home-name.ts`). */
const HOME_NAME = /^pawpost-[a-z2-7]{8}\.local$/;

/** @param host a name alone, without a port */
export const isHomeName = (host: string): boolean => HOME_NAME.test(host);

/** `GET`, below the API: the certificate that devices are told to believe for it, PEM. */
export const HOME_AUTHORITY = "/home-page/pawpost.crt";

/** By this type phones and computers know that it is one to install. */
export const HOME_AUTHORITY_TYPE = "application/x-x509-ca-cert";

export const homePageView = z.strictObject({
  /** `https://pawpost-….local`, with the port where it is another one than 443. */
  origin: z.string(),
});
export type HomePageView = z.output<typeof homePageView>;
