/** A hub's store out of a backup, for the command line and for the first page: laid out, then settled by who knows who is gone since. */
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import type { OpenedKeys } from "./archive/backup-keys.ts";
import { BackupError } from "./backup/errors.ts";
import type { PlaceOfBackups } from "./backup/list-backups.ts";
import { readBackup } from "./backup/read-backup.ts";
import type { Snapshot } from "./backup/snapshot.ts";
import { systemClock } from "./clock/system-clock.ts";
import { type Roster, verifyRoster } from "./contract/roster.ts";
import { trustWords } from "./contract/trust-words.ts";
import type { BackupProgress } from "./ports/backups.ts";
import type { Person } from "./ports/household.ts";
import type { Logger } from "./ports/logger.ts";
import type { Restored } from "./ports/restoring.ts";
import { keyIn } from "./store/device-key.ts";
import { openHubSigner } from "./store/hub-signer.ts";
import { type HubStore, openHubStore } from "./store/hub-store.ts";
import { layStore } from "./store/lay-store.ts";

const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface StageRestore {
  /** Where it is laid out; not there yet. */
  readonly dir: string;
  readonly place: PlaceOfBackups;
  readonly snapshot: Snapshot;
  readonly keys: OpenedKeys;
  readonly signal: AbortSignal;
  readonly tell: (progress: BackupProgress) => void;
}

export interface StagedRestore extends AsyncDisposable {
  /** Everybody but who opened it. */
  readonly others: readonly Person[];
  /** Who of them is no member by a newer roster of the same family, which somebody remembers. None by any other. */
  outBy(newer: Roster): ReadonlySet<string>;
  /**
   * What the backup knows of and no longer has goes, as it went on the hub; who was removed since is out; guardians are told. The store is closed
   * when it resolves, and whole.
   * @param out ids
   */
  finish(out: ReadonlySet<string>): Promise<Restored>;
}

/** @throws BackupError, StoreError; then nothing is left of it */
export async function stageRestore(request: StageRestore): Promise<StagedRestore> {
  const { dir, place, snapshot } = request;
  try {
    const [newest = snapshot] = place.snapshots;
    const read = await readBackup({
      ...request,
      place: place.place,
      newest: newest.list,
      signerOf: (files) => openHubSigner(keyIn(files, "signing")).publicKey,
    });
    await layStore(dir, { keyFiles: read.keyFiles, index: read.index(), files: read.files() });
    return await openStaged(request, read);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

async function openStaged(
  { dir, snapshot, keys }: StageRestore,
  read: { readonly erased: readonly string[] },
): Promise<StagedRestore> {
  await using opened = new AsyncDisposableStack();
  const store = opened.use(await openStore(dir));
  const { household } = store;
  if (household.hub !== snapshot.head.hub)
    throw new BackupError("backup.foreign", "the index there is another hub's");
  const roster = await verifyRoster(household.roster());
  const people = household.people();
  const opener = people.find(
    ({ recipient, slots }) =>
      recipient === keys.recipient ||
      slots.some((slot) => slot.kind === "recovery-sheet" && slot.recipient === keys.recipient),
  );
  const others = people.filter((person) => person !== opener);
  const closing = opened.move();
  let isDone = false;
  return {
    others,
    outBy: (newer) => outByNewer(newer, roster, others),
    async finish(ids) {
      const erased = await eraseMissing(store, read.erased);
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
      await closing.disposeAsync();
      isDone = true;
      return {
        hub: household.hub,
        backup: snapshot.head.counter,
        messages,
        erased,
        guardians: roster.guardians.size,
        out: out.map(({ name }) => name),
        words: trustWords(roster.fingerprint),
      };
    },
    async [Symbol.asyncDispose]() {
      await closing.disposeAsync();
      if (!isDone) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** One that does not go on from what the backup has is another family's, or another turn, and says nothing. */
function outByNewer(newer: Roster, roster: Roster, people: readonly Person[]): ReadonlySet<string> {
  if (newer.hashes.length <= roster.hashes.length || !newer.hashes.includes(roster.head)) return new Set();
  return new Set(
    people.flatMap(({ id }) => (newer.guardians.has(id) || newer.relatives.has(id) ? [] : [id])),
  );
}

export const openStore = (dir: string): Promise<HubStore> =>
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
