/**
 * A music box, from nothing but sines that fade: no recording of anybody's. The same notes are the same samples, whoever computes them with
 * the same JavaScript engine.
 */
import type { Tune } from "./tunes.ts";

export const RATE_HZ = 16_000;

/** A tooth of steel: multiples of the note, how loud, and how long until a third is left. */
const PARTIALS = [
  { times: 1, level: 1, fadeSeconds: 0.8 },
  { times: 2, level: 0.22, fadeSeconds: 0.45 },
  { times: 3.01, level: 0.08, fadeSeconds: 0.2 },
  { times: 5.4, level: 0.06, fadeSeconds: 0.06 },
] as const;
const STRIKE_SECONDS = 0.004;
const RINGS_SECONDS = 2.6;
const BASS_LEVEL = 0.35;
const LEVEL = 0.25;

export function playTune(tune: Tune): Float32Array {
  const melody = readNotes(tune.melody);
  const beats = melody.reduce((sum, note) => sum + note.beats, 0);
  const samples = new Float32Array(Math.ceil((beats * tune.secondsABeat + RINGS_SECONDS) * RATE_HZ));
  let beat = 0;
  for (const { hertz, beats: long } of melody) {
    if (hertz !== undefined) strike(samples, beat * tune.secondsABeat, hertz, LEVEL);
    beat += long;
  }
  for (const [bar, { hertz }] of readNotes(tune.bass).entries()) {
    const at = bar * tune.beatsABar * tune.secondsABeat;
    if (hertz !== undefined) strike(samples, at, hertz, LEVEL * BASS_LEVEL);
  }
  return samples;
}

function strike(samples: Float32Array, atSeconds: number, hertz: number, level: number): void {
  const start = Math.round(atSeconds * RATE_HZ);
  const length = Math.min(samples.length - start, Math.round(RINGS_SECONDS * RATE_HZ));
  for (const partial of PARTIALS) {
    const turn = (2 * Math.PI * hertz * partial.times) / RATE_HZ;
    for (let at = 0; at < length; at += 1) {
      const seconds = at / RATE_HZ;
      const rise = Math.min(1, seconds / STRIKE_SECONDS);
      const fall = Math.exp(-seconds / partial.fadeSeconds);
      const before = samples[start + at] ?? 0;
      samples[start + at] = before + level * partial.level * rise * fall * Math.sin(turn * at);
    }
  }
}

interface Note {
  /** `undefined` for a rest. */
  readonly hertz: number | undefined;
  readonly beats: number;
}

/** Half tones above C. */
const STEPS: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };
const NOTE = /^(?:(-)|([a-g])(#?)(\d))(?::(\d*\.?\d+))?$/;

/** @throws RangeError for what is no note */
export function readNotes(text: string): Note[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [whole, rest, letter = "", sharp, octave, beats = "1"] = NOTE.exec(word) ?? [];
      if (whole === undefined) throw new RangeError(`${word} is no note`);
      const step = (STEPS[letter] ?? 0) + (sharp === "#" ? 1 : 0) + 12 * Number(octave);
      // A above middle C, the fourth octave's, is 440 Hz.
      const hertz = rest === undefined ? 440 * 2 ** ((step - 57) / 12) : undefined;
      return { hertz, beats: Number(beats) };
    });
}
