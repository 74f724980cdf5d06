import { Resolver } from "node:dns/promises";
import { relayName } from "../../../relay/wire/remote-name.ts";

export type Found =
  | { readonly kind: "us" }
  | { readonly kind: "somebody-else"; readonly addresses: readonly string[] }
  /** `code`: what the resolver said. */
  | { readonly kind: "nobody"; readonly code: string };

/** Asks as the world does, by this machine's own resolver, where the relay of a zone is. */
export async function whoIsFound(zone: string, ours: readonly string[]): Promise<Found> {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  const name = relayName(zone);
  const asked = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = asked.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  if (addresses.some((address) => ours.includes(address))) return { kind: "us" };
  if (addresses.length > 0) return { kind: "somebody-else", addresses };
  const failed = asked.find((one) => one.status === "rejected");
  const { code = "ENODATA" } = (failed?.reason ?? {}) as NodeJS.ErrnoException;
  return { kind: "nobody", code };
}
