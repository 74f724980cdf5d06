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
  /** Before which no other try is made. */
  readonly rest: Rest | null;
  readonly detour: DetourNote;
  /** Of what guardians were told since the last that was issued: `hub/domain/certificate-life.ts`. */
  readonly told: number;
}

/** From when on, Unix ms, and how long, ms. */
interface Rest {
  readonly since: number;
  readonly wait: number;
}

/** The way round a zone that does not show what proves a hub's names: a certificate for one of them alone. */
export interface DetourNote {
  /** Tries of the usual way in a row that came to nothing by the zone. */
  readonly zoneFailures: number;
  /** For which what is issued is; `null`: for all that were ordered. */
  readonly name: string | null;
  /** Before which it is not gone again. */
  readonly rest: Rest | null;
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
