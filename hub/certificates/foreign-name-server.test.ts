/** A hub's certificate where the name server is none of ours: Debian's pebble finds the proof at its own makers' `pebble-challtestsrv`. */
import { X509Certificate } from "node:crypto";
import { Agent } from "node:https";
import { expect, test } from "vitest";
import { openPebble } from "../../test/support/pebble.ts";
import { openPebbleNames } from "../../test/support/pebble-names.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { systemClock } from "../clock/system-clock.ts";
import { ms } from "../domain/duration.ts";
import { makeAskNameServers } from "../link/ask-name-servers.ts";
import type { CertificateNote } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type { AuthorityWords, NamePublisher } from "../ports/name-publisher.ts";
import { openAcmeAuthority } from "./acme-authority.ts";
import { makeDnsWay } from "./dns-way.ts";
import { keepCertificate } from "./keep-certificate.ts";
import { makeShownCertificates } from "./shown-certificates.ts";

const ZONE = "family.example";
const HUB = "a".repeat(26);
const CHALLENGED = `_acme-challenge.${HUB}.${ZONE}`;

/** A tenth of every wait. */
const clock: Clock = {
  ...systemClock,
  sleep: (wait, signal) => systemClock.sleep(ms(Math.min(wait / 10, 100)), signal),
};

test("a wildcard by DNS-01, ordered once that server says the proof, which is taken back afterwards", async () => {
  await using names = await openPebbleNames();
  await using pebble = await openPebble({ dnsPort: names.dnsPort, tlsPort: 1 });
  const said: AuthorityWords[] = [];
  let isSlow = true;
  const publisher: NamePublisher = {
    async publish(words) {
      said.push(words);
      // The first proof comes late, as to a zone with secondaries: who orders before it is there has failed.
      if (words.txt.length > 0 && isSlow) {
        isSlow = false;
        setTimeout(() => void names.setTxt(CHALLENGED, words.txt), 500);
      } else await names.setTxt(CHALLENGED, words.txt);
    },
  };
  const finder = {
    resolveNs: async () => [`ns1.${ZONE}`],
    resolve4: async () => ["127.0.0.1"],
    resolve6: async () => [],
  };
  const ask = makeAskNameServers(finder, () => true, names.dnsPort);
  const line = { askNameServers: ask };
  const shown = makeShownCertificates();
  let note: CertificateNote | undefined;
  await using _keeper = keepCertificate({
    notes: {
      read: async () => note,
      async write(now) {
        note = now;
      },
    },
    shown,
    way: makeDnsWay({ hub: HUB, zone: ZONE, publisher, line, clock }),
    directory: pebble.directory,
    openAuthority: (accountKey, signal) =>
      openAcmeAuthority({
        directory: pebble.directory,
        accountKey,
        agent: new Agent({ ca: pebble.ca }),
        signal,
        now: clock.now,
      }),
    clock,
    random: Math.random,
    log: makeRecordingLog(),
    tell: async () => undefined,
  });
  await expect.poll(() => shown.current(), { timeout: 30_000 }).toBeDefined();
  expect(new X509Certificate(shown.current()?.chain ?? "").subjectAltName).toBe(`DNS:*.${HUB}.${ZONE}`);
  expect(
    said.map(({ txt }) => txt.length),
    "one try",
  ).toEqual([0, 1, 0]);
  // The hub until it was there, and pebble once at least.
  expect((await names.asked(CHALLENGED)).filter((type) => type === "TXT").length).toBeGreaterThan(2);
  await expect
    .poll(() => line.askNameServers({ zone: ZONE, name: CHALLENGED }))
    .toEqual({
      servers: [{ server: `ns1.${ZONE}`, texts: [] }],
    });
});
