import type { KEPT_CLIPS } from "./kept-clips.ts";

/**
 * Tunes that belong to everybody, as notes. `c5` is the C above middle C's octave; a number behind `:` is a length in beats, one where it
 * is left out; `-` is a rest.
 */
export interface Tune {
  /** As it is called where it comes from: the same in every language. */
  readonly title: string;
  /** Of its file. */
  readonly name: keyof typeof KEPT_CLIPS;
  readonly secondsABeat: number;
  readonly beatsABar: number;
  readonly melody: string;
  /** One for each bar, struck with its first beat. */
  readonly bass: string;
  /** Why it belongs to everybody. */
  readonly origin: string;
}

export const TUNES: readonly Tune[] = [
  {
    title: "Twinkle, twinkle, little star",
    name: "twinkle",
    secondsABeat: 0.58,
    beatsABar: 4,
    melody: `
      c5 c5 g5 g5  a5 a5 g5:2  f5 f5 e5 e5  d5 d5 c5:2
      g5 g5 f5 f5  e5 e5 d5:2  g5 g5 f5 f5  e5 e5 d5:2
      c5 c5 g5 g5  a5 a5 g5:2  f5 f5 e5 e5  d5 d5 c5:2`,
    bass: "c4 f4 f4 g4 c4 g4 c4 g4 c4 f4 f4 g4",
    origin: "“Ah ! vous dirai-je, maman”, France, before 1761",
  },
  {
    title: "Wiegenlied",
    name: "wiegenlied",
    secondsABeat: 0.66,
    beatsABar: 3,
    // The two notes before the first bar, and a rest to make a bar of them.
    melody: `
      -:2 e5:.5 e5:.5
      g5:1.5 e5:.5 e5  g5:2 e5:.5 g5:.5  c6 b5:1.5 a5:.5  a5 g5 d5:.5 e5:.5
      f5 d5 d5:.5 e5:.5  f5:2 d5:.5 f5:.5  b5:.5 a5:.5 g5 b5  c6:2 c5:.5 c5:.5
      c6:2 a5:.5 f5:.5  g5:2 e5:.5 c5:.5  f5 g5 a5  g5:2 c5:.5 c5:.5
      c6:2 a5:.5 f5:.5  g5:2 e5:.5 c5:.5  f5 e5 d5  c5:3`,
    bass: "- c4 c4 c4 c4 g4 g4 g4 c4 f4 c4 f4 c4 f4 c4 g4 c4",
    origin: "Johannes Brahms (1833-1897), op. 49 no. 4, 1868",
  },
  {
    title: "Frère Jacques",
    name: "frere-jacques",
    secondsABeat: 0.56,
    beatsABar: 4,
    melody: `
      c5 d5 e5 c5  c5 d5 e5 c5  e5 f5 g5:2  e5 f5 g5:2
      g5:.5 a5:.5 g5:.5 f5:.5 e5 c5  g5:.5 a5:.5 g5:.5 f5:.5 e5 c5
      c5 g4 c5:2  c5 g4 c5:2`,
    bass: "c4 c4 c4 c4 c4 c4 c4 c4",
    origin: "round, France, about 1780",
  },
  {
    title: "Au clair de la lune",
    name: "au-clair-de-la-lune",
    secondsABeat: 0.56,
    beatsABar: 4,
    melody: `
      g5 g5 g5 a5  b5:2 a5:2  g5 b5 a5 a5  g5:4
      a5 a5 a5 a5  e5:2 e5:2  a5 g5 f#5 e5  d5:4
      g5 g5 g5 a5  b5:2 a5:2  g5 b5 a5 a5  g5:4`,
    bass: "g4 d4 d4 g4 a4 e4 a4 d4 g4 d4 d4 g4",
    origin: "song, France, before 1790",
  },
];
