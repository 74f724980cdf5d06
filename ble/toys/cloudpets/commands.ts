/**
 * What can be written to the Command characteristic (opcode, then arguments) and what a read of it answers.
 * The driver encodes, the simulated toy decodes, and a test holds the two to be inverses.
 *
 *   00 slot key[16] (strict)      start an upload; 19 bytes with a non-zero last one switch strict mode on
 *   01                            end it; sent in state Buffer prime it restarts the toy
 *   02                            send me your recording
 *   05 key[16]                    replace the upload key, unasked
 *   06 n                          connection interval: 0 slow, 1 fast, 2 set the preferred one
 *   08 01 n                       play slot n (1..5), 0 stops
 *   08 02 x                       record with the toy's microphone, silently
 *   09 x                          fetch a value into the result register
 *   0A n                          power saving: 0 forbid, else allow
 *   0B (n)                        game mode: 0 off, none or 1 on; record paw: 2 toggles, 3 held
 *   0C loops(u16) ms(u16)         loop play slot 2
 *
 * Slots have two numberings: an upload to slot n (1..4) is played as slot n + 1. Play slot 1 is the toy's own recording
 * and play slot 2 is what the play paw plays.
 */

export const OPCODES = {
  startUpload: 0x00,
  endUpload: 0x01,
  download: 0x02,
  storeKey: 0x05,
  interval: 0x06,
  audio: 0x08,
  fetchValue: 0x09,
  powerSaving: 0x0a,
  gameMode: 0x0b,
  loop: 0x0c,
} as const satisfies Record<string, number>;

export const KEY_BYTES = 16;
/** The key of every toy in the field that nobody changed. */
export const FACTORY_KEY: Uint8Array = Uint8Array.from({ length: KEY_BYTES }, (_, index) => index);

/** 0 plays while it receives and stores nothing; 1..4 are kept. */
export type UploadSlot = 0 | 1 | 2 | 3 | 4;
/** 1 is the toy's own recording, 2..5 what was uploaded to 1..4. */
export type PlaySlot = 1 | 2 | 3 | 4 | 5;

/** The upload slot that the play paw and the loop play. */
export const PLAY_PAW_SLOT = 1 satisfies UploadSlot;

export const playSlotOf = (upload: Exclude<UploadSlot, 0>): PlaySlot => (upload + 1) as PlaySlot;

/** Arguments of `fetchValue`: 0 is the recording's length, 1..4 the length of what that upload slot holds. */
export const VALUES = { recordingLength: 0, uploadInProgress: 6, gameMode: 7, nothing: 0xff } as const;

export type Command =
  | {
      readonly kind: "start-upload";
      readonly slot: number;
      readonly key: Uint8Array;
      readonly strict?: boolean;
    }
  | { readonly kind: "end-upload" }
  | { readonly kind: "download" }
  | { readonly kind: "store-key"; readonly key: Uint8Array }
  | { readonly kind: "interval"; readonly wish: "slow" | "fast" | "prefer-fast" }
  /** 0 stops. */
  | { readonly kind: "play"; readonly slot: number }
  | { readonly kind: "record" }
  | { readonly kind: "fetch-value"; readonly value: number }
  | { readonly kind: "power-saving"; readonly isAllowed: boolean }
  | { readonly kind: "game-mode"; readonly isOn: boolean }
  | { readonly kind: "record-paw"; readonly style: "toggle" | "hold" }
  /** `milliseconds` 0: as long as the clip is. Only the low byte of `loops` counts. */
  | { readonly kind: "loop"; readonly loops: number; readonly milliseconds: number }
  /** A write that no firmware acts on. */
  | { readonly kind: "none"; readonly bytes: Uint8Array };

/** One loop of one millisecond: the way to stop whatever plays, without a sound. */
export const STOP_PLAYING: Command = { kind: "loop", loops: 1, milliseconds: 1 };

const INTERVAL_WISHES = ["slow", "fast", "prefer-fast"] as const;
const PLAY = 0x01;
const RECORD = 0x02;

export function encodeCommand(command: Command): Uint8Array {
  switch (command.kind) {
    case "start-upload": {
      const plain = [OPCODES.startUpload, command.slot, ...command.key];
      return Uint8Array.from(command.strict === undefined ? plain : [...plain, command.strict ? 1 : 0]);
    }
    case "end-upload":
      return Uint8Array.of(OPCODES.endUpload);
    case "download":
      return Uint8Array.of(OPCODES.download);
    case "store-key":
      return Uint8Array.of(OPCODES.storeKey, ...command.key);
    case "interval":
      return Uint8Array.of(OPCODES.interval, INTERVAL_WISHES.indexOf(command.wish));
    case "play":
      return Uint8Array.of(OPCODES.audio, PLAY, command.slot);
    case "record":
      // Three bytes always: the toy reads the third even when it is not there.
      return Uint8Array.of(OPCODES.audio, RECORD, 0);
    case "fetch-value":
      return Uint8Array.of(OPCODES.fetchValue, command.value);
    case "power-saving":
      return Uint8Array.of(OPCODES.powerSaving, command.isAllowed ? 1 : 0);
    case "game-mode":
      return Uint8Array.of(OPCODES.gameMode, command.isOn ? 1 : 0);
    case "record-paw":
      return Uint8Array.of(OPCODES.gameMode, command.style === "toggle" ? 2 : 3);
    case "loop": {
      const { loops, milliseconds } = command;
      return Uint8Array.of(OPCODES.loop, loops & 0xff, loops >> 8, milliseconds & 0xff, milliseconds >> 8);
    }
    case "none":
      return command.bytes;
  }
}

/** Reads a write to Command as the firmware does; what it ignores comes back as `none`. */
export function decodeCommand(bytes: Uint8Array): Command {
  const [opcode, first, second] = bytes;
  const none: Command = { kind: "none", bytes };
  const u16 = (offset: number) => (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8);
  switch (opcode) {
    case OPCODES.startUpload: {
      if (first === undefined) return none;
      const start = { kind: "start-upload", slot: first, key: bytes.slice(2, 2 + KEY_BYTES) } as const;
      const strict = bytes[2 + KEY_BYTES];
      return strict === undefined ? start : { ...start, strict: strict !== 0 };
    }
    case OPCODES.endUpload:
      return { kind: "end-upload" };
    case OPCODES.download:
      return { kind: "download" };
    case OPCODES.storeKey:
      return { kind: "store-key", key: bytes.slice(1, 1 + KEY_BYTES) };
    case OPCODES.interval: {
      const wish = INTERVAL_WISHES[first ?? -1];
      return wish === undefined ? none : { kind: "interval", wish };
    }
    case OPCODES.audio:
      if (first === PLAY) return { kind: "play", slot: second ?? 0 };
      return first === RECORD ? { kind: "record" } : none;
    case OPCODES.fetchValue:
      return first === undefined ? none : { kind: "fetch-value", value: first };
    case OPCODES.powerSaving:
      return first === undefined ? none : { kind: "power-saving", isAllowed: first !== 0 };
    case OPCODES.gameMode:
      if (first === 2) return { kind: "record-paw", style: "toggle" };
      if (first === 3) return { kind: "record-paw", style: "hold" };
      return first === undefined || first < 2 ? { kind: "game-mode", isOn: first !== 0 } : none;
    case OPCODES.loop:
      return { kind: "loop", loops: u16(1), milliseconds: u16(3) };
    default:
      return none;
  }
}

/** The result register: what a read of Command answers after `fetchValue` brought the toy back to Idle. */
export interface Result {
  /** The value that was asked for; {@link VALUES.nothing} since boot. */
  readonly asked: number;
  /** u32. Lengths are milliseconds, of which the toy itself uses the low 16 bits. */
  readonly answer: number;
}

/** @returns `undefined` for anything that is not 5 bytes. */
export function decodeResult(value: Uint8Array): Result | undefined {
  const asked = value[0];
  if (value.byteLength !== 5 || asked === undefined) return undefined;
  return { asked, answer: new DataView(value.buffer, value.byteOffset).getUint32(1, true) };
}

export function encodeResult({ asked, answer }: Result): Uint8Array {
  const value = new Uint8Array(5);
  value[0] = asked;
  new DataView(value.buffer).setUint32(1, answer, true);
  return value;
}
