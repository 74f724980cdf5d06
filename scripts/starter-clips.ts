/** Computes the clips of the starter library anew, checks them, and notes what they are: node scripts/starter-clips.ts */
import { writeFile } from "node:fs/promises";
import { checkMessage } from "../hub/audio/check-message.ts";
import { sha256 } from "../hub/contract/sha256.ts";
import { makeClip } from "../hub/starter/make-clip.ts";
import { starterPath } from "../hub/starter/starter-path.ts";
import { TUNES } from "../hub/starter/tunes.ts";

const rows: string[] = [];
for (const tune of TUNES) {
  const clip = makeClip(tune);
  const checked = checkMessage(clip);
  if (checked.kind === "refused") throw new Error(`${tune.name}: ${checked.code}`);
  await writeFile(starterPath(tune.name), clip);
  const name = tune.name.includes("-") ? JSON.stringify(tune.name) : tune.name;
  const long = String(Math.round(checked.milliseconds)).replace(/(?=\d{3}$)/, "_");
  rows.push(`  ${name}: {\n    sha256: "${await sha256(clip)}",\n    milliseconds: ${long},\n  },\n`);
}
await writeFile(
  new URL("../hub/starter/kept-clips.ts", import.meta.url),
  `/** What the clips beside this file are; made with them, by \`scripts/starter-clips.ts\`. */
export const KEPT_CLIPS = {
${rows.join("")}} as const;
`,
);
