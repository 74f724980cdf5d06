import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import { parseWav } from "../../hub/audio/wav.ts";
import { likeness } from "./likeness.ts";
import { likenessInPieces } from "./likeness-in-pieces.ts";
import { speak } from "./speech.ts";

const OTHERS = [
  "The quick brown fox jumps over the lazy dog while it rains.",
  "One two three four five six seven eight nine ten.",
  "Sleep well, and dream of something nice until the morning comes again.",
];
const load = async (text: string) =>
  parseWav(new Uint8Array(await readFile(await speak(text, { rate: 16_000 })))).samples;

let said: Int16Array;
let others: Int16Array[];

beforeAll(async () => {
  said = await load("Good night, little bear. Tomorrow we will look for the moon again.");
  others = await Promise.all(OTHERS.map(load));
});

/** @param pauses where, and how many samples of silence; a negative number leaves as many out */
function broken(sound: Int16Array, pauses: readonly (readonly [at: number, samples: number])[]): Int16Array {
  const out: number[] = [];
  let from = 0;
  for (const [at, samples] of pauses) {
    out.push(...sound.subarray(from, at), ...new Array(Math.max(0, samples)).fill(0));
    from = at + Math.max(0, -samples);
  }
  return Int16Array.from([...out, ...sound.subarray(from)]);
}

test("a whole sound is heard whole, late or not", () => {
  const late = Int16Array.from([...new Int16Array(700), ...said]);
  expect(likenessInPieces(said, said)).toBe(1);
  expect(likenessInPieces(late, said)).toBe(1);
});

test.each([
  ["three pauses of 30 ms", [20_000, 33_000, 50_000].map((at) => [at, 480] as const)],
  [
    "a pause of 85 ms and 20 ms left out",
    [
      [17_000, 1_360],
      [44_000, -320],
    ] as const,
  ],
  [
    "seven pauses of 25 ms",
    [9_000, 18_000, 27_000, 36_000, 45_000, 54_000, 63_000].map((at) => [at, 400] as const),
  ],
])("a sound with %s is what was said, and not anything else", (_, pauses) => {
  const heard = broken(said, pauses);
  expect(likeness(heard, said)).toBeLessThan(0.9);
  expect(likenessInPieces(heard, said)).toBeGreaterThan(0.7);
  for (const other of others) expect(likenessInPieces(heard, other)).toBeLessThan(0.1);
});

test("half a sentence, and one that is drowned, are told", () => {
  expect(likenessInPieces(said.subarray(0, said.length / 2), said)).toBeLessThan(0.7);
  const random = seededRandom(1, "noise");
  const drowned = said.map((sample) => sample / 4 + (random() - 0.5) * 8_000);
  expect(likenessInPieces(drowned, said)).toBeLessThan(0.2);
});
