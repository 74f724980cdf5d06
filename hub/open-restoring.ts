/** Brings a family back on a hub that nobody claimed, for the first page. What it takes is loaded when somebody asks for it: most hubs never do. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PlaceOfBackups } from "./backup/list-backups.ts";
import type { UnpackedBackup } from "./backup/unpack-backup.ts";
import { encodeBase64url, parseBase64url } from "./contract/base64url.ts";
import type { RestoreState } from "./contract/restoring.ts";
import { verifyRoster } from "./contract/roster.ts";
import { waysIn } from "./contract/ways-in.ts";
import { HubError } from "./domain/hub-error.ts";
import type { Household } from "./ports/household.ts";
import { type PieceOfCopy, type Restored, RestoreRefused, type Restoring } from "./ports/restoring.ts";
import type { StagedRestore } from "./restore-store.ts";
import { DiskSpace } from "./store/disk-space.ts";
import { newRestoringFolder, noteRestored, uploadedFolder } from "./store/restored-folder.ts";

export interface RestoringParts {
  /** The hub's folder. */
  readonly dir: string;
  /** Where to look, beside what is mounted. */
  readonly folders: readonly string[];
  readonly household: Pick<Household, "people">;
  /** It is on the disk: the hub has to start anew. */
  readonly ended: () => void;
}

class Dropped extends HubError {
  override readonly name = "Dropped";
  readonly code = "backup.cancelled";
}

/** Where sticks are mounted by systemd, by a desktop, and by hand. */
const MOUNTED = ["/media", "/run/media", "/mnt"];
const MOST_LOOKED_INTO = 64;

export function openRestoring({ dir, folders, household, ended }: RestoringParts): Restoring {
  let found: readonly PlaceOfBackups[] = [];
  let state: RestoreState = { kind: "none" };
  let stopping = new AbortController();
  let working: Promise<void> = Promise.resolve();
  /** Of a copy that comes from another device. */
  let coming: UnpackedBackup | undefined;
  /** All of one that another hub kept is here. */
  let isFetched = false;
  let taking: Promise<void> = dropUpload().catch(() => undefined); // what a kill left
  let laid: { readonly staged: StagedRestore; readonly folder: string } | undefined;

  const assertNew = () => {
    if (household.people().length > 0) throw new RestoreRefused("restore.not-new", "this hub has a family");
  };
  const assertIdle = () => {
    if (state.kind === "laying" || state.kind === "fetching")
      throw new RestoreRefused("restore.busy", "one is coming back");
  };

  async function fetchKept(from: Parameters<Restoring["fetch"]>[0], signal: AbortSignal): Promise<void> {
    await dropUpload();
    const { fetchFromKeeper } = await import("./keeper/fetch-from-keeper.ts");
    await fetchFromKeeper({
      ...from,
      folder: uploadedFolder(dir),
      signal,
      assertRoom,
      tell({ files, of }) {
        if (!signal.aborted) state = { kind: "fetching", files, of };
      },
    });
    isFetched = true;
    state = { kind: "none" };
  }

  async function lay(place: PlaceOfBackups, backup: number, keys: Parameters<Restoring["begin"]>[0]) {
    const { stageRestore } = await import("./restore-store.ts");
    const snapshot = place.snapshots.find(({ head }) => head.counter === backup);
    if (snapshot === undefined) throw new RestoreRefused("restore.unknown", "no such backup");
    const { signal } = stopping;
    const folder = await newRestoringFolder(dir);
    const staged = await stageRestore({
      dir: folder,
      place,
      snapshot,
      keys: {
        recipient: keys.recipient,
        files: keys.keys.map(({ name, bytes }) => ({
          name,
          bytes: new Uint8Array(parseBase64url(bytes) ?? []),
        })),
      },
      signal,
      tell: ({ files, of }) => {
        if (!signal.aborted) state = { kind: "laying", files, of: of ?? null };
      },
    });
    laid = { staged, folder };
    signal.throwIfAborted();
    state = {
      kind: "asking",
      others: staged.others.map(({ id, name, role }) => ({ id, name, role })),
    };
  }

  async function take({ at, of }: PieceOfCopy, piece: Uint8Array): Promise<void> {
    assertNew();
    assertIdle();
    if (at === 0) {
      await dropUpload();
      await assertRoom(of);
      const { UnpackedBackup } = await import("./backup/unpack-backup.ts");
      coming = new UnpackedBackup(uploadedFolder(dir), of);
    }
    if (coming?.of === of && at > 0 && coming.bytes === at + piece.byteLength) return; // its answer got lost
    if (coming?.of !== of || coming.bytes !== at)
      throw new RestoreRefused("restore.out-of-turn", "another piece comes next");
    await coming.push(piece).catch((cause: unknown) => {
      coming = undefined;
      throw refusalOf(cause);
    });
  }

  /** For the copy, and for what is laid out of it. */
  async function assertRoom(bytes: number): Promise<void> {
    const { free, limit } = await new DiskSpace(dir).measure();
    if (free - 2 * bytes < limit) throw new RestoreRefused("restore.no-room", "not enough room for it twice");
  }

  async function dropUpload(): Promise<void> {
    await coming?.drop();
    coming = undefined;
    isFetched = false;
    await rm(uploadedFolder(dir), { recursive: true, force: true });
  }

  const clear = async () => {
    await laid?.staged[Symbol.asyncDispose]();
    laid = undefined;
  };

  return {
    async look() {
      assertNew();
      assertIdle();
      await taking;
      const { listBackups } = await import("./backup/list-backups.ts");
      const places: PlaceOfBackups[] = [];
      const uploaded = coming?.isWhole === true || isFetched ? [uploadedFolder(dir)] : [];
      for (const folder of [...uploaded, ...folders, ...(await mounted())])
        places.push(...(await listBackups(folder).catch(() => [])));
      const once = new Map(places.map((place) => [place.place.dir, place]));
      found = [...once.values()].filter(({ snapshots }) => snapshots.length > 0);
      const views = found.map(async ({ place, snapshots }, at) => {
        const { sealed, waysIn: ways } = await place.readKeys();
        return {
          place: at,
          hub: place.hub,
          folder: place.dir,
          sealed: encodeBase64url(sealed),
          ways: waysIn.safeParse(ways).data ?? null,
          backups: snapshots.map(({ head }) => ({
            backup: head.counter,
            at: head.at,
            files: head.files,
            bytes: head.bytes,
            roster: head.roster.number,
          })),
        };
      });
      return { places: await Promise.all(views) };
    },
    upload(where, piece) {
      // One after the other, however they come.
      const taken = taking.then(() => take(where, piece));
      taking = taken.catch(() => undefined);
      return taken;
    },
    fetch(from) {
      assertNew();
      assertIdle();
      stopping = new AbortController();
      const { signal } = stopping;
      state = { kind: "fetching", files: 0, of: null };
      taking = taking
        .then(() => fetchKept(from, signal))
        .catch(async (error: unknown) => {
          state = { kind: "failed", code: error instanceof HubError ? error.code : "hub.failed" };
          await dropUpload();
        })
        .catch(() => undefined); // what is left of it goes with the next one, or at the next start
    },
    begin(wish) {
      assertNew();
      assertIdle();
      const place = found[wish.place];
      if (place === undefined) throw new RestoreRefused("restore.unknown", "no such place was found");
      stopping = new AbortController();
      state = { kind: "laying", files: 0, of: null };
      const before = clear();
      working = before
        .then(() => lay(place, wish.backup, wish))
        .catch(async (error: unknown) => {
          await clear();
          state = { kind: "failed", code: error instanceof HubError ? error.code : "hub.failed" };
        });
    },
    state: () => state,
    async finish(out, roster): Promise<Restored> {
      assertNew();
      if (state.kind !== "asking" || laid === undefined)
        throw new RestoreRefused("restore.not-asking", "nothing is laid out");
      const { staged, folder } = laid;
      const newer = roster === null ? new Set<string>() : staged.outBy(await verifyRoster(roster));
      state = { kind: "laying", files: 0, of: null };
      laid = undefined;
      const restored = await staged.finish(new Set([...newer, ...out]));
      // Somebody may have claimed it meanwhile.
      assertNew();
      await noteRestored(dir, folder);
      ended();
      return restored;
    },
    async drop() {
      stopping.abort(new Dropped("whoever wanted it thought better of it"));
      await working;
      await clear();
      taking = taking.then(dropUpload);
      await taking;
      state = { kind: "none" };
    },
  };
}

/** @returns what the page has words for */
function refusalOf(cause: unknown): unknown {
  if (!(cause instanceof HubError)) return cause;
  if (cause.code === "backup.altered")
    return new RestoreRefused("restore.not-a-copy", "no copy of a backup", { cause });
  if (cause.code === "backup.full")
    return new RestoreRefused("restore.no-room", "the disk is full", { cause });
  return cause;
}

async function mounted(): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const parent of MOUNTED) {
    for (const name of await foldersIn(parent)) {
      folders.push(join(parent, name));
      // /media/<who is at the desk>/<stick>
      for (const inner of await foldersIn(join(parent, name))) folders.push(join(parent, name, inner));
    }
  }
  return folders.slice(0, MOST_LOOKED_INTO);
}

async function foldersIn(parent: string): Promise<readonly string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
