import { parsePushEndpoint } from "../domain/push-endpoint.ts";
import type { PushKeyPair, PushLine } from "../ports/push.ts";
import type { LinkClient } from "./link-client.ts";
import { isPointOfCurve, sealPush } from "./seal-push.ts";

/** The hub's side of a push. It seals, and dials nothing: what leaves the house goes through `pawpost-link`, which has no key. */
export function openPushLine(options: {
  readonly keys: PushKeyPair;
  readonly link: LinkClient;
  /** Push services that the owner allows beside those that browsers come with. */
  readonly also: readonly string[];
  /** Called once, when link is first wanted. */
  wantLink(): void;
}): PushLine {
  const { keys, link, also } = options;
  let isWanted = false;
  const isKnown = (endpoint: string) => parsePushEndpoint(endpoint, also) !== undefined;
  const wake = () => {
    if (!isWanted) options.wantLink();
    isWanted = true;
  };
  return {
    publicKey: keys.publicKey,
    accepts: ({ endpoint, p256dh }) => isKnown(endpoint) && isPointOfCurve(p256dh),
    wake,
    async send(target, kind, signal) {
      // Kept when the list was another one.
      if (!isKnown(target.endpoint)) return "refused";
      wake();
      return link.push(await sealPush(target, kind, keys), signal);
    },
  };
}
