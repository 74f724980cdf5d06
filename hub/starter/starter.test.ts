import { expect, test } from "vitest";
import { checkMessage } from "../audio/check-message.ts";
import { SHORTEST_LIBRARY_MS } from "../contract/library.ts";
import { sha256 } from "../contract/sha256.ts";
import { makeClip } from "./make-clip.ts";
import { readNotes } from "./music-box.ts";
import { readStarter } from "./read-starter.ts";
import { TUNES } from "./tunes.ts";

const tunes = TUNES.map((tune) => [tune.name, tune] as const);

test.each(tunes)("%s: its bars are full, and each has its bass", (_, tune) => {
  const beats = readNotes(tune.melody).map((note) => note.beats);
  const starts = new Set<number>();
  let at = 0;
  for (const long of beats) {
    starts.add(at);
    at += long;
  }
  expect(at % tune.beatsABar).toBe(0);
  const bars = at / tune.beatsABar;
  expect(readNotes(tune.bass)).toHaveLength(bars);
  // No note is held over a bar's end in any of them: a slip of a length would show here.
  for (let bar = 0; bar < bars; bar += 1) expect(starts.has(bar * tune.beatsABar), `bar ${bar}`).toBe(true);
});

test("notes are tuned to A", () => {
  expect(readNotes("a4 a5:2 - c4:.5").map(({ hertz, beats }) => [hertz && Math.round(hertz), beats])).toEqual(
    [
      [440, 1],
      [880, 2],
      [undefined, 1],
      [262, 0.5],
    ],
  );
  expect(() => readNotes("h4")).toThrow(RangeError);
});

test.each(tunes)(
  "%s: what is kept is what the notes are computed to, to the last bit",
  async (name, tune) => {
    const kept = (await readStarter()).find(({ title }) => title === tune.title);
    expect(kept, `${name}: node scripts/starter-clips.ts`).toBeDefined();
    expect(await sha256(makeClip(tune))).toBe(await sha256(kept?.toyBytes ?? new Uint8Array()));
  },
);

test("a toy may have every one of them, the library takes it, and it is what is noted of it", async () => {
  for (const { title, toyBytes, ...noted } of await readStarter()) {
    const checked = checkMessage(toyBytes);
    expect(checked.kind, title).toBe("ok");
    if (checked.kind !== "ok") continue;
    expect(checked.milliseconds, title).toBeGreaterThan(SHORTEST_LIBRARY_MS);
    expect(noted, title).toEqual({
      sha256: await sha256(toyBytes),
      milliseconds: Math.round(checked.milliseconds),
    });
  }
});
