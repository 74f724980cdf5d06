import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

const never = new AbortController().signal;

test("takes one after another, whatever becomes of them", async () => {
  const turns = new Turns();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const failing = turns.take(never, async () => {
    await first.promise;
    order.push("first");
    throw new Error("went wrong");
  });
  const second = turns.take(never, async () => void order.push("second"));
  first.resolve();
  await expect(failing).rejects.toThrow("went wrong");
  await second;
  expect(order).toEqual(["first", "second"]);
});

test("leaves the queue at once when aborted, and lets nobody overtake", async () => {
  const turns = new Turns();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const running = turns.take(never, async () => {
    await first.promise;
    order.push("first");
  });
  const aborter = new AbortController();
  const aborted = turns.take(aborter.signal, async () => void order.push("never"));
  const last = turns.take(never, async () => void order.push("last"));
  aborter.abort(new Error("changed my mind"));
  await expect(aborted).rejects.toThrow("changed my mind");
  first.resolve();
  await Promise.all([running, last]);
  expect(order).toEqual(["first", "last"]);
});
