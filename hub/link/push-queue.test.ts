import { expect, test } from "vitest";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import type { PushJob } from "../contract/link-job.ts";
import { ms, seconds } from "../domain/duration.ts";
import type { DialPush, Knock } from "./dial-push.ts";
import { LinkRefused } from "./errors.ts";
import { MOST_JOBS, makePushQueue } from "./push-queue.ts";

const JOB: PushJob = {
  endpoint: "https://fcm.googleapis.com/fcm/send/a",
  authorization: "",
  body: "AA",
  ttl: 60,
  topic: "alert",
  urgency: "high",
  tryFor: 60,
};
const untouched = new AbortController().signal;

function makeQueue(dial: DialPush) {
  const clock = makeManualClock();
  const at: number[] = [];
  const queue = makePushQueue({
    clock,
    random: () => 0.5,
    dial: (job, signal) => {
      at.push(clock.monotonic());
      return dial(job, signal);
    },
  });
  return { clock, at, queue };
}
const answering = (...knocks: Knock[]) => {
  const left = [...knocks];
  return async (): Promise<Knock> => left.shift() ?? { kind: "failed" };
};

test.each(["delivered", "gone", "refused"] as const)("%s is final", async (kind) => {
  const { at, queue } = makeQueue(answering({ kind }));
  expect(await queue.push(JOB, untouched)).toBe(kind);
  expect(at).toEqual([0]);
});

test("a failure is tried again, ever more patiently, until the job's time is over", async () => {
  const { at, clock, queue } = makeQueue(answering());
  const pushed = queue.push(JOB, untouched);
  await clock.advance(seconds(120));
  expect(await pushed).toBe("failed");
  expect(at).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000]);
});

test("what the push service asks to wait is waited, and longer than the job's time is the end", async () => {
  const { at, clock, queue } = makeQueue(
    answering({ kind: "failed", wait: seconds(20) }, { kind: "failed", wait: seconds(50) }),
  );
  const pushed = queue.push(JOB, untouched);
  await clock.advance(seconds(30));
  expect(await pushed).toBe("failed");
  expect(at).toEqual([0, 20_000]);
});

test("a job that is taken back is not tried again", async () => {
  const { at, clock, queue } = makeQueue(answering());
  const taken = new AbortController();
  const pushed = queue.push(JOB, taken.signal);
  await clock.advance(ms(500));
  taken.abort();
  expect(await pushed).toBe("failed");
  await clock.advance(seconds(60));
  expect(at).toEqual([0]);
});

test("four at once; one that is taken back while it waits for its turn is never begun", async () => {
  const doors: ((knock: Knock) => void)[] = [];
  const { queue } = makeQueue(() => new Promise((open) => doors.push(open)));
  const taken = new AbortController();
  const jobs = Array.from({ length: 5 }, () => queue.push(JOB, untouched));
  const last = queue.push(JOB, taken.signal);
  await Promise.resolve();
  expect(doors).toHaveLength(4);
  taken.abort();
  for (let nth = 0; nth < 5; nth++) {
    doors[nth]?.({ kind: "delivered" });
    await jobs[nth];
    await new Promise((turn) => setImmediate(turn));
  }
  expect(await last).toBe("failed");
  expect(doors).toHaveLength(5);
});

test("one job more than there is room for is refused, and there is room again when one is done", async () => {
  const doors: ((knock: Knock) => void)[] = [];
  const { queue } = makeQueue(() => new Promise((open) => doors.push(open)));
  const jobs = Array.from({ length: MOST_JOBS }, () => queue.push(JOB, untouched));
  await expect(queue.push(JOB, untouched)).rejects.toThrow(LinkRefused);
  await Promise.resolve();
  doors[0]?.({ kind: "delivered" });
  await jobs[0];
  await new Promise((turn) => setImmediate(turn));
  const another = queue.push(JOB, untouched);
  for (let nth = 1; nth <= MOST_JOBS; nth++) {
    doors[nth]?.({ kind: "delivered" });
    await new Promise((turn) => setImmediate(turn));
  }
  expect(await another).toBe("delivered");
});
