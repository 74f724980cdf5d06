/** Sound as the page has it before it is shaped. */
export interface RawSound {
  /** Mono, -1..1. */
  readonly pcm: Float32Array<ArrayBuffer>;
  readonly sampleRateHz: number;
}

/** The longest message that a toy takes. */
export const LONGEST_RECORDING_MS = 40_000;

export const lengthOf = (sounds: readonly RawSound[]): number =>
  sounds.reduce((total, { pcm, sampleRateHz }) => total + (pcm.length * 1_000) / sampleRateHz, 0);

/**
 * One sound of several, one behind the other. A microphone that came back after a call may run at another rate: then all take
 * the first one's.
 */
export async function joinSounds(sounds: readonly RawSound[]): Promise<RawSound> {
  const [first] = sounds;
  if (first === undefined) return { pcm: new Float32Array(0), sampleRateHz: 48_000 };
  const { sampleRateHz } = first;
  const pieces = await Promise.all(sounds.map((sound) => atRate(sound, sampleRateHz)));
  return { pcm: joinPieces(pieces), sampleRateHz };
}

export function joinPieces(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(pieces.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

async function atRate({ pcm, sampleRateHz }: RawSound, wantedHz: number): Promise<Float32Array> {
  if (sampleRateHz === wantedHz) return pcm;
  // Seldom needed, and not small.
  const { resample } = await import("../../../hub/audio/shaping/resample.ts");
  return resample(pcm, sampleRateHz, wantedHz);
}
