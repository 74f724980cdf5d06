/**
 * `pawpost backup to`: backups go there from now on. In a clone that is a line of config.yaml. On an installed system the hub's sandbox has to let it
 * write there as well: a drop-in of its unit says so, and the hub is started anew.
 */
import { execFile } from "node:child_process";
import { lstat, mkdir, rename, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { BackupError } from "../../hub/backup/errors.ts";
import { editConfig } from "../../hub/config/edit-config.ts";
import { CliError } from "./errors.ts";

const run = promisify(execFile);
const UNIT = "pawpost-hub";
const DROP_IN = `/etc/systemd/system/${UNIT}.service.d/backup.conf`;
/** Where systemd/media-pawpost.mount puts a stick: the hub's unit knows it, and there is none yet, perhaps. */
const STICK = "/media/pawpost";
/** What its unit shuts the hub out of, whatever a drop-in says (ProtectHome=, PrivateTmp=). */
const HIDDEN = /^\/(?:home|root|run\/user|tmp|var\/tmp)(?:\/|$)/;

/** @returns whether a hub was started anew for it. @throws BackupError `backup.gone`; CliError `backup.hidden`, `backup.not-writable` */
export async function backUpTo(folder: string, data: string, env = process.env): Promise<boolean> {
  const there = await lstat(folder).catch(() => undefined);
  if (there?.isDirectory() !== true) throw new BackupError("backup.gone", `${folder} is not there`);
  const isInstalled = env.PAWPOST_CONFIG?.startsWith("/etc/") === true;
  if (isInstalled && folder !== STICK) await assertForHub(folder);
  await editConfig({ ...env, PAWPOST_DATA: data, PAWPOST_RUN: "/" }, "backup_to", folder);
  if (!isInstalled) return false;
  if (folder !== STICK) {
    await mkdir(dirname(DROP_IN), { recursive: true });
    await writeFile(`${DROP_IN}.new`, dropInFor(folder));
    await rename(`${DROP_IN}.new`, DROP_IN);
  }
  await stat("/run/systemd/system").then(
    async () => {
      await run("systemctl", ["daemon-reload"]);
      await run("systemctl", ["try-restart", UNIT]);
    },
    () => undefined, // systemd does not run: it reads both when it does
  );
  return true;
}

/** It need not be there when the hub starts: what is mounted there later reaches the sandbox, too. */
export const dropInFor = (folder: string): string =>
  `# Written by: pawpost backup to\n[Service]\nReadWritePaths="-${folder.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")}"\n`;

async function assertForHub(folder: string): Promise<void> {
  if (HIDDEN.test(folder)) {
    throw new CliError(
      "backup.hidden",
      `The hub's sandbox hides ${folder} from it.`,
      "Use a folder elsewhere. A stick: name it PAWPOST, plug it in, then: pawpost backup to /media/pawpost",
    );
  }
  const asHub = [`--reuid=${UNIT}`, `--regid=${UNIT}`, "--clear-groups"];
  const mayWrite = await run("setpriv", [...asHub, "test", "-w", folder, "-a", "-x", folder]).then(
    () => true,
    () => false,
  );
  if (mayWrite) return;
  throw new CliError(
    "backup.not-writable",
    `The hub's user, ${UNIT}, may not write to ${folder}.`,
    `A folder for backups alone: chown ${UNIT} ${folder}. A stick: name it PAWPOST, plug it in, and use /media/pawpost.`,
  );
}
