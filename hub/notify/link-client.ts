/** The hub's end of `link.sock`: `hub/contract/link-job.ts`. */
import { LINK, type PushJob, pushAnswer } from "../contract/link-job.ts";
import type { PushOutcome } from "../contract/push.ts";
import { ms, seconds } from "../domain/duration.ts";
import { postJson } from "../local-socket/post-json.ts";
import type { Clock } from "../ports/clock.ts";

const MAX_ANSWER = 1_024;
/** Link is started when it is first wanted, and started again when it ended. */
const COMES_WITHIN = seconds(8);
const LOOK_AGAIN = ms(250);
/** More than link takes for its last try. */
const SLACK = seconds(30);

export interface LinkClient {
  /** @returns never rejects: a link that is away has `failed` */
  push(job: PushJob, signal: AbortSignal): Promise<PushOutcome>;
}

export function makeLinkClient(socketPath: string, clock: Clock): LinkClient {
  const ask = (job: PushJob, signal: AbortSignal) =>
    postJson({
      socketPath,
      path: LINK.push,
      body: job,
      signal: AbortSignal.any([signal, AbortSignal.timeout(seconds(job.tryFor) + SLACK)]),
      maxAnswer: MAX_ANSWER,
    });

  return {
    async push(job, signal) {
      const end = clock.monotonic() + COMES_WITHIN;
      while (!signal.aborted) {
        try {
          const { status, text } = await ask(job, signal);
          if (status === 403) return "refused";
          return status === 200 ? pushAnswer.parse(JSON.parse(text)).outcome : "failed";
        } catch (error) {
          const { code } = error as { code?: string };
          const isAway = code === "ENOENT" || code === "ECONNREFUSED";
          if (!isAway || signal.aborted || clock.monotonic() >= end) return "failed";
        }
        await clock.sleep(LOOK_AGAIN, signal).catch(() => {}); // taken back: the loop ends
      }
      return "failed";
    },
  };
}
