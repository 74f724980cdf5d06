/**
 * Where a hub's backups lie: a folder of its own within the one that the household chose, so that several hubs share a stick.
 *
 *   pawpost-backup-<hub>/
 *     place.json                      made once: by it the hub knows this stick from another, and from an empty mount point
 *     keys.age                        the hub's keys, sealed to the guardians of now (sealed-keys.ts)
 *     ways-in.json                    the boxes by which a guardian's passphrase or sheet opens their own keys
 *     files/3f/3f9c…                  every file once, by its SHA-256, whichever backups have it
 *     snapshots/000000042.pawpost     one backup: which files (snapshot.ts)
 *     incoming/                       what is being written, and what is being erased
 *
 * No links and no long names, so that any file system will do, FAT too. A file is in its place when it is whole and flushed, and a
 * snapshot is written last: a kill or a pulled stick leaves the backups that were whole. Names that do not fit are never followed.
 */
import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type PublicId, publicId } from "../contract/public-id.ts";
import { parseJson } from "../domain/parse-json.ts";
import { eraseDurably, replaceDurably, syncFolder, writeAll } from "../store/durable-file.ts";
import { BackupError, placeError } from "./errors.ts";
import type { ListedFile } from "./snapshot.ts";

const PREFIX = "pawpost-backup-";
const NOTE = "place.json";
const KEYS = "keys.age";
const WAYS_IN = "ways-in.json";
const FILES = "files";
const SNAPSHOTS = "snapshots";
const INCOMING = "incoming";
const SNAPSHOT_NAME = /^(\d{9})\.pawpost$/;
const HASH = /^[0-9a-f]{64}$/;
/** Where things lie in a place's folder. */
export const PLACE_FILES = {
  note: NOTE,
  keys: KEYS,
  waysIn: WAYS_IN,
  file: (sha256: string) => `${FILES}/${sha256.slice(0, 2)}/${sha256}`,
  snapshot: (counter: number) => `${SNAPSHOTS}/${String(counter).padStart(9, "0")}.pawpost`,
} as const;
const MAX_SMALL_BYTES = 1_048_576;
/** Of two million messages. */
const MAX_SNAPSHOT_BYTES = 512 * 1_048_576;
const PIECE_BYTES = 256 * 1024;
const BLOCK_BYTES = 4_096;
/** A file takes an inode, too, and ext4 has one for so many bytes: as many small ones as fit would leave none. */
const INODE_BYTES = 16_384;

/** What a file of so many bytes takes of a disk. */
export const onDisk = (bytes: number): number =>
  Math.max(INODE_BYTES, Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES);

const note = z.strictObject({ v: z.literal(1), hub: publicId, id: publicId });
const hex = (at: number) => at.toString(16).padStart(2, "0");

/** Which hubs have backups in this folder; the folder may be such a one itself. @throws BackupError `backup.gone`, ... */
export async function findPlaces(folder: string): Promise<readonly { readonly dir: string }[]> {
  const names = await doing("look into the folder", () => readdir(folder));
  if (names.includes(NOTE) && names.includes(SNAPSHOTS)) return [{ dir: folder }];
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => ({ dir: join(folder, name) }));
}

export class Place {
  readonly dir: string;
  readonly hub: PublicId;
  /** Of the place, not of the hub. */
  readonly id: PublicId;
  readonly #touched = new Set<string>();

  private constructor(dir: string, { hub, id }: { readonly hub: PublicId; readonly id: PublicId }) {
    this.dir = dir;
    this.hub = hub;
    this.id = id;
  }

  /** @returns `undefined` when none was made there. @throws BackupError `backup.foreign` for one with a note that nobody made */
  static async read(dir: string): Promise<Place | undefined> {
    const bytes = await readSmall(join(dir, NOTE), MAX_SMALL_BYTES);
    if (bytes === undefined) return undefined;
    const said = note.safeParse(parseJson(bytes));
    if (!said.success) throw new BackupError("backup.foreign", `${NOTE} there is not one of Pawpost's`);
    return new Place(dir, said.data);
  }

  static of(folder: string, hub: PublicId): Promise<Place | undefined> {
    return Place.read(dirOf(folder, hub)).then((place) => {
      if (place !== undefined && place.hub !== hub)
        throw new BackupError("backup.foreign", "the backups there are another hub's");
      return place;
    });
  }

  /** Its note is written last: what a kill leaves is made again. @param folder there already: a mount point is never made */
  static async make(folder: string, hub: PublicId, id: PublicId): Promise<Place> {
    const dir = dirOf(folder, hub);
    await doing("make the folder", async () => {
      await mkdirOnce(dir);
      for (const name of [FILES, SNAPSHOTS, INCOMING]) await mkdirOnce(join(dir, name));
      for (let at = 0; at < 256; at++) await mkdirOnce(join(dir, FILES, hex(at)));
      for (const path of [join(dir, FILES), dir, folder]) await syncFolder(path);
      await replaceDurably(join(dir, NOTE), [Buffer.from(`${JSON.stringify({ v: 1, hub, id })}\n`)]);
    });
    return new Place(dir, { hub, id });
  }

  // ---- backups

  /** Counters, newest first. */
  async counters(): Promise<readonly number[]> {
    const names = await doing("list the backups", () => readdir(join(this.dir, SNAPSHOTS)));
    return names
      .flatMap((name) => SNAPSHOT_NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .toSorted((one, other) => other - one);
  }

  /** @throws BackupError `backup.none` */
  async readSnapshot(counter: number): Promise<Uint8Array> {
    const bytes = await readSmall(this.#snapshot(counter), MAX_SNAPSHOT_BYTES);
    if (bytes === undefined) throw new BackupError("backup.none", `there is no backup ${counter}`);
    return bytes;
  }

  /** The moment that counts: everything that it names is flushed before. */
  async putSnapshot(counter: number, bytes: Uint8Array): Promise<void> {
    await doing("write the backup", async () => {
      for (const folder of this.#touched) await syncFolder(folder);
      this.#touched.clear();
      await this.#writeIncoming([bytes], (temporary) => rename(temporary, this.#snapshot(counter)));
      await syncFolder(join(this.dir, SNAPSHOTS));
    });
  }

  /** What was put before this start may not be durable: the next {@link putSnapshot} sees to it. */
  doubtFolders(): void {
    for (let at = 0; at < 256; at++) this.#touched.add(join(this.dir, FILES, hex(at)));
  }

  removeSnapshot(counter: number): Promise<boolean> {
    return doing("remove an old backup", () => this.#erase(this.#snapshot(counter)));
  }

  // ---- files

  /** Whether it is there, by name and size. */
  async has({ sha256, bytes }: ListedFile): Promise<boolean> {
    try {
      const found = await lstat(this.#file(sha256));
      return found.isFile() && found.size === bytes;
    } catch (error) {
      if (isMissing(error)) return false;
      throw placeError("look for a file", error);
    }
  }

  /**
   * Not durable before {@link putSnapshot}.
   * @param expected what it has to be, from who is not believed
   * @returns what it goes by
   * @throws BackupError `backup.altered` for anything else than expected, and then nothing is left of it
   */
  async put(
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    expected?: ListedFile,
  ): Promise<ListedFile> {
    const hash = createHash("sha256");
    let bytes = 0;
    async function* hashed() {
      for await (const piece of pieces) {
        hash.update(piece);
        bytes += piece.byteLength;
        if (expected !== undefined && bytes > expected.bytes) throw otherBytes();
        yield piece;
      }
    }
    let sha256 = "";
    await doing("copy a file", () =>
      this.#writeIncoming(hashed(), async (temporary) => {
        sha256 = hash.digest("hex");
        const isOther = expected !== undefined && (sha256 !== expected.sha256 || bytes !== expected.bytes);
        if (isOther) throw otherBytes();
        await rename(temporary, this.#file(sha256));
      }),
    );
    this.#touched.add(join(this.dir, FILES, sha256.slice(0, 2)));
    return { sha256, bytes };
  }

  /** In pieces, and not looked at. Links are not followed. @throws BackupError `backup.altered` when it is not there */
  async *pieces(sha256: string): AsyncGenerator<Buffer> {
    const file = await open(this.#file(sha256), constants.O_RDONLY | constants.O_NOFOLLOW).catch(
      (cause: unknown) => {
        if (isMissing(cause))
          throw new BackupError("backup.altered", "a file of the backup is gone", { cause });
        throw placeError("read a file", cause);
      },
    );
    try {
      for (;;) {
        const { bytesRead, buffer } = await doing("read a file", () =>
          file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES),
        );
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  /** Every file that is there, by its hash. */
  async *hashes(): AsyncGenerator<string> {
    for (let at = 0; at < 256; at++) {
      const names = await readdir(join(this.dir, FILES, hex(at))).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw placeError("list the files", error);
      });
      for (const name of names) if (HASH.test(name) && name.startsWith(hex(at))) yield name;
    }
  }

  removeFile(sha256: string): Promise<boolean> {
    return doing("remove a file", () => this.#erase(this.#file(sha256)));
  }

  /** What all that is there takes of the disk, in bytes. */
  async size(): Promise<number> {
    let size = 0;
    const add = async (path: string) => {
      const found = await lstat(path).catch((error: unknown) => {
        if (!isMissing(error)) throw placeError("look for a file", error);
      });
      if (found !== undefined) size += onDisk(found.size);
    };
    for await (const sha256 of this.hashes()) await add(this.#file(sha256));
    for (const counter of await this.counters()) await add(this.#snapshot(counter));
    return size;
  }

  /** Removes what a kill left. */
  async sweep(): Promise<void> {
    const folder = join(this.dir, INCOMING);
    for (const name of await doing("look for what was left", () => readdir(folder)))
      await doing("remove what was left", () => eraseDurably(join(folder, name)));
  }

  // ---- keys

  async putKeys(sealed: Uint8Array, waysIn: Uint8Array): Promise<void> {
    await doing("write the keys", async () => {
      await replaceDurably(join(this.dir, WAYS_IN), [waysIn]);
      await replaceDurably(join(this.dir, KEYS), [sealed]);
    });
  }

  async readKeys(): Promise<{ readonly sealed: Uint8Array<ArrayBuffer>; readonly waysIn: unknown }> {
    const sealed = await readSmall(join(this.dir, KEYS), MAX_SMALL_BYTES);
    const waysIn = await readSmall(join(this.dir, WAYS_IN), MAX_SMALL_BYTES);
    if (sealed === undefined) throw new BackupError("backup.altered", `${KEYS} is gone`);
    return { sealed, waysIn: waysIn === undefined ? undefined : parseJson(waysIn) };
  }

  async #writeIncoming(
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    done: (temporary: string) => Promise<void>,
  ): Promise<void> {
    const path = this.#newIncoming();
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      try {
        for await (const piece of pieces) await writeAll(file, piece);
        await file.datasync();
      } finally {
        await file.close();
      }
      await done(path);
    } catch (error) {
      await unlink(path).catch(() => {}); // the next backup sweeps it; what counts is the first error
      throw error;
    }
  }

  /** Out of its place first: what is overwritten there, and then not unlinked, would pass for something that was altered. */
  async #erase(path: string): Promise<boolean> {
    const passing = this.#newIncoming();
    try {
      await rename(path, passing);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    await syncFolder(dirname(path));
    return eraseDurably(passing);
  }

  #newIncoming(): string {
    return join(this.dir, INCOMING, randomBytes(12).toString("hex"));
  }

  #file(sha256: string): string {
    if (!HASH.test(sha256)) throw new RangeError("no SHA-256");
    return join(this.dir, PLACE_FILES.file(sha256));
  }

  #snapshot(counter: number): string {
    return join(this.dir, PLACE_FILES.snapshot(counter));
  }
}

const otherBytes = () => new BackupError("backup.altered", "a file is not what it was said to be");

const dirOf = (folder: string, hub: PublicId) => join(folder, `${PREFIX}${hub}`);

async function mkdirOnce(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

async function doing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw placeError(what, error);
  }
}

async function readSmall(path: string, max: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { size } = await file.stat();
      if (size > max) throw new BackupError("backup.foreign", "a file there is larger than any of Pawpost's");
      const bytes = await file.readFile();
      return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw placeError("read a file", error);
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";
