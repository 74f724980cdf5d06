import fc from "fast-check";
import { expect, test } from "vitest";
import type { KeptMessage, MessageCount } from "../ports/message-store.ts";
import { MessageCounts } from "./message-counts.ts";

type Counted = Pick<KeptMessage, "bytes" | "isKept">;
const turn = () => new Promise<void>((done) => setImmediate(done));

/** An index whose writes take a while, in the order asked for, and whose readers see what was there when they began, one at a time. */
class SlowIndex {
  readonly counts = new MessageCounts({ settled: () => this.settled(), ofChild: () => this.#entries() });
  readonly #stored = new Map<number, Counted>();
  /** With what is still being written. */
  readonly wanted = new Map<number, Counted>();
  #writing: Promise<void> = Promise.resolve();
  reads = 0;

  settled(): Promise<void> {
    return this.#writing;
  }

  set(counter: number, after: Counted | undefined): void {
    this.counts.change("child", counter, this.wanted.get(counter), after);
    put(this.wanted, counter, after);
    this.#writing = this.#writing.then(turn).then(() => put(this.#stored, counter, after));
  }

  async *#entries(): AsyncGenerator<KeptMessage> {
    this.reads += 1;
    const snapshot = [...this.#stored].toSorted(([one], [other]) => one - other);
    for (const [counter, one] of snapshot) {
      await turn();
      yield { counter, livedAt: 0, ...one };
    }
  }

  total(): MessageCount {
    const all = [...this.wanted.values()];
    return {
      messages: all.length,
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      starred: all.filter(({ isKept }) => isKept).length,
    };
  }
}
function put(map: Map<number, Counted>, counter: number, one: Counted | undefined): void {
  if (one === undefined) map.delete(counter);
  else map.set(counter, one);
}

/** Adds one, changes or removes one of those there, lets time pass, or asks. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("add"), bytes: fc.nat(99), isKept: fc.boolean() }),
  fc.record({ kind: fc.constant("change"), which: fc.nat(), bytes: fc.nat(99), isKept: fc.boolean() }),
  fc.record({ kind: fc.constant("remove"), which: fc.nat() }),
  fc.record({ kind: fc.constant("wait") }),
  fc.record({ kind: fc.constant("ask") }),
);

test("whatever changes before, during and after the reading is counted once, and read once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const index = new SlowIndex();
      let last = 0;
      const asked: Promise<unknown>[] = [];
      for (const one of steps) {
        const there = [...index.wanted.keys()];
        const known = "which" in one ? there[one.which % there.length] : undefined;
        if (one.kind === "add" && "bytes" in one) {
          last += 1;
          index.set(last, { bytes: one.bytes, isKept: one.isKept });
        } else if (one.kind === "change" && "bytes" in one && known !== undefined)
          index.set(known, { bytes: one.bytes, isKept: one.isKept });
        else if (one.kind === "remove" && known !== undefined) index.set(known, undefined);
        else if (one.kind === "wait") await turn();
        else if (one.kind === "ask") asked.push(index.counts.of("child"));
      }
      await Promise.all(asked);
      expect(await index.counts.of("child")).toEqual(index.total());
      await index.settled();
      expect(await index.counts.of("child")).toEqual(index.total());
      expect(index.reads).toBe(1);
    }),
    { numRuns: 300 },
  );
});

test("what could not be read is read again at the next question", async () => {
  let isBroken = true;
  const counts = new MessageCounts({
    settled: () => Promise.resolve(),
    async *ofChild() {
      yield { counter: 1, livedAt: 0, bytes: 7, isKept: true };
      if (isBroken) throw new Error("the disk");
    },
  });
  await expect(counts.of("child")).rejects.toThrow("the disk");
  isBroken = false;
  expect(await counts.of("child")).toEqual({ messages: 1, bytes: 7, starred: 1 });
});
