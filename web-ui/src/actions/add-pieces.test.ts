import { beforeEach, expect, test } from "vitest";
import { publicId } from "../../../hub/contract/public-id.ts";
import { UnfitSound } from "../clips/errors.ts";
import type { Preparation, PreparedClip } from "../clips/prepared-clip.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import { addPieces, noPieces, type PiecesDone } from "./add-pieces.ts";

const STORY = publicId.parse(`${"S".repeat(21)}A`);
const NOTHING = noPieces(null);

/** As long as its number says, so that each is told from the others. */
const pieceOf = (length: number): RawSound => ({ pcm: new Float32Array(length), sampleRateHz: 8_000 });
const PIECES = [1, 2, 3].map(pieceOf);

let added: { readonly piece: number; readonly story: string | null }[];
let steps: PiecesDone[];
let refused: Map<number, string>;
let isAway: (piece: number) => boolean;
beforeEach(() => {
  [added, steps, refused, isAway] = [[], [], new Map(), () => false];
});

const add = (pieces: readonly RawSound[], from: PiecesDone) =>
  addPieces(pieces, from, {
    async prepare({ pcm: { length } }): Promise<Preparation> {
      const code = refused.get(length);
      if (code !== undefined) return { kind: "refused", code };
      return { kind: "ok", clip: { milliseconds: length } as PreparedClip };
    },
    async add({ milliseconds: piece }, story) {
      if (isAway(piece)) throw new Error("the hub is away");
      added.push({ piece, story });
      return { story: STORY };
    },
    onDone: (done) => steps.push(done),
  });

test("the first piece begins a story, the others go on with it", async () => {
  await add(PIECES, NOTHING);
  expect(added).toEqual([
    { piece: 1, story: null },
    { piece: 2, story: STORY },
    { piece: 3, story: STORY },
  ]);
  expect(steps.map(({ count }) => count)).toEqual([1, 2, 3]);
});

test("what is there already is not added once more after something broke off, and the story stays one", async () => {
  isAway = (piece) => piece === 2;
  await expect(add(PIECES, NOTHING)).rejects.toThrow("the hub is away");
  const done = steps.at(-1) ?? NOTHING;
  expect(done).toEqual({ count: 1, added: 1, story: STORY });
  isAway = () => false;
  await add(PIECES, done);
  expect(added).toEqual([
    { piece: 1, story: null },
    { piece: 2, story: STORY },
    { piece: 3, story: STORY },
  ]);
});

test("a piece that is nothing but a pause is left out; a sound that is nothing else is not", async () => {
  refused.set(2, "sound.silence");
  await add(PIECES, NOTHING);
  expect(added.map(({ piece }) => piece)).toEqual([1, 3]);
  await expect(add([pieceOf(2)], NOTHING)).rejects.toThrow(UnfitSound);
});

test("a long sound that is nothing but pauses is told, and told again", async () => {
  for (const { pcm } of PIECES) refused.set(pcm.length, "sound.silence");
  const silence = { name: "UnfitSound", code: "sound.silence" };
  await expect(add(PIECES, NOTHING)).rejects.toMatchObject(silence);
  await expect(add(PIECES, steps.at(-1) ?? NOTHING)).rejects.toMatchObject(silence);
  expect(added).toEqual([]);
});

test("what a toy cannot play ends it, and says why", async () => {
  refused.set(2, "sound.too-short");
  await expect(add(PIECES, NOTHING)).rejects.toMatchObject({ code: "sound.too-short" });
  expect(added).toEqual([{ piece: 1, story: null }]);
});
