/** A push message as RFC 8291 seals it and RFC 8292 signs for it. The library is fetched when somebody is told for the first time. */
import { createECDH, createHash } from "node:crypto";
import type { PushJob } from "../contract/link-job.ts";
import { type PushKind, writePushBody } from "../contract/push-body.ts";
import type { PushKeyPair, PushTarget } from "../ports/push.ts";

/**
 * Whom a push service is to write to. It must look like an address on the Internet (Apple refuses `localhost` and `.local`) and may say nothing
 * of the house: the same for every hub, under a name that nobody can have (RFC 2606).
 */
const CONTACT = "mailto:nobody@example.com";

/**
 * How long a phone that is off is waited for, and how long link tries, seconds. The same for all that is told: a push service sees it, and is not to
 * tell one from another.
 */
const TOLD = { ttl: 3 * 86_400, tryFor: 60 };
const LIVES: Record<PushKind, Pick<PushJob, "ttl" | "tryFor">> = {
  alert: TOLD,
  waiting: TOLD,
  answer: TOLD,
  test: { ttl: 60, tryFor: 10 },
};

export async function sealPush(target: PushTarget, kind: PushKind, keys: PushKeyPair): Promise<PushJob> {
  const { default: webPush } = await import("web-push");
  const { endpoint, p256dh, auth } = target;
  const { headers, body } = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    writePushBody(kind),
    { contentEncoding: "aes128gcm", vapidDetails: { subject: CONTACT, ...keys } },
  );
  return {
    endpoint,
    authorization: String(headers.Authorization),
    body: Buffer.from(body ?? "").toString("base64url"),
    topic: topicOf(target, kind),
    urgency: "high",
    ...LIVES[kind],
  };
}

/** What a newer one takes the place of, while a phone is off (RFC 8030, 5.4): a name that means nothing to who does not have the browser's secret. */
const topicOf = ({ auth }: PushTarget, kind: PushKind): string =>
  createHash("sha256").update(`pawpost/v1/topic ${auth} ${kind}`).digest("base64url").slice(0, 22);

/** Whether one can seal to it: 65 bytes may be no point of the curve. */
export function isPointOfCurve(p256dh: string): boolean {
  try {
    const own = createECDH("prime256v1");
    own.generateKeys();
    own.computeSecret(p256dh, "base64url");
    return true;
  } catch {
    return false; // OpenSSL says so by an error
  }
}
