/** The folder for sockets and credentials of one run: private, short of path, gone afterwards. */
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { BLE_LINE } from "../../hub/contract/ble-line.ts";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { sharedSecret } from "../../hub/local-socket/shared-secret.ts";
import { SupervisorError } from "./errors.ts";

/** sun_path is 108 bytes with its closing NUL: unix(7). */
const SOCKET_PATH_BYTES = 107;
const LONGEST_SOCKET_NAME = `/${COMMAND_LINE.socket}`;
const PREFIX = "pawpost-";

export interface RunFolder extends AsyncDisposable {
  readonly path: string;
}

/** Under the first of `parents` that is short enough and can be written to. */
export async function makeRunFolder(parents: readonly (string | undefined)[]): Promise<RunFolder> {
  for (const parent of parents) {
    if (parent === undefined || parent === "") continue;
    const bytes = Buffer.byteLength(join(parent, `${PREFIX}XXXXXX`) + LONGEST_SOCKET_NAME);
    if (bytes > SOCKET_PATH_BYTES) continue;
    try {
      await access(parent, constants.W_OK);
    } catch {
      continue; // the next one may do
    }
    const path = await mkdtemp(join(parent, PREFIX)); // mode 0700
    await sharedSecret(join(path, BLE_LINE.credential)); // before the hub, in whose place a test may put another
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
  }
  throw new SupervisorError(
    "start.run-folder",
    `There is no folder for sockets: tried ${parents.filter(Boolean).join(", ")}.`,
    "It must be writable and its path shorter than about 80 characters. Set XDG_RUNTIME_DIR to such a folder.",
  );
}

/** Clears away what a killed supervisor left. Only a path that {@link makeRunFolder} could have made. */
export async function clearRunFolder(path: string, parents: readonly (string | undefined)[]): Promise<void> {
  const isOurs = parents.some(
    (parent) =>
      parent &&
      new RegExp(`^${PREFIX}\\w{6}$`).test(path.slice(join(parent, "/").length)) &&
      path.startsWith(join(parent, "/")),
  );
  if (isOurs) await rm(path, { recursive: true, force: true });
}
