import type { Life } from "../domain/certificate-life.ts";
import type { IssuedCertificate } from "./certificates.ts";

/** PEM texts. `hub/certificates/home-authority.ts` */
export interface HomeAuthority {
  /** The certificate that the house's devices are told to believe. Its key is nowhere. */
  readonly root: string;
  /** What the root signed, and nothing else: by this one is issued. */
  readonly certificate: string;
  /** Of {@link certificate}; never leaves the hub. */
  readonly key: string;
}

/** All that a hub keeps for its home name. Of another name nothing of it is of use. */
export interface HomeNote {
  /** `pawpost-<8 characters>.local` */
  readonly name: string;
  readonly authority: HomeAuthority;
  readonly issued: (IssuedCertificate & Life) | null;
}

export interface HomeNotes {
  read(): Promise<HomeNote | undefined>;
  /** Durable when it resolves. */
  write(note: HomeNote): Promise<void>;
}
