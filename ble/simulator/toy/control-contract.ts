/** What the control socket of a simulated toy says and takes; docs/simulated-toy.md. */
import { z } from "zod";
import { STATES, stateName } from "../../toys/cloudpets/states.ts";
import type { ToySnapshot } from "./toy-event.ts";

/** `GET /state`, and every event of `GET /events`. */
export const toyStatus = z.strictObject({
  on: z.boolean(),
  connected: z.boolean(),
  /** State byte 0 and its name. */
  state: z.int(),
  stateName: z.string(),
  activity: z.enum(["idle", "playing", "recording", "busy"]),
  heart: z.strictObject({
    mode: z.enum(["off", "on", "blink", "pattern"]),
    /** Percent, at this moment. */
    level: z.number(),
    /** Half a blink; 0 unless it blinks. */
    periodMs: z.number(),
  }),
  /** ms in play slots 1 to 5: the toy's own recording, then the uploads. 0: nothing. */
  slots: z.array(z.number()).length(5),
  /** Whether the microphone is open, also where neither state nor heart shows it. */
  recording: z.boolean(),
  gameMode: z.boolean(),
  looping: z.boolean(),
  volume: z.strictObject({ current: z.int(), stored: z.int().nullable() }),
  identifier: z.string(),
  /** Follows `identifier` at the next boot. */
  advertisedIdentifier: z.string(),
  /** Sounds that were played since the process began. */
  heard: z.int(),
});
export type ToyStatus = z.output<typeof toyStatus>;

/** Body of `POST /paws/play` and `POST /paws/record`; none at all is a short press. */
export const pawTouch = z.union([
  z.strictObject({ hold: z.int().min(1).max(60_000) }),
  z.strictObject({ action: z.enum(["press", "release"]) }),
]);

/** Body of `POST /power`. */
export const powerSwitch = z.strictObject({ on: z.boolean() });

/** `PUT /microphone`: 8 kHz, 16 bit little-endian, mono. */
export const MAX_SPEECH_BYTES = 40 * 8_000 * 2;

const ACTIVITIES: Readonly<Record<number, ToyStatus["activity"]>> = {
  [STATES.invalid]: "idle",
  [STATES.idle]: "idle",
  [STATES.audioRecord]: "recording",
  [STATES.audioPlayback]: "playing",
};

export function describeToy(toy: ToySnapshot, heard: number): ToyStatus {
  return {
    on: toy.isOn,
    connected: toy.isConnected,
    state: toy.state,
    stateName: stateName(toy.state) ?? "unknown",
    activity: ACTIVITIES[toy.state] ?? "busy",
    heart: { ...toy.heart },
    slots: [...toy.slots],
    recording: toy.isRecording,
    gameMode: toy.isGameMode,
    looping: toy.isLooping,
    volume: { current: toy.volume.current, stored: toy.volume.stored ?? null },
    identifier: toy.identifier,
    advertisedIdentifier: toy.advertisedIdentifier,
    heard,
  };
}
