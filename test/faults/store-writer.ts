/**
 * Writes to a store as a hub does, and says on standard output what was acknowledged, until it is killed.
 *
 *   node test/faults/store-writer.ts DIR [STORE]      STORE: hub/store/hub-store.ts of a patched copy
 */
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { systemClock } from "../../hub/clock/system-clock.ts";
import type { openHubStore } from "../../hub/store/hub-store.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { type Acknowledged, send } from "../support/store-post.ts";
import { aMessage } from "../support/store-rig.ts";

const tell = (what: Acknowledged) => void writeSync(1, `${JSON.stringify(what)}\n`);
const [dir = "", program = import.meta.resolve("../../hub/store/hub-store.ts")] = process.argv.slice(2);
const opening = (await import(program)) as { readonly openHubStore: typeof openHubStore };
const store = await opening.openHubStore({
  dir,
  clock: systemClock,
  logger: makeRecordingLog(),
  random: randomBytes,
});
writeSync(1, '{"kind":"open"}\n');
const lane = async () => {
  for (;;) await send(store, aMessage(), tell);
};
await Promise.all([lane(), lane(), lane()]);
