/** An update that ends its own process at one of its steps: `node killed-update.ts PREFIX STEP well|not-well`. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openVersionFolders } from "../../scripts/update/version-folders.ts";

const NEW = "0.2.0";
const [prefix = "", at = "0", outcome] = process.argv.slice(2);
let steps = 0;
const folders = openVersionFolders(prefix, () => {
  steps += 1;
  if (steps === Number(at)) process.kill(process.pid, "SIGKILL");
});

await folders.lay(NEW, async (folder) => {
  await mkdir(join(folder, "hub"));
  await writeFile(join(folder, "hub", "main.ts"), NEW);
  await writeFile(join(folder, "package.json"), NEW);
});
await folders.begin(NEW, 3);
if (outcome === "well") await folders.commit();
else await folders.turnBack();
