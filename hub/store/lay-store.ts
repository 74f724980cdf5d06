/**
 * A store's folder out of a backup: keys, index and sealed files as they came, and a card beside each clip, written anew from what the
 * index says of it. Nothing of it is a store before the folder has its name, so that a kill leaves none that is half there.
 */
import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { KeyFile } from "../ports/backup-source.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { deriveDeviceKeys, keyIn, layKeyFiles } from "./device-key.ts";
import { syncFolder, writeAll } from "./durable-file.ts";
import { fileError } from "./errors.ts";
import { decodeIndex, type RawEntry } from "./index-stream.ts";
import { type Gap, isGap } from "./message-gaps.ts";
import { openDatabase, SealedIndex, TABLES } from "./sealed-index.ts";
import { type Frame, makeArchiveFolders, Sidecars } from "./sidecars.ts";

export interface StoreParts {
  readonly keyFiles: readonly KeyFile[];
  readonly index: AsyncIterable<Uint8Array>;
  /** By the paths that a backup has them under; nothing else is written. */
  readonly files: AsyncIterable<LaidFile>;
}
interface LaidFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

const AT_ONCE = 16;
const BATCH = 500;
const MESSAGE = TABLES.message.charCodeAt(0);
const SHARDED = /^(archive|shares)\/((..).*)$/;

/** @param dir not there yet. @throws StoreError */
export async function layStore(dir: string, { keyFiles, index, files }: StoreParts): Promise<void> {
  const folders = ["index", "archive", "shares", "waiting", "reports", "library"].map((name) =>
    join(dir, name),
  );
  try {
    for (const folder of [dir, ...folders]) await mkdir(folder, { mode: 0o700 });
    await makeArchiveFolders(join(dir, "archive"));
  } catch (error) {
    throw fileError("make the store's folders", error);
  }
  await layKeyFiles(dir, keyFiles);
  const keys = deriveDeviceKeys(keyIn(keyFiles, "device"));
  const sidecars = new Sidecars(join(dir, "archive"), keys, () => undefined);
  const records = await layIndex(join(dir, "index"), index, keys.values);
  const sealed = new Map<string, { readonly bytes: number; readonly sha256: string }>();
  const touched = new Set([dir, ...folders]);
  await together(files, async ({ path, sha256, bytes }) => {
    const [, kind, file, shard] = SHARDED.exec(path) ?? [];
    const place = kind === undefined ? path : `${kind}/${shard}/${file}`;
    if (kind === "archive")
      sealed.set(path.slice("archive/".length, -".age".length), { bytes: bytes.byteLength, sha256 });
    await layFile(join(dir, place), bytes);
    touched.add(dirname(join(dir, place)));
  });
  await together(records, async (record) => {
    const name = sidecars.nameOf(record.id);
    const file = sealed.get(name);
    const frames: Frame[] = [{ kind: "record", record, ledger: [] }];
    if (file !== undefined) frames.unshift({ kind: "file", id: record.id, ...file });
    await layFile(join(sidecars.shardOf(name), `${name}.card`), sidecars.encode(name, frames));
    touched.add(sidecars.shardOf(name));
  });
  try {
    for (const folder of touched) await syncFolder(folder);
  } catch (error) {
    throw fileError("flush the store's folders", error);
  }
}

/** @returns every message in it */
async function layIndex(
  folder: string,
  pieces: AsyncIterable<Uint8Array>,
  key: ReturnType<typeof deriveDeviceKeys>["values"],
): Promise<readonly MessageRecord[]> {
  const records: MessageRecord[] = [];
  await using index = new SealedIndex(await openDatabase(folder), key);
  let entries: RawEntry[] = [];
  for await (const entry of decodeIndex(pieces)) {
    if (entry[0][0] === MESSAGE) {
      const stored = index.open<MessageRecord | Gap>(entry);
      if (!isGap(stored)) records.push(stored);
    }
    entries.push(entry);
    if (entries.length < BATCH) continue;
    await index.layRaw(entries);
    entries = [];
  }
  await index.layRaw(entries, { isLast: true });
  return records;
}

async function layFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { mode: 0o700, recursive: true });
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await writeAll(file, bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError("write a file", error);
  }
}

async function together<T>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const worker = async () => {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
      await work(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
