/** Jobs in hand: so many and no more, a few at once, each tried again ever more patiently until its time is over. */
import type { PushJob } from "../contract/link-job.ts";
import type { PushOutcome } from "../contract/push.ts";
import { backoff } from "../domain/backoff.ts";
import { ms, seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import type { DialPush, Knock } from "./dial-push.ts";
import { LinkRefused } from "./errors.ts";

/** More than a family has phones. */
export const MOST_JOBS = 64;
const MOST_AT_ONCE = 4;
const FIRST_WAIT = seconds(1);
const LONGEST_WAIT = seconds(30);

export interface PushQueue {
  /**
   * @param signal takes the job back: it ends as `failed`
   * @throws LinkRefused `link.full`, `link.not-allowed`
   */
  push(job: PushJob, signal: AbortSignal): Promise<PushOutcome>;
}

export function makePushQueue(parts: {
  readonly dial: DialPush;
  readonly clock: Clock;
  random(): number;
}): PushQueue {
  const { dial, clock, random } = parts;
  let jobs = 0;
  let dialling = 0;
  const waiting: (() => void)[] = [];

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dialling === MOST_AT_ONCE) await new Promise<void>((turn) => waiting.push(turn));
    else dialling += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) dialling -= 1;
      else next();
    }
  };

  const tryOn = async (job: PushJob, signal: AbortSignal): Promise<PushOutcome> => {
    const end = clock.monotonic() + job.tryFor * 1_000;
    for (const pause of backoff(FIRST_WAIT, LONGEST_WAIT, random)) {
      if (signal.aborted) return "failed";
      const knock = await inTurn(
        async (): Promise<Knock> => (signal.aborted ? { kind: "failed" } : dial(job, signal)),
      );
      if (knock.kind !== "failed") return knock.kind;
      const wait = ms(Math.max(pause, knock.wait ?? 0));
      if (clock.monotonic() + wait >= end) return "failed";
      try {
        await clock.sleep(wait, signal);
      } catch {
        return "failed"; // taken back
      }
    }
    return "failed";
  };

  return {
    async push(job, signal) {
      if (jobs === MOST_JOBS) throw new LinkRefused("link.full", "as many jobs as link takes");
      jobs += 1;
      try {
        return await tryOn(job, signal);
      } finally {
        jobs -= 1;
      }
    },
  };
}
