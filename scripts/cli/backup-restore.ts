/** A new machine goes on as the hub that a backup is of. It has its name last of all: a kill leaves a machine that is as new as before. */
import { argon2, randomBytes } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readTrust } from "../../ble/bridge/kept-trust.ts";
import { derivePassphraseKeys } from "../../hub/archive/derive-keys.ts";
import { parseIdentity } from "../../hub/archive/identity.ts";
import { BackupError } from "../../hub/backup/errors.ts";
import type { PlaceOfBackups } from "../../hub/backup/list-backups.ts";
import { readBackup } from "../../hub/backup/read-backup.ts";
import type { WayInSecret } from "../../hub/backup/sealed-keys.ts";
import type { Snapshot } from "../../hub/backup/snapshot.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { KDF } from "../../hub/contract/api.ts";
import { type Roster, verifyRoster } from "../../hub/contract/roster.ts";
import { trustWords } from "../../hub/contract/trust-words.ts";
import type { BackupProgress } from "../../hub/ports/backups.ts";
import type { Person } from "../../hub/ports/household.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { keyIn } from "../../hub/store/device-key.ts";
import { syncFolder } from "../../hub/store/durable-file.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { type HubStore, openHubStore } from "../../hub/store/hub-store.ts";
import { layStore } from "../../hub/store/lay-store.ts";
import { CliError } from "./errors.ts";

const RESTORING = "hub.restoring-";
const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface RestoreRequest {
  /** Data folder of the machine; this process holds it. */
  readonly data: string;
  readonly place: PlaceOfBackups;
  readonly snapshot: Snapshot;
  readonly secret: WayInSecret;
  /** @returns ids of those who were removed since. @param others everybody but who opened it */
  readonly askWhoIsOut: (others: readonly Person[]) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
  readonly tell: (progress: BackupProgress) => void;
}

export interface Restored {
  readonly hub: string;
  readonly backup: number;
  readonly messages: number;
  /** Of which something was erased since. */
  readonly erased: number;
  readonly guardians: number;
  /** Names of those whose ways in were taken away. */
  readonly out: readonly string[];
  /** For the first guardian's entry, to compare. */
  readonly words: readonly string[];
}

/** @throws CliError `restore.not-new`; BackupError; StoreError */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { data, place, snapshot } = request;
  const target = join(data, "hub");
  await assertNew(target);
  for (const name of await readdir(data))
    if (name.startsWith(RESTORING)) await rm(join(data, name), { recursive: true });
  const dir = join(data, `${RESTORING}${randomBytes(8).toString("hex")}`);
  try {
    const [newest = snapshot] = place.snapshots;
    const read = await readBackup({
      ...request,
      place: place.place,
      newest: newest.list,
      signerOf: (files) => openHubSigner(keyIn(files, "signing")).publicKey,
    });
    await layStore(dir, { keyFiles: read.keyFiles, index: read.index(), files: read.files() });
    const restored = await settle(request, dir, read);
    request.signal.throwIfAborted();
    await takePlace(target, dir);
    return restored;
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

/** What the backup knows of and no longer has goes, as it went on the hub; who was removed since is out; guardians are told. */
async function settle(
  { data, snapshot, askWhoIsOut }: RestoreRequest,
  dir: string,
  read: { readonly opener: string; readonly erased: readonly string[] },
): Promise<Restored> {
  await using store = await openStore(dir);
  const { household } = store;
  if (household.hub !== snapshot.head.hub)
    throw new BackupError("backup.foreign", "the index there is another hub's");
  const roster = await verifyRoster(household.roster());
  const erased = await eraseMissing(store, read.erased);
  const people = household.people();
  const opener = people.find(
    ({ recipient, slots }) =>
      recipient === read.opener ||
      slots.some((slot) => slot.kind === "recovery-sheet" && slot.recipient === read.opener),
  );
  const others = people.filter((person) => person !== opener);
  const known = await outByNewerRoster(data, roster, others);
  const asked = others.filter(({ id }) => !known.has(id));
  const ids = new Set([...known, ...(await askWhoIsOut(asked))]);
  const out = others.filter(({ id }) => ids.has(id));
  const isGuardian = ({ role }: Person) => role === "guardian";
  await household.change(
    {
      // The roster still names them, and only a guardian's own key takes them out of it: until then they have no way in.
      people: out.filter(isGuardian).map((person) => ({ ...person, slots: [], verifier: null })),
      gone: out.filter((person) => !isGuardian(person)).map(({ id }) => id),
    },
    [{ at: systemClock.now(), kind: "backup-restored", person: opener?.id ?? null, subject: null }],
  );
  let messages = 0;
  for (const child of household.children()) messages += (await store.messages.countOf(child.id)).messages;
  return {
    hub: household.hub,
    backup: snapshot.head.counter,
    messages,
    erased,
    guardians: roster.guardians.size,
    out: out.map(({ name }) => name),
    words: trustWords(roster.fingerprint),
  };
}

/**
 * The toys' guard of this machine may remember a newer roster of the same family: where only the hub's folder was lost. Who is no
 * member any more by that one is out.
 */
async function outByNewerRoster(
  data: string,
  roster: Roster,
  people: readonly Person[],
): Promise<ReadonlySet<string>> {
  const journal = join(data, "ble", "journal");
  const isThere = await stat(journal).then(
    () => true,
    () => false,
  );
  const newer = isThere ? (await readTrust(journal))?.roster : undefined;
  if (
    newer === undefined ||
    newer.hashes.length <= roster.hashes.length ||
    !newer.hashes.includes(roster.head)
  )
    return new Set();
  return new Set(
    people.flatMap(({ id }) => (newer.guardians.has(id) || newer.relatives.has(id) ? [] : [id])),
  );
}

const openStore = (dir: string): Promise<HubStore> =>
  openHubStore({ dir, clock: systemClock, logger: QUIET, random: (bytes) => randomBytes(bytes) });

/** @returns how many messages */
async function eraseMissing({ messages, eraser }: HubStore, paths: readonly string[]): Promise<number> {
  const ids: string[] = [];
  for (const path of paths) {
    const [, name] = /^archive\/([0-9a-f]{32})\.age$/.exec(path) ?? [];
    const record = name === undefined ? undefined : await messages.byName(name);
    if (record !== undefined) ids.push(record.id);
  }
  if (ids.length === 0) return 0;
  const [at, size] = [systemClock.now(), { messages: ids.length, bytes: 0, onToys: 0 }];
  const number = await eraser.begin({ what: "message", by: null, askedAt: at, ...size }, ids, []);
  await eraser.hide(ids, at, ({ id }) => [{ at, kind: "clip-erased", person: null, subject: id }]);
  await eraser.finish(at);
  await eraser.end(number, systemClock.now());
  return ids.length;
}

/** A hub that was started and never claimed is new. */
async function assertNew(target: string): Promise<void> {
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  await using store = await openStore(target);
  if (store.household.people().length === 0) return;
  throw new CliError(
    "restore.not-new",
    "This hub has a family already: what it has would be lost.",
    "Choose another folder with --data. To give this hub up for good: scripts/start --reset, then try again.",
  );
}

/** The moment that counts is the rename. */
async function takePlace(target: string, dir: string): Promise<void> {
  const before = `${dir}-before`;
  const wasThere = await rename(target, before).then(
    () => true,
    () => false,
  );
  await rename(dir, target);
  await syncFolder(dirname(target));
  if (wasThere) await rm(before, { recursive: true });
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
