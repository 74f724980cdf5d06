import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ms } from "../../../hub/domain/duration.ts";
import { airClockContract } from "../../../test/contracts/air-clock.contract.ts";
import { openSteppedClock } from "./stepped-clock.ts";

describe("stepped clock", () => airClockContract({ open: openSteppedClock, retry: 0, latenessMs: 0 }));

test("an hour of sleep is over at once", async () => {
  using clock = openSteppedClock({ startMs: 1_000 });
  const startMs = performance.now();
  await clock.sleep(ms(3_600_000));
  expect(clock.now()).toBe(3_601_000);
  expect(performance.now() - startMs).toBeLessThan(60_000);
});

test("time stands while a hold lasts, however many there are, and moves when the last is let go", async () => {
  using clock = openSteppedClock();
  const [first, second] = [clock.hold(), clock.hold()];
  const asleep = clock.sleep(ms(10));
  await turns(50);
  first[Symbol.dispose]();
  first[Symbol.dispose](); // a second time is no second hold
  await turns(50);
  expect(clock.monotonic()).toBe(0);
  second[Symbol.dispose]();
  await asleep;
  expect(clock.monotonic()).toBe(10);
});

test("packets are delivered while time stands", async () => {
  using clock = openSteppedClock();
  using _hold = clock.hold();
  await new Promise<void>((resolve) => clock.soon(resolve));
  expect(clock.monotonic()).toBe(0);
});

test("time stands while work that the clock was told of is under way", async () => {
  using clock = openSteppedClock();
  const work = clock.whileBusy(new Promise<void>((resolve) => setTimeout(resolve, 20)));
  const asleep = clock.sleep(ms(10)).then(() => "slept");
  expect(await Promise.race([work.then(() => "worked"), asleep])).toBe("worked");
  expect(await asleep).toBe("slept");
});

test("a file's fsync holds time by itself", async () => {
  using clock = openSteppedClock();
  const folder = await mkdtemp(join(tmpdir(), "air-"));
  try {
    const file = await open(join(folder, "journal"), "w");
    const asleep = clock.sleep(ms(1)).then(() => "slept");
    const written = (async () => {
      for (let line = 0; line < 5; line += 1) {
        await file.write("delivered\n");
        await file.datasync();
      }
      return "written";
    })();
    expect(await Promise.race([asleep, written])).toBe("written");
    expect(clock.monotonic()).toBe(0);
    await asleep;
    await file.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a chain of setImmediate is over before time moves", async () => {
  using clock = openSteppedClock();
  const order: string[] = [];
  clock.after(ms(1), () => {
    order.push("timer");
    setImmediate(() => setImmediate(() => setImmediate(() => order.push("chain"))));
  });
  clock.after(ms(2), () => order.push("next timer"));
  await clock.sleep(ms(5));
  expect(order).toEqual(["timer", "chain", "next timer"]);
});

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
