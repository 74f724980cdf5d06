import type { Life } from "../domain/certificate-life.ts";
import type { IssuedCertificate } from "./certificates.ts";

/** All that a hub knows of its certificate, and how far it is with the next one: whoever is killed at any step goes on there. */
export interface CertificateNote {
  /** Whose account it is. Another authority: another account. */
  readonly directory: string;
  /** PEM. */
  readonly accountKey: string;
  readonly account: AcmeAccount | null;
  /** What is ordered, and what for: of other names nothing below is of use. */
  readonly names: readonly string[];
  readonly order: {
    /** `null`: it may or may not have been placed. */
    readonly url: string | null;
    /** PEM: of the certificate to come. */
    readonly key: string;
  } | null;
  readonly issued: (IssuedCertificate & Life) | null;
  /** SHA-256 of the public key (SubjectPublicKeyInfo, hex) of each request that may have left the house, oldest first. */
  readonly asked: readonly string[];
  /** In a row. */
  readonly failures: number;
  /** Before which no other try is made; from when on, Unix ms, and how long, ms. */
  readonly rest: { readonly since: number; readonly wait: number } | null;
  /** Of what guardians were told since the last that was issued: `hub/domain/certificate-life.ts`. */
  readonly told: number;
}

export interface AcmeAccount {
  readonly url: string;
  /** By which the authority is named in CAA. */
  readonly identities: readonly string[];
}

export interface CertificateNotes {
  read(): Promise<CertificateNote | undefined>;
  /** Durable when it resolves. */
  write(note: CertificateNote): Promise<void>;
}
