/** What `pawpost-settle.service` runs before anything else of Pawpost, and `pawpost-update.service` when it ended, however that was. */
import { loadConfig } from "../../hub/config/load-config.ts";
import { PLACES } from "./places.ts";
import { settle } from "./settle.ts";
import { openStoreCopy } from "./store-copy.ts";
import { systemdMachine } from "./systemd-machine.ts";
import { openVersionFolders } from "./version-folders.ts";

const config = await loadConfig(process.env);
const to = await settle({
  folders: openVersionFolders(PLACES.prefix),
  copy: openStoreCopy(config.dataDir),
  machine: systemdMachine({ prefix: PLACES.prefix, runDir: config.runDir }),
});
if (to !== undefined) console.log(JSON.stringify({ turnedBackTo: to }));
