/** Computes the clips of the starter library anew: node scripts/starter-clips.ts */
import { writeFile } from "node:fs/promises";
import { makeClip } from "../hub/starter/make-clip.ts";
import { starterPath } from "../hub/starter/read-starter.ts";
import { TUNES } from "../hub/starter/tunes.ts";

for (const tune of TUNES) await writeFile(starterPath(tune.name), makeClip(tune));
