/** The way out of the house, played: remembers what it was to carry, and answers as a test wants it. */
import type { PushOutcome } from "../../hub/contract/push.ts";
import type { PushKind } from "../../hub/contract/push-body.ts";
import { parsePushEndpoint } from "../../hub/domain/push-endpoint.ts";
import type { PushLine } from "../../hub/ports/push.ts";
import { makePushBrowser } from "./push-browser.ts";

export interface PlayedPush extends PushLine {
  /** Last part of the endpoint, and what it was told. */
  readonly sent: readonly (readonly [where: string, kind: PushKind])[];
  readonly awake: () => boolean;
  answer: (where: string, signal: AbortSignal) => PushOutcome | Promise<PushOutcome>;
}

const BASE = "https://fcm.googleapis.com/fcm/send/";

export function makePlayedPush(): PlayedPush {
  const sent: (readonly [string, PushKind])[] = [];
  let isAwake = false;
  const played: PlayedPush = {
    publicKey: makePushBrowser(BASE).subscription.keys.p256dh,
    sent,
    awake: () => isAwake,
    answer: () => "delivered",
    accepts: ({ endpoint }) => parsePushEndpoint(endpoint) !== undefined,
    wake() {
      isAwake = true;
    },
    async send({ endpoint }, kind, signal) {
      const where = endpoint.slice(BASE.length);
      sent.push([where, kind]);
      return played.answer(where, signal);
    },
  };
  return played;
}

/** What a browser of that name would post. */
export const subscriptionOf = (where: string) => makePushBrowser(BASE + where).subscription;
