import fc from "fast-check";
import { expect, test } from "vitest";
import { TimerQueue } from "./timer-queue.ts";

test("gives timers by due time, equal ones in the order they came, cancelled ones never", () => {
  const timer = fc.record({ dueMs: fc.integer({ min: 0, max: 20 }), isCancelled: fc.boolean() });
  fc.assert(
    fc.property(fc.array(timer), (timers) => {
      const queue = new TimerQueue();
      const ran: number[] = [];
      const cancels = timers.map(({ dueMs }, index) => queue.add(dueMs, () => ran.push(index)));
      for (const [index, { isCancelled }] of timers.entries()) if (isCancelled) cancels[index]?.();
      const expected = timers
        .map((one, index) => ({ ...one, index }))
        .filter((one) => !one.isCancelled)
        .sort((a, b) => a.dueMs - b.dueMs || a.index - b.index);
      for (const { dueMs } of expected) {
        expect(queue.peekMs()).toBe(dueMs);
        queue.pop()?.run();
      }
      expect(queue.pop()).toBeUndefined();
      expect(ran).toEqual(expected.map((one) => one.index));
    }),
  );
});
