import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { openSteppedClock } from "../air/stepped-clock.ts";
import { UploadWatchdog, type WatchdogReason } from "./upload-watchdog.ts";

/** When it bites after being armed at `armedAt`; `undefined`: not within two seconds. */
async function bitesAfter(
  reason: WatchdogReason,
  options: { style: "strict" | "ticked"; phaseMs?: number; armedAt?: number },
): Promise<number | undefined> {
  using clock = openSteppedClock();
  let bitten: number | undefined;
  const { style, phaseMs = 0, armedAt = 0 } = options;
  const watchdog = new UploadWatchdog({
    clock,
    style,
    phaseMs,
    bite: () => {
      bitten = clock.monotonic() - armedAt;
    },
  });
  await clock.sleep(ms(armedAt));
  watchdog.arm(reason);
  await clock.sleep(seconds(2));
  return bitten;
}

test.each([
  ["prime-request", 600],
  ["refill-request", 300],
  ["write", 100],
  ["drain", 200],
] as const)("strict: %s leaves %d ms", async (reason, bound) => {
  expect(await bitesAfter(reason, { style: "strict", armedAt: 33 })).toBeCloseTo(bound, 6);
});

test.each([
  ["write", 0, 1, 199],
  ["write", 0, 99, 101],
  ["write", 50, 51, 199],
  ["drain", 0, 30, 170],
  ["refill-request", 0, 10, 390],
  ["prime-request", 20, 10, 610],
] as const)(
  "ticked: %s with the tick at %d ms, armed at %d, leaves %d ms",
  async (reason, phaseMs, armedAt, bound) => {
    expect(await bitesAfter(reason, { style: "ticked", phaseMs, armedAt })).toBeCloseTo(bound, 6);
  },
);

test("arming anew takes back what was armed before, disarming takes back everything", async () => {
  using clock = openSteppedClock();
  const bites: WatchdogReason[] = [];
  const watchdog = new UploadWatchdog({
    clock,
    style: "strict",
    phaseMs: 0,
    bite: (reason) => bites.push(reason),
  });
  for (let writes = 0; writes < 10; writes += 1) {
    watchdog.arm("write");
    await clock.sleep(ms(99));
  }
  expect(bites).toEqual([]);
  watchdog.disarm();
  await clock.sleep(seconds(1));
  expect(bites).toEqual([]);
  watchdog.arm("write");
  await clock.sleep(ms(101));
  expect(bites).toEqual(["write"]);
});
