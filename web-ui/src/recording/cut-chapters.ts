import type { RawSound } from "./raw-sound.ts";

/** A little under what a toy holds: the margins around the sound want room, too. */
const LONGEST_MS = 39_500;
/** So long at the most before it is cut somewhere near: it leaves room to look for a pause on both sides. */
const WANTED_MS = 34_000;
const LOOK_MS = 5_000;
/** As long as a breath. */
const PAUSE_MS = 200;

/**
 * A long sound in pieces that each fit on a toy, cut where it is quietest: between sentences.
 * @returns the sound itself where it fits
 */
export function cutChapters({ pcm, sampleRateHz }: RawSound): readonly RawSound[] {
  const samples = (milliseconds: number) => Math.round((sampleRateHz * milliseconds) / 1_000);
  if (pcm.length <= samples(LONGEST_MS)) return [{ pcm, sampleRateHz }];
  const count = Math.ceil(pcm.length / samples(WANTED_MS));
  const cuts = [0];
  for (let at = 1; at < count; at += 1) {
    const near = Math.round((pcm.length * at) / count);
    cuts.push(quietest(pcm, near - samples(LOOK_MS / 2), near + samples(LOOK_MS / 2), samples(PAUSE_MS)));
  }
  return cuts.map((start, at) => ({ pcm: pcm.slice(start, cuts[at + 1]), sampleRateHz }));
}

/** The middle of the quietest stretch of `length` between two places. */
function quietest(pcm: Float32Array, from: number, to: number, length: number): number {
  let energy = 0;
  let least = Number.POSITIVE_INFINITY;
  let found = from;
  for (let at = from; at < to; at += 1) {
    energy += (pcm[at] ?? 0) ** 2;
    if (at < from + length) continue;
    energy -= (pcm[at - length] ?? 0) ** 2;
    if (energy >= least) continue;
    least = energy;
    found = at - Math.floor(length / 2);
  }
  return found;
}
