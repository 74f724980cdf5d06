/**
 * What `pawpost-update.service` runs, as root, out of the version that last ran well: brings a newer one in, if one lies where it was asked for.
 * It says how far it is, a line of JSON each, to the journal and to whoever waits at a terminal (`scripts/cli/update.ts`).
 */
import { appendFileSync, writeFileSync } from "node:fs";
import { readFile, rm, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import { loadConfig } from "../../hub/config/load-config.ts";
import { HubError } from "../../hub/domain/hub-error.ts";
import { parseJson } from "../../hub/domain/parse-json.ts";
import { zoneHere } from "../../hub/domain/wall-time.ts";
import { PROJECT_KEYS } from "../../hub/project-signature/project-keys.ts";
import { parseProjectKeys } from "../../hub/project-signature/signed-file.ts";
import { machineOf } from "../../hub/updates/release.ts";
import { PLACES, type UpdateLine, updateAsk } from "./places.ts";
import { openStoreCopy } from "./store-copy.ts";
import { systemdMachine } from "./systemd-machine.ts";
import { update } from "./updating.ts";
import { openVersionFolders } from "./version-folders.ts";

const { env } = process;
const config = await loadConfig(env);
const progress = join(config.runDir, PLACES.progress);
const say = (line: UpdateLine) => {
  const text = `${JSON.stringify(line)}\n`;
  process.stdout.write(text);
  appendFileSync(progress, text);
};
writeFileSync(progress, "", { mode: 0o600 });

/** As the hub asks: by a file without a word in it, in a folder of its own. What is no file is taken away, too, and nothing below it. */
async function takeWish(name: string): Promise<boolean> {
  const path = join(config.runDir, name);
  const wasThere = await unlink(path).then(
    () => true,
    () => false,
  );
  if (!wasThere) await rmdir(path).catch(() => undefined);
  return wasThere;
}

const wishes = [await takeWish(PLACES.wish), await takeWish(PLACES.wishNow)];
const askPath = join(config.runDir, PLACES.ask);
const asked = updateAsk.safeParse(parseJson(await readFile(askPath).catch(() => undefined)));
await rm(askPath, { force: true });
const incoming = join(PLACES.prefix, PLACES.incoming);

try {
  const keys = parseProjectKeys(config.projectKeys ?? PROJECT_KEYS);
  if (keys === undefined) say({ failed: "update.no-keys", message: "nobody's word would be believed" });
  else if (asked.success || wishes.includes(true)) {
    const { version, before, ...tried } = await update({
      prefix: PLACES.prefix,
      from: asked.data?.from === "file" ? incoming : join(config.dataDir, PLACES.spool),
      keys,
      machineName: machineOf(process.arch),
      isNow: asked.data?.isNow ?? wishes[1] === true,
      zone: zoneHere(),
      folders: openVersionFolders(PLACES.prefix),
      copy: openStoreCopy(config.dataDir),
      machine: systemdMachine({ prefix: PLACES.prefix, runDir: config.runDir }),
      clock,
      say: (step, newer) => say({ step, ...(newer !== undefined && { version: newer }) }),
    });
    say(tried.kind === "committed" ? { done: version, before } : { turnedBack: version, to: tried.to });
  }
} catch (error) {
  const code = error instanceof HubError ? error.code : "update.failed";
  say({ failed: code, message: String((error as Error).message) });
} finally {
  await rm(incoming, { recursive: true, force: true });
}
