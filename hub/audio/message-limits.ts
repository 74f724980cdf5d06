/** What a message for a child may be. `shapeMessage` makes messages inside these limits, `checkMessage` lets no other pass. */
import { FRAME_MS } from "./message-codec/frame-layout.ts";

/** How long somebody may speak. The silence that follows is not counted. */
export const LONGEST_SOUND_MS = 40_000;

/** Silence at the end of every message: a toy drops up to a kilobyte (0.5 s) of what it has not played out of its buffer. */
export const TAIL_MS = 600;
/** Up to so many silent frames more, at random, so that equal lengths do not give equal messages away. */
export const MOST_EXTRA_FRAMES = 9;
/** Sound, tail, extra frames, and one frame because decoders are one frame late. */
export const LONGEST_MESSAGE_FRAMES = (LONGEST_SOUND_MS + TAIL_MS) / FRAME_MS + MOST_EXTRA_FRAMES + 1;

export const TARGET_LUFS = -16;
export const TARGET_DBTP = -1.5;

/** A message over either of these is too loud. What we level ourselves stays well under both. */
export const TOO_LOUD_LUFS = -14;
export const TOO_LOUD_DBTP = -1;
/** A message under this has nothing to hear in it. */
export const SILENT_LUFS = -60;
/** A frame under this mean square level, relative to full scale, is silence. */
export const SILENT_FRAME_DBFS = -60;
