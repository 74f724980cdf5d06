import { shapeMessage } from "../audio/shaping/shape-message.ts";
import { playTune, RATE_HZ } from "./music-box.ts";
import type { Tune } from "./tunes.ts";

/** The tune as a toy gets it: what `clips/` keeps. The same each time. @throws RangeError where the tune does not fit on a toy */
export function makeClip(tune: Tune): Uint8Array<ArrayBuffer> {
  const shaped = shapeMessage(playTune(tune), RATE_HZ, { random: () => 0 });
  if (shaped.kind === "refused") throw new RangeError(`${tune.name}: ${shaped.code}`);
  return shaped.toyBytes;
}
