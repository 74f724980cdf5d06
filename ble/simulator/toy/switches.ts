/**
 * What nobody has seen on a real toy yet, each as a named switch. The default is what would hurt us most while the
 * sounds and rates that are known still work; the other values are there to show that we also cope with them.
 * Each row is a line of the hardware checklist.
 */

/** How fast the ring empties into the audio chip, bytes per second. */
export const DRAINS = {
  /** At once. */
  fast: Number.POSITIVE_INFINITY,
  /** The rate at which a public client that was run against real toys sends. */
  demo: 2_500,
} as const satisfies Record<string, number>;

export type Drain = keyof typeof DRAINS | number;

export interface ToySwitches {
  /** A profile of {@link DRAINS} or bytes per second. Slower than 1,280 B/s and the toy's own watchdog ends every upload. */
  readonly drain: Drain;
  /** `strict` bites exactly at its bounds, `ticked` at the next tick of a free-running 100 ms timer. */
  readonly watchdog: "strict" | "ticked";
  readonly disconnectClearsGameMode: boolean;
  readonly disconnectClearsLoop: boolean;
  readonly disconnectClearsHeart: boolean;
  /** Whether an upload that was started and never ended takes the clip that the slot held before. */
  readonly abortedUploadErasesSlot: boolean;
  /** When after connecting the toy asks its central for 12.5 ms; `never`: it does not. */
  readonly intervalRequestDelayMs: number | "never";
  /** Whether a silent recording (`08 02`) ends with the link. If not, it runs until {@link SLOT_MILLISECONDS}. */
  readonly linkLossStopsSilentRecording: boolean;
  /** Bits per code of a recording: 4, 5 and 6 are known to the format, which one real toys use is not. */
  readonly recordingBits: 4 | 5 | 6;
  /** Below 10 the record paw stops after 6 s instead of 19. */
  readonly audioChipVersion: number;
  /** Whether the last notification of a download is filled up to 16 bytes or ends with the recording. */
  readonly downloadTail: "filled" | "exact";
  /** Which of the two firmware slots runs. */
  readonly image: "A" | "B";
}

export const WORST_CASE: ToySwitches = {
  drain: "demo",
  watchdog: "strict",
  disconnectClearsGameMode: false,
  disconnectClearsLoop: false,
  disconnectClearsHeart: false,
  abortedUploadErasesSlot: true,
  intervalRequestDelayMs: 6_000,
  linkLossStopsSilentRecording: false,
  recordingBits: 4,
  audioChipVersion: 10,
  downloadTail: "exact",
  image: "A",
};

/** About how much one slot holds. */
export const SLOT_MILLISECONDS = 40_000;
/** {@link SLOT_MILLISECONDS} of messages, rounded up to whole flash sectors of 4 KiB. */
export const SLOT_BYTES = 81_920;

export const drainBytesPerSecond = (drain: Drain): number =>
  typeof drain === "number" ? drain : DRAINS[drain];
