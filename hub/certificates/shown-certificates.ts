import type { Certificates, IssuedCertificate, ServerCertificate } from "../ports/certificates.ts";

/** What the door shows, and the pen to change it. All of it is memory: whoever keeps certificates fills it at the start. */
export interface ShownCertificates extends Certificates {
  show(certificate: IssuedCertificate): void;
  /** Until it is taken back. @returns takes it back */
  answerChallenge(serverName: string, certificate: ServerCertificate): () => void;
}

/** @param kept what was issued before the hub was started */
export function makeShownCertificates(kept?: IssuedCertificate): ShownCertificates {
  let current = kept;
  const listeners = new Set<() => void>();
  const challenges = new Map<string, ServerCertificate>();
  return {
    current: () => current,
    onChange(listener) {
      const own = () => listener(); // the same function may listen twice
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    challengeFor: (serverName) => challenges.get(serverName),
    show(certificate) {
      current = certificate;
      for (const listener of [...listeners]) listener();
    },
    answerChallenge(serverName, certificate) {
      challenges.set(serverName, certificate);
      return () => {
        if (challenges.get(serverName) === certificate) challenges.delete(serverName);
      };
    },
  };
}
