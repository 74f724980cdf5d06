/** The toy's own times, milliseconds. "Seen" is read out of firmware 1.0.19 or seen on toys; the rest is an estimate. */
export const TIMINGS = {
  /** A question to the audio chip and its answer. Estimate. */
  chipQuery: 40,
  /** From a restart to the first advert. Estimate. */
  boot: 500,
  /** How long state 15 shows. Seen. */
  keyRefused: 1_000,
  /** An earlier end of a recording is put off until then. Seen. */
  shortestRecording: 500,
  longestRecording: 19_000,
  /** With an audio chip that reports a version below 10. Seen. */
  longestRecordingOldChip: 6_000,
  /** A round of a loop is never shorter: `0C 01 00 01 00` shows state 5 for "about 0.2 s" at most. Seen. */
  shortestRound: 150,
  /** What is taken for the length of a clip that has none. Seen. */
  unknownClip: 5_000,
  /** Until a notification that found the queue full is tried again. Seen. */
  notifyRetry: 5,
  /** Half a blink of the heart during a download. Seen. */
  downloadBlink: 400,
} as const satisfies Record<string, number>;

export const OLD_CHIP_BELOW = 10;
