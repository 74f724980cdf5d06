/** Certificates that a test hands out: the port, with nobody behind it. */
import type { Certificates, IssuedCertificate, ServerCertificate } from "../../hub/ports/certificates.ts";
import { makeControlCertificate } from "../../relay/sessions/control-certificate.ts";

export interface OwnCertificates extends Certificates {
  show(certificate: IssuedCertificate | undefined): void;
  /** Of orders that are under way, by name. */
  readonly challenges: Map<string, ServerCertificate>;
}

/** Signed by itself: for whoever asks no authority. */
export async function makeCertificate(): Promise<IssuedCertificate> {
  const { key, cert } = await makeControlCertificate(Date.now());
  return { key, chain: cert, notAfter: Date.now() + 86_400_000 };
}

export function makeOwnCertificates(first?: IssuedCertificate): OwnCertificates {
  const listeners = new Set<() => void>();
  const challenges = new Map<string, ServerCertificate>();
  let current = first;
  return {
    current: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    challengeFor: (name) => challenges.get(name),
    show(certificate) {
      current = certificate;
      for (const listener of listeners) listener();
    },
    challenges,
  };
}
