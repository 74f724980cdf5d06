/** Taking something off the start or the end of a recording, before it is sent. Nothing is lost by it: the recording stays whole. */
import type { RawSound } from "./raw-sound.ts";
import type { Cut } from "./take-store.ts";

/** What one press of a button takes off. */
const STEP_MS = 500;
/** A word has to be left. */
const LEAST_MS = 500;

export type CutEnd = "start" | "end";

/** @param to milliseconds that are taken off there, as far as a word is left */
export function cutTo(cut: Cut, end: CutEnd, to: number, wholeMs: number): Cut {
  const other = end === "start" ? cut.end : cut.start;
  const most = Math.max(0, wholeMs - other - LEAST_MS);
  return { ...cut, [end]: Math.min(most, Math.max(0, to)) };
}

export const cutMore = (cut: Cut, end: CutEnd, wholeMs: number): Cut =>
  cutTo(cut, end, cut[end] + STEP_MS, wholeMs);

export const isSameCut = (one: Cut, other: Cut): boolean =>
  one.start === other.start && one.end === other.end;

export function cutSound({ pcm, sampleRateHz }: RawSound, { start, end }: Cut): RawSound {
  const samples = (milliseconds: number) => Math.round((milliseconds * sampleRateHz) / 1_000);
  if (start === 0 && end === 0) return { pcm, sampleRateHz };
  return { pcm: pcm.slice(samples(start), pcm.length - samples(end)), sampleRateHz };
}
