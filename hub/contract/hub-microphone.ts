/**
 * The hub's own microphone: `POST /microphone`, answered by a `text/event-stream` for as long as it is on. It goes off when the stream
 * ends, whoever ends it, and after {@link LONGEST_IN_ROOM_MS}. Nothing of the sound is kept on the hub.
 */
import { z } from "zod";

/** The longest message that a toy takes. */
export const LONGEST_IN_ROOM_MS = 40_000;

export const roomNews = z.discriminatedUnion("kind", [
  /** First. The ledger has it, and guardians are told, before this is sent. */
  z.strictObject({ kind: z.literal("on"), sampleRateHz: z.int().min(8_000).max(96_000) }),
  /** Mono, 16-bit little-endian, base64url. */
  z.strictObject({ kind: z.literal("sound"), pcm: z.base64url() }),
  /** Last. `full`: it was on for the longest there is. `broken`: it ended by itself. */
  z.strictObject({ kind: z.literal("off"), why: z.enum(["full", "broken"]) }),
]);
export type RoomNews = z.output<typeof roomNews>;
