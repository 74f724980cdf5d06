import { seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import { type NamePublisher, NO_WORDS } from "../ports/name-publisher.ts";
import { makeProofCertificate } from "./proof-certificate.ts";
import type { ShownCertificates } from "./shown-certificates.ts";
import { issuersOf, makeSay, type Way } from "./way.ts";

/** For the relay to hear whom to let through. */
const ANNOUNCED = seconds(1);

/**
 * One certificate for one device's name: TLS-ALPN-01 (RFC 8737), for a zone whose name servers do not say what a hub says. The name stands
 * in public logs then, and from that day on strangers may knock at the house by it.
 */
export function makeNamedWay(options: {
  readonly name: string;
  readonly publisher: NamePublisher;
  readonly shown: ShownCertificates;
  readonly clock: Clock;
}): Way {
  const { name, publisher, shown, clock } = options;
  const type = "tls-alpn-01";
  const say = makeSay(publisher, clock);
  return {
    type,
    names: [name],
    // No order runs: nobody may issue, and no authority gets through the relay.
    rest: (_, signal) => say(NO_WORDS, signal),
    async prove(challenges, account, signal) {
      await using owned = new AsyncDisposableStack();
      for (const { name: asked, proof } of challenges)
        owned.defer(shown.answerChallenge(asked, await makeProofCertificate(asked, proof)));
      owned.defer(() => say(NO_WORDS, signal));
      await say({ ...NO_WORDS, named: issuersOf(account, type) }, signal);
      await clock.sleep(ANNOUNCED, signal);
      const stays = owned.move();
      return () => stays.disposeAsync();
    },
  };
}
