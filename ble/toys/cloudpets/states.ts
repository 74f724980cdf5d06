/**
 * What the State characteristic tells: 3 bytes.
 *
 *   offset  size  field
 *   0       1     state         one of STATES
 *   1       1     audio link    mode of the link to the audio chip; fresh on a read, stale in a notification
 *   2       1     loop flags    bit 0 a loop runs, bits 1..3 a volume change is under way
 *
 * A client should go by the state alone.
 */

/** One row per state. `isEntered: false`: no known firmware (1.0.19) ever shows it by itself. */
export const STATES = {
  invalid: 0,
  idle: 1,
  /** Record paw pressed in Idle. */
  audioRecord: 2,
  /** The upload's ring is full and drains. */
  audioUpload: 3,
  /** Never entered by firmware 1.0.19. */
  unplayedRecording: 4,
  audioPlayback: 5,
  /** Never entered by firmware 1.0.19. */
  audioStreaming: 6,
  audioDownload: 7,
  /** Just before `audioDownload`. */
  audioGetRecordLength: 8,
  /** Start of an upload: waits for the first 1,024 bytes. */
  bufferPrime: 9,
  testStartup: 10,
  testRecord: 11,
  testRecordEnd: 12,
  testIdle: 13,
  testPlayback: 14,
  /** Shown for one second when an upload came with the wrong key. */
  keyCheckFailed: 15,
  /** Never notified. */
  initialize: 16,
  /** A length query to the audio chip: before every playback, and for a fetched value. */
  audioGetReturnValue: 17,
  /** Game mode or loop: record paw pressed. Told once a press; the toy stays in the state it was in. */
  gameRecordPaw: 18,
  /** Game mode or loop: play paw pressed. */
  gamePlayPaw: 19,
} as const satisfies Record<string, number>;

export type StateName = keyof typeof STATES;
export type StateCode = (typeof STATES)[StateName];

const NAMES = new Map<number, StateName>(
  Object.entries(STATES).map(([name, code]) => [code, name as StateName]),
);

/** @returns the name of a state code; `undefined` for a code no firmware is known to send. */
export const stateName = (code: number): StateName | undefined => NAMES.get(code);

/** Byte 1. */
export const AUDIO_LINK = {
  idle: 0,
  command: 2,
  uploadStart: 3,
  upload: 4,
  download: 5,
  answer: 6,
  priming: 7,
} as const satisfies Record<string, number>;

/** Byte 2, bit 0. */
export const LOOP_RUNNING = 0x01;
/** Byte 2, bits 1 to 3. */
export const VOLUME_CHANGING = 0x0e;

export interface ToyState {
  readonly code: number;
  readonly name: StateName | undefined;
  readonly audioLink: number;
  readonly isLooping: boolean;
}

/** @returns `undefined` for anything that is not 3 bytes. */
export function decodeState(value: Uint8Array): ToyState | undefined {
  const [code, audioLink, flags] = value;
  if (value.byteLength !== 3 || code === undefined || audioLink === undefined || flags === undefined)
    return undefined;
  return { code, name: stateName(code), audioLink, isLooping: (flags & LOOP_RUNNING) !== 0 };
}

export const encodeState = (code: number, audioLink: number, loopFlags: number): Uint8Array =>
  Uint8Array.of(code, audioLink, loopFlags);
