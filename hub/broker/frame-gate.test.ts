import { PassThrough } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameGate } from "./frame-gate.ts";

const LIMITS = { beforeConnect: 64, afterConnect: 512 };

/** A frame of this many bytes in all, its length written as MQTT 3.1.1 section 2.2.3 has it. */
function frame(size: number): Uint8Array {
  for (const digits of [1, 2, 3, 4]) {
    let left = size - 1 - digits;
    const length = Array.from({ length: digits }, (_, place) => {
      const digit = left % 128;
      left = Math.floor(left / 128);
      return place === digits - 1 ? digit : digit | 0x80;
    });
    if (left === 0) return Uint8Array.from([0x30, ...length, ...new Uint8Array(size - 1 - digits)]);
  }
  throw new RangeError("no such frame");
}

/** What comes through, and whether the gate closed, when `bytes` arrive cut at `cuts`. */
async function pass(bytes: Uint8Array, cuts: readonly number[], isConnected = false) {
  const socket = new PassThrough();
  let refusals = 0;
  const gate = new FrameGate(socket, LIMITS, () => {
    refusals += 1;
  });
  if (isConnected) gate.admitConnected();
  let passed = 0;
  gate.on("data", (chunk: Buffer) => {
    passed += chunk.length;
  });
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other);
  let at = 0;
  for (const end of [...ends, bytes.length]) {
    if (!socket.destroyed && end > at) socket.write(bytes.subarray(at, end));
    at = Math.max(at, end);
  }
  await new Promise((soon) => setImmediate(soon));
  const wasClosed = gate.destroyed;
  gate.destroy();
  return { passed, refusals, wasClosed };
}

const join = (frames: readonly Uint8Array[]) => Uint8Array.from(frames.flatMap((one) => [...one]));
const cuts = fc.array(fc.nat({ max: 5_000 }), { maxLength: 20 });

test("frames up to the limit pass whole, however they are cut or glued", async () => {
  const sizes = fc.array(fc.integer({ min: 2, max: LIMITS.afterConnect }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(sizes, cuts, async (list, places) => {
      const bytes = join(list.map(frame));
      expect(await pass(bytes, places, true)).toEqual({
        passed: bytes.length,
        refusals: 0,
        wasClosed: false,
      });
    }),
    { numRuns: 200 },
  );
});

test("the first frame over the limit closes the gate once, however it is cut", async () => {
  const over = fc.integer({ min: LIMITS.beforeConnect + 1, max: 4_000 });
  await fc.assert(
    fc.asyncProperty(over, cuts, async (size, places) => {
      const { passed, refusals, wasClosed } = await pass(join([frame(20), frame(size)]), places);
      expect({ refusals, wasClosed }).toEqual({ refusals: 1, wasClosed: true });
      expect(passed).toBeLessThanOrEqual(20 + LIMITS.beforeConnect);
    }),
    { numRuns: 200 },
  );
});

test("arbitrary bytes never throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), cuts, async (bytes, places) => {
      expect((await pass(bytes, places)).refusals).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});
