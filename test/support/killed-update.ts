/** An update that ends its own process at one of its steps: `node killed-update.ts FOLDER STEP KEYS NOW`, or settles: `... FOLDER STEP settle`. */
import { join } from "node:path";
import { parseProjectKeys } from "../../hub/project-signature/signed-file.ts";
import { settle } from "../../scripts/update/settle.ts";
import { update } from "../../scripts/update/updating.ts";
import { makeHurriedClock } from "./hurried-clock.ts";
import { updatingOf } from "./update-rig.ts";

const [dir = "", at = "0", keys = "", now = "0"] = process.argv.slice(2);
let steps = 0;
const step = () => {
  steps += 1;
  if (steps === Number(at)) process.kill(process.pid, "SIGKILL");
};
const rig = { prefix: join(dir, "prefix"), data: join(dir, "data"), from: join(dir, "from") };
const updating = updatingOf(rig, {
  keys: parseProjectKeys(keys.split(",")) ?? [],
  clock: makeHurriedClock(Number(now)),
  step,
});
await (keys === "settle" ? settle(updating) : update(updating));
