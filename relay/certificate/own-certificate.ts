/**
 * A certificate that browsers believe, for the relay's own name: whoever reads its `security.txt` sees no warning. Hubs have no use for it: what
 * they believe is a key that they pinned. It is ordered by ACME, and proven in the zone, of which the relay is the name server itself.
 */
import { Agent } from "node:https";
import { openAcmeAuthority } from "../../hub/certificates/acme-authority.ts";
import { keepCertificate } from "../../hub/certificates/keep-certificate.ts";
import { makeShownCertificates } from "../../hub/certificates/shown-certificates.ts";
import { issuersOf, type Way } from "../../hub/certificates/way.ts";
import type { Certificates } from "../../hub/ports/certificates.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Proofs } from "../dns/zone-answers.ts";
import { relayName } from "../wire/remote-name.ts";
import { openCertificateFile } from "./certificate-file.ts";

export interface OwnCertificate {
  readonly certificates: Certificates;
  /** What the zone says of the relay's own name. */
  proofs(): Proofs;
  /** Once the name server answers. Disposed of, it orders no more; what it has is shown as long as somebody shows it. */
  begin(): AsyncDisposable;
}

export function makeOwnCertificate(options: {
  readonly folder: string;
  readonly zone: string;
  /** ACME directory, HTTPS. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
}): OwnCertificate {
  const { folder, zone, directory, clock, random, log } = options;
  const shown = makeShownCertificates();
  let txt: readonly string[] = [];
  let named: readonly string[] = [];
  const way: Way = {
    type: "dns-01",
    names: [relayName(zone)],
    async rest(account) {
      [txt, named] = [[], issuersOf(account, "dns-01")];
    },
    async prove(challenges) {
      txt = challenges.map(({ proof }) => proof);
      return async () => {
        txt = [];
      };
    },
  };
  return {
    certificates: shown,
    proofs: () => ({ txt, issuers: [], named }),
    begin: () =>
      keepCertificate({
        notes: openCertificateFile(folder),
        shown,
        way,
        directory,
        openAuthority: (accountKey, signal) =>
          openAcmeAuthority({
            directory,
            accountKey,
            agent: new Agent({ rejectUnauthorized: true, minVersion: "TLSv1.2" }),
            signal,
            now: clock.now,
          }),
        clock,
        random,
        log,
        tell: async () => log.error("the certificate that browsers are shown cannot be renewed", { zone }),
      }),
  };
}
