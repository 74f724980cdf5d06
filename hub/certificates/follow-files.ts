/** A certificate that somebody else keeps in a folder, in the form and under the names in which certbot leaves them. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { minutes } from "../domain/duration.ts";
import type { IssuedCertificate } from "../ports/certificates.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { ShownCertificates } from "./shown-certificates.ts";

const FILES = { chain: "fullchain.pem", key: "privkey.pem" } as const;
/** They change a few times a year. */
const LOOK_AGAIN = minutes(1);

/** Looks every minute. What is not whole, or does not belong together, changes nothing of what is shown. */
export function followCertificateFiles(options: {
  readonly folder: string;
  readonly shown: ShownCertificates;
  readonly clock: Clock;
  readonly log: Logger;
}): AsyncDisposable {
  const { folder, shown, clock, log } = options;
  const stopping = new AbortController();
  let isTold = false;

  const look = async (): Promise<void> => {
    try {
      const certificate = await readCertificate(folder);
      isTold = false;
      if (certificate.chain === shown.current()?.chain) return;
      shown.show(certificate);
      log.info("a certificate was found in its folder", {});
    } catch (error) {
      if (isTold) return;
      isTold = true;
      const { code, name } = error as { code?: string; name: string };
      log.warn("the certificate's files are of no use", { code: code ?? name });
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      await look();
      await clock.sleep(LOOK_AGAIN, stopping.signal);
    }
  };
  const running = run().catch(() => undefined); // the sleep that was broken off
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

/** @throws Error where a file is missing, is no PEM, or the key is another certificate's */
async function readCertificate(folder: string): Promise<IssuedCertificate> {
  const [chain, key] = await Promise.all([
    readFile(join(folder, FILES.chain), "utf8"),
    readFile(join(folder, FILES.key), "utf8"),
  ]);
  const leaf = new X509Certificate(chain);
  if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new RangeError("the key is another certificate's");
  return { chain, key, notAfter: Date.parse(leaf.validTo) };
}
