/** What the clips beside this file are; made with them, by `scripts/starter-clips.ts`. */
export const KEPT_CLIPS = {
  twinkle: {
    sha256: "5a288dbc3e0fcf5c67c5d9690ab3b39b985ef3843f6579355c1905368afef975",
    milliseconds: 28_120,
  },
  wiegenlied: {
    sha256: "2f55d15a301a989c2b892e05594155aad940996a89c6f21c7580cf293a7703b6",
    milliseconds: 33_160,
  },
  "frere-jacques": {
    sha256: "771a516ba804592d67766aa8d7927a953e6aba13726580ffddff87f78ffec483",
    milliseconds: 18_920,
  },
  "au-clair-de-la-lune": {
    sha256: "f17397489d2738e03f1da8a47d3ea197db59a0370193a946237262afecdc22c7",
    milliseconds: 27_100,
  },
} as const;
