/** One knock at a push service: RFC 8030, section 5, by the plainest of clients. No redirect is followed, and hardly anything is read. */
import { request } from "node:https";
import type { PushJob } from "../contract/link-job.ts";
import { type Duration, ms, seconds } from "../domain/duration.ts";
import { parsePushEndpoint } from "../domain/push-endpoint.ts";
import { LinkRefused } from "./errors.ts";

/** From the name's look-up to the answer's end. */
const PATIENCE = seconds(15);
/** Nothing in the answer is of interest; what is longer is a server that wants something. */
const MAX_ANSWER_BYTES = 4_096;
/** What a push service may make us wait. */
const LONGEST_WAIT = seconds(600);

export type Knock =
  | { readonly kind: "delivered" | "gone" | "refused" }
  /** Not now. `wait`: what the push service asked for, if it did. */
  | { readonly kind: "failed"; readonly wait?: Duration };

export type DialPush = (job: PushJob, signal: AbortSignal) => Promise<Knock>;

/**
 * @param also further hosts that the owner allows
 * @returns never rejects but with LinkRefused `link.not-allowed`: what the line did is a `failed`
 */
export const makeDialPush =
  (also: readonly string[]): DialPush =>
  (job, signal) => {
    const url = parsePushEndpoint(job.endpoint, also);
    if (url === undefined) throw new LinkRefused("link.not-allowed", "no push service's address");
    const body = Buffer.from(job.body, "base64url");
    return new Promise((done) => {
      const failed = () => done({ kind: "failed" });
      const sent = request(url, {
        method: "POST",
        agent: false,
        // Whatever the environment says.
        rejectUnauthorized: true,
        minVersion: "TLSv1.2",
        maxHeaderSize: 8_192,
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
        headers: {
          authorization: job.authorization,
          "content-encoding": "aes128gcm",
          "content-type": "application/octet-stream",
          "content-length": body.byteLength,
          ttl: job.ttl,
          topic: job.topic,
          urgency: job.urgency,
        },
      });
      sent.on("error", failed);
      sent.on("response", (response) => {
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.byteLength;
          if (size > MAX_ANSWER_BYTES) response.destroy();
        });
        // The status says it all, also of an answer that breaks off.
        response.on("error", () => {});
        response.on("close", () =>
          done(readAnswer(response.statusCode ?? 0, response.headers["retry-after"])),
        );
      });
      sent.end(body);
    });
  };

function readAnswer(status: number, retryAfter: string | undefined): Knock {
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 404 || status === 410) return { kind: "gone" };
  if (status !== 429 && status < 500) return { kind: "refused" };
  const asked = /^\d{1,6}$/.test(retryAfter ?? "") ? Number(retryAfter) * 1_000 : undefined;
  return asked === undefined
    ? { kind: "failed" }
    : { kind: "failed", wait: ms(Math.min(asked, LONGEST_WAIT)) };
}
