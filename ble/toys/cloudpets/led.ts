/**
 * The heart: what the LED characteristic takes and tells.
 *
 *   write  mode period(u16 LE) on off           mode 0 off, 1 on, 2 blink, 3 set the levels only
 *   write  04 index data[16]                    one of six pieces of a pattern; index FF starts it
 *   write  05 00 mode period(u16 LE) on off     store what the play paw shows
 *   read   mode period(u16 LE) on off           mode 0, 1 or 2
 *
 * Levels are percent; the period is the time between two toggles, in ms, kept to 100 ms by the toy.
 */

export const LED_MODES = { off: 0, on: 1, blink: 2 } as const;
const LEVELS_ONLY = 3;
const PATTERN = 4;
const STORE_PLAY_LED = 5;
const PATTERN_START = 0xff;
export const PATTERN_PIECES = 6;
export const PATTERN_PIECE_BYTES = 16;

export type LedMode = keyof typeof LED_MODES;

export interface LedSetting {
  readonly mode: LedMode;
  /** Half a blink, ms, 0..65535; 0 unless blinking. */
  readonly periodMs: number;
  /** Percent, 0..100. */
  readonly onPercent: number;
  readonly offPercent: number;
}

export type LedWrite =
  | { readonly kind: "set"; readonly setting: LedSetting }
  | { readonly kind: "levels"; readonly onPercent: number; readonly offPercent: number }
  | { readonly kind: "pattern-piece"; readonly index: number; readonly steps: Uint8Array }
  | { readonly kind: "pattern-start" }
  | { readonly kind: "store-play-led"; readonly setting: LedSetting };

/** The "you have post" signal: half a second on, half a second off, for ever. */
export const HEART_BLINK: LedSetting = { mode: "blink", periodMs: 500, onPercent: 100, offPercent: 0 };
/** "Here I am": quick, so that nobody takes it for post. */
export const HEART_HERE: LedSetting = { mode: "blink", periodMs: 200, onPercent: 100, offPercent: 0 };
/** Nothing else blinks so. */
export const isHere = ({ mode, periodMs }: LedSetting): boolean =>
  mode === HEART_HERE.mode && periodMs === HEART_HERE.periodMs;
export const HEART_ON: LedSetting = { mode: "on", periodMs: 0, onPercent: 100, offPercent: 0 };
export const HEART_OFF: LedSetting = { mode: "off", periodMs: 0, onPercent: 100, offPercent: 0 };

/** 5 bytes, the layout of a plain write and of a read. */
export const encodeLed = ({ mode, periodMs, onPercent, offPercent }: LedSetting): Uint8Array =>
  Uint8Array.of(LED_MODES[mode], periodMs & 0xff, periodMs >> 8, onPercent, offPercent);

/** Reads what the characteristic answers; `undefined` when it is not 5 bytes or names no mode. */
export function decodeLed(value: Uint8Array): LedSetting | undefined {
  const [code, low, high, onPercent, offPercent] = value;
  if (value.byteLength !== 5 || low === undefined || high === undefined) return undefined;
  if (onPercent === undefined || offPercent === undefined) return undefined;
  const mode = (Object.keys(LED_MODES) as LedMode[]).find((name) => LED_MODES[name] === code);
  return mode === undefined ? undefined : { mode, periodMs: low | (high << 8), onPercent, offPercent };
}

export function encodeLedWrite(write: LedWrite): Uint8Array {
  switch (write.kind) {
    case "set":
      return encodeLed(write.setting);
    case "levels":
      return Uint8Array.of(LEVELS_ONLY, 0, 0, write.onPercent, write.offPercent);
    case "pattern-piece":
      return Uint8Array.of(PATTERN, write.index, ...write.steps);
    case "pattern-start":
      return Uint8Array.of(PATTERN, PATTERN_START);
    case "store-play-led":
      return Uint8Array.of(STORE_PLAY_LED, 0, ...encodeLed(write.setting));
  }
}

/** Reads a write as the toy does; `undefined` for one that has no effect. */
export function decodeLedWrite(value: Uint8Array): LedWrite | undefined {
  const mode = value[0];
  if (mode === LEVELS_ONLY) {
    const [onPercent, offPercent] = value.subarray(3);
    if (onPercent === undefined || offPercent === undefined) return undefined;
    return { kind: "levels", onPercent, offPercent };
  }
  if (mode === PATTERN) {
    const index = value[1];
    if (index === PATTERN_START) return { kind: "pattern-start" };
    const steps = value.slice(2, 2 + PATTERN_PIECE_BYTES);
    if (index === undefined || index >= PATTERN_PIECES || steps.byteLength < PATTERN_PIECE_BYTES)
      return undefined;
    return { kind: "pattern-piece", index, steps };
  }
  if (mode === STORE_PLAY_LED) {
    const setting = decodeLed(value.subarray(2, 7));
    return setting && { kind: "store-play-led", setting };
  }
  const setting = decodeLed(value.subarray(0, 5));
  return setting && { kind: "set", setting };
}
