/**
 * A lantern's Status: `state light volume button length(u16 LE)`, read and notified.
 *
 *   state    0 rests, 1 takes a sound, 2 speaks
 *   button   0 none; 1 top, 2 side: in the one notification that tells of a press
 *   length   of the sound that it holds, ms; 0 for none
 */
import { LIGHTS, type Light } from "./orders.ts";

const STATES = ["resting", "taking", "speaking"] as const;
const BUTTONS = ["none", "top", "side"] as const;
const STATUS_BYTES = 6;

export interface Status {
  readonly state: (typeof STATES)[number];
  readonly light: Light;
  /** Percent. */
  readonly volume: number;
  readonly button: (typeof BUTTONS)[number];
  readonly milliseconds: number;
}

export function encodeStatus({ state, light, volume, button, milliseconds }: Status): Uint8Array {
  const head = [STATES.indexOf(state), LIGHTS.indexOf(light), volume, BUTTONS.indexOf(button)];
  return Uint8Array.of(...head, milliseconds & 0xff, milliseconds >> 8);
}

/** @returns `undefined` for what no lantern says */
export function decodeStatus(value: Uint8Array): Status | undefined {
  const [stateAt = 255, lightAt = 255, volume = 255, buttonAt = 255, low = 0, high = 0] = value;
  const [state, light, button] = [STATES[stateAt], LIGHTS[lightAt], BUTTONS[buttonAt]];
  if (value.byteLength !== STATUS_BYTES || volume > 100) return undefined;
  if (state === undefined || light === undefined || button === undefined) return undefined;
  return { state, light, volume, button, milliseconds: low + 256 * high };
}
