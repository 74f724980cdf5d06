import type { TextsAnswer } from "../contract/link-job.ts";
import { ms, seconds } from "../domain/duration.ts";
import type { AcmeAccount } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type { NamePublisher } from "../ports/name-publisher.ts";
import { CertificateError } from "./errors.ts";
import type { LinkLine } from "./link-line.ts";
import { issuersOf, makeSay, type Way } from "./way.ts";

/** A zone with secondaries tells them within seconds. */
const PATIENCE = seconds(120);
const FIRST_LOOK = ms(250);
const LONGEST_LOOK = seconds(5);

/** One certificate for all names of a hub: DNS-01, which is the one way to a wildcard. */
export function makeDnsWay(options: {
  readonly hub: string;
  readonly zone: string;
  readonly publisher: NamePublisher;
  readonly line: Pick<LinkLine, "askNameServers">;
  readonly clock: Clock;
}): Way {
  const { hub, zone, publisher, line, clock } = options;
  const challenged = { zone, name: `_acme-challenge.${hub}.${zone}` };
  const type = "dns-01";

  /** An authority asks any of them, and may ask from several places: one that does not know yet is a try that failed. */
  const untilSaid = async (texts: readonly string[], signal: AbortSignal): Promise<void> => {
    const end = clock.monotonic() + PATIENCE;
    for (let wait: number = FIRST_LOOK; ; wait = Math.min(wait * 2, LONGEST_LOOK)) {
      const answer = await line.askNameServers(challenged, signal);
      if (texts.every((text) => everyServerSays(answer, text))) return;
      if (clock.monotonic() >= end)
        throw new CertificateError("certificate.not-proven", "not every name server says it");
      await clock.sleep(ms(wait), signal);
    }
  };

  const publish = makeSay(publisher, clock);
  const say = (txt: readonly string[], account: AcmeAccount, signal: AbortSignal) =>
    publish({ txt, issuers: issuersOf(account, type), named: [] }, signal);

  return {
    type,
    names: [`*.${hub}.${zone}`],
    rest: (account, signal) => say([], account, signal),
    async prove(challenges, account, signal) {
      const texts = challenges.map(({ proof }) => proof);
      await say(texts, account, signal);
      try {
        await untilSaid(texts, signal);
      } catch (error) {
        await say([], account, signal);
        throw error;
      }
      return () => say([], account, signal);
    },
  };
}

/** Each by one of its addresses at least: a house without IPv6 reaches no other. And by no address something else. */
export function everyServerSays({ servers }: TextsAnswer, text: string): boolean {
  const names = new Set(servers.map(({ server }) => server));
  const says = (name: string) => {
    const heard = servers.flatMap(({ server, texts }) =>
      server === name && texts !== undefined ? [texts] : [],
    );
    return heard.length > 0 && heard.every((texts) => texts.includes(text));
  };
  return names.size > 0 && [...names].every(says);
}
