import type { AcmeAccount } from "../ports/certificate-notes.ts";

export type ChallengeType = "dns-01" | "tls-alpn-01";

export interface Challenge {
  /** What is to be proven; of a wildcard the name below which it lies. */
  readonly name: string;
  /** What proves it: for DNS-01 the text itself, else what RFC 8737 makes its certificate of. */
  readonly proof: string;
  /** Tells the authority to look. */
  answer(): Promise<void>;
}

export interface Order {
  readonly url: string;
  readonly status: "pending" | "ready" | "processing" | "valid" | "invalid";
  readonly names: readonly string[];
  /** What is not proven yet. @throws CertificateError `certificate.refused` where it is not to be proven in this way */
  challenges(type: ChallengeType): Promise<readonly Challenge[]>;
  /** @param key PEM, of the certificate */
  finish(key: string): Promise<void>;
  /** Once it is valid. @returns the chain, PEM */
  download(): Promise<string>;
}

/** One account at one certificate authority. Whatever is called throws CertificateError. */
export interface Authority {
  /** Finds the account that this key has, or makes it. Before anything else. */
  open(): Promise<AcmeAccount>;
  /** @returns its address */
  order(names: readonly string[]): Promise<string>;
  /** @returns `undefined` where the authority knows no such order */
  look(url: string): Promise<Order | undefined>;
}
