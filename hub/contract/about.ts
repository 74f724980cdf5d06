/** `about.json`: the first file in the payload of a clip's age file. Readable to whoever opens the archive without us. */
import { z } from "zod";
import { publicId } from "./public-id.ts";

export const ABOUT_FILE = "about.json";
/** The very bytes that the toy speaks or spoke: a message (`AU`) or a recording (`MS`). */
export const TOY_FILE = "clip.toy";
/** What any player plays. */
export const WAV_FILE = "clip.wav";

export const about = z.strictObject({
  v: z.literal(1),
  id: publicId,
  direction: z.enum(["to-toy", "from-toy"]),
  /** Name at the time; a display text. `null` for the child's own recordings. */
  from: z.string().max(64).nullable(),
  child: z.string().max(64),
  toy: z.string().max(64),
  recordedAt: z.iso.datetime(),
  title: z.string().max(120),
  milliseconds: z.int().min(0).max(60_000),
  /** Loudness over time, 30-120 points of 0..1024. */
  waveform: z.array(z.int().min(0).max(1_024)).min(1).max(120),
});
export type About = z.output<typeof about>;
