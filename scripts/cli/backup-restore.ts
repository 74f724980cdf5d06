/** A new machine goes on as the hub that a backup is of. It has its name last of all: a kill leaves a machine that is as new as before. */
import { argon2, randomBytes } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { WayInSecret } from "../../hub/archive/backup-keys.ts";
import { derivePassphraseKeys } from "../../hub/archive/derive-keys.ts";
import { parseIdentity } from "../../hub/archive/identity.ts";
import type { PlaceOfBackups } from "../../hub/backup/list-backups.ts";
import { openKeys } from "../../hub/backup/sealed-keys.ts";
import type { Snapshot } from "../../hub/backup/snapshot.ts";
import { KDF } from "../../hub/contract/api.ts";
import type { Roster } from "../../hub/contract/roster.ts";
import type { BackupProgress } from "../../hub/ports/backups.ts";
import type { Person } from "../../hub/ports/household.ts";
import type { Restored } from "../../hub/ports/restoring.ts";
import { openStore, stageRestore } from "../../hub/restore-store.ts";
import { syncFolder } from "../../hub/store/durable-file.ts";
import { newRestoringFolder, noteRestored, takeUpRestored } from "../../hub/store/restored-folder.ts";
import { CliError } from "./errors.ts";
import { readGuardsRoster } from "./guards-roster.ts";

const RESTORING = "hub.restoring-";

export interface RestoreRequest {
  /** Data folder of the machine; this process holds it. */
  readonly data: string;
  readonly place: PlaceOfBackups;
  readonly snapshot: Snapshot;
  readonly secret: WayInSecret;
  /** What the toys' guard of this machine remembers, where that was read already. */
  readonly guards?: Roster | undefined;
  /** @returns ids of those who were removed since. @param others everybody but who opened it */
  readonly askWhoIsOut: (others: readonly Person[]) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
  readonly tell: (progress: BackupProgress) => void;
}

/** @throws CliError `restore.not-new`; BackupError; StoreError */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { data, place, secret, askWhoIsOut, signal } = request;
  const guards = "guards" in request ? request.guards : await readGuardsRoster(data);
  const target = join(data, "hub");
  const isThere = await assertNew(target);
  const { sealed, waysIn } = await place.place.readKeys();
  const keys = await openKeys(sealed, waysIn, secret);
  const dir = isThere ? await newRestoringFolder(target) : await newFolderBeside(data);
  await using staged = await stageRestore({ ...request, dir, keys });
  const known = guards === undefined ? new Set<string>() : staged.outBy(guards);
  const asked = staged.others.filter(({ id }) => !known.has(id));
  const restored = await staged.finish(new Set([...known, ...(await askWhoIsOut(asked))]));
  try {
    signal.throwIfAborted();
    // The moment that counts is a rename.
    if (isThere) await noteRestored(target, dir);
    else await rename(dir, target);
    await syncFolder(data);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
  if (isThere) await takeUpRestored(target);
  return restored;
}

async function newFolderBeside(data: string): Promise<string> {
  for (const name of await readdir(data))
    if (name.startsWith(RESTORING)) await rm(join(data, name), { recursive: true });
  return join(data, `${RESTORING}${randomBytes(8).toString("hex")}`);
}

/** A hub that was started and never claimed is new. @returns whether there is such a one. @throws CliError `restore.not-new` */
async function assertNew(target: string): Promise<boolean> {
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere) return false;
  await using store = await openStore(target);
  if (store.household.people().length === 0) return true;
  throw new CliError(
    "restore.not-new",
    "This hub has a family already: what it has would be lost.",
    "Choose another folder with --data. To give this hub up for good: scripts/start --reset, then try again.",
  );
}
const SHEET = "AGE-SECRET-KEY-1";

/** @param typed a guardian's passphrase, or recovery sheet in whatever grouping. @returns `undefined` for a sheet with a slip in it */
export function readSecret(typed: string): WayInSecret | undefined {
  const letters = typed.replaceAll(/[\s-]/g, "").toUpperCase();
  const bare = SHEET.replaceAll("-", "");
  // Its beginning is the same on every sheet, and need not be typed.
  const identity = parseIdentity(
    `${SHEET}${letters.startsWith(bare) ? letters.slice(bare.length) : letters}`,
  );
  if (identity !== undefined) return { kind: "sheet", identity };
  if (letters.startsWith(bare)) return undefined;
  return {
    kind: "passphrase",
    wrap: async (salt) => (await derivePassphraseKeys(typed, salt, hashPassphrase)).wrap,
  };
}

function hashPassphrase(
  message: Uint8Array<ArrayBuffer>,
  nonce: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { memoryKiB: memory, iterations: passes, parallelism, bytes: tagLength } = KDF;
  return new Promise((hashed, failed) => {
    argon2(KDF.name, { message, nonce, memory, passes, parallelism, tagLength }, (error, tag) =>
      error ? failed(error) : hashed(new Uint8Array(tag)),
    );
  });
}
