import { expect, test } from "vitest";
import { type Duration, ms } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";

/** @param pass lets so much time pass on this clock */
export function clockContract(
  makeClock: () => { clock: Clock; pass: (wait: Duration) => Promise<void> },
): void {
  test("calls back once, no sooner than asked, the earlier one first", async () => {
    const { clock, pass } = makeClock();
    const start = clock.monotonic();
    const called: [string, number][] = [];
    clock.after(ms(30), () => called.push(["late", clock.monotonic() - start]));
    clock.after(ms(10), () => called.push(["early", clock.monotonic() - start]));
    await pass(ms(80));
    expect(called.map(([name]) => name)).toEqual(["early", "late"]);
    expect(called[0]?.[1]).toBeGreaterThanOrEqual(10);
    expect(called[1]?.[1]).toBeGreaterThanOrEqual(30);
  });

  test("does not call back what was taken back", async () => {
    const { clock, pass } = makeClock();
    let calls = 0;
    const takeBack = clock.after(ms(10), () => {
      calls += 1;
    });
    takeBack();
    await pass(ms(40));
    expect(calls).toBe(0);
  });

  test("sleeps for as long as asked", async () => {
    const { clock, pass } = makeClock();
    const start = clock.monotonic();
    const slept = clock.sleep(ms(20)).then(() => clock.monotonic() - start);
    await pass(ms(60));
    expect(await slept).toBeGreaterThanOrEqual(20);
  });

  test("wakes with the reason when the signal aborts, before or during sleep", async () => {
    const { clock, pass } = makeClock();
    const reason = new Error("no longer wanted");
    const stopping = new AbortController();
    const sleeping = clock.sleep(ms(1_000_000), stopping.signal);
    const woken = expect(sleeping).rejects.toBe(reason);
    await pass(ms(5));
    stopping.abort(reason);
    await woken;
    await expect(clock.sleep(ms(10), stopping.signal)).rejects.toBe(reason);
  });

  test("measures with a clock that never goes back", async () => {
    const { clock, pass } = makeClock();
    const [wall, start] = [clock.now(), clock.monotonic()];
    await pass(ms(20));
    expect(clock.monotonic() - start).toBeGreaterThan(15);
    expect(clock.now()).toBeGreaterThanOrEqual(wall);
  });
}
