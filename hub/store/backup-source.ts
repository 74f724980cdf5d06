/**
 * What of the store goes into a backup: the index without who was signed in, invited or told by push (a backup must not revive any of
 * it), the sealed files that it names, the library, reports and the household's copy. Cards are not among it: they say what the
 * index says, and are written anew from it (lay-store.ts). Nor is what waits for a toy, which the hub could read.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BackupSource, SourceFile, SourceSnapshot } from "../ports/backup-source.ts";
import type { MessageRecord, Share } from "../ports/message-store.ts";
import { copyKeyFiles } from "./device-key.ts";
import { readIfThere } from "./durable-file.ts";
import { HOUSEHOLD_FILE } from "./household-table.ts";
import { decodeIndex, encodeIndex, type RawEntry } from "./index-stream.ts";
import { type Gap, isGap } from "./message-gaps.ts";
import { type SealedIndex, TABLES, type Table } from "./sealed-index.ts";
import type { Sidecars } from "./sidecars.ts";

export interface BackupParts {
  /** The store's folder. */
  readonly dir: string;
  readonly index: SealedIndex;
  readonly sidecars: Sidecars;
  /** Entries that say something of this very run. */
  readonly passing: readonly Buffer[];
}

const letterOf = (table: Table): number => TABLES[table].charCodeAt(0);
const LEFT_OUT: ReadonlySet<number | undefined> = new Set(
  (["session", "invitation", "push"] as const).map(letterOf),
);
const MESSAGE = letterOf("message");

/** What the files of one message are found by. */
interface Named {
  readonly name: string;
  readonly isSealed: boolean;
  readonly shares: readonly Share[];
}

export function openBackupSource(parts: BackupParts): BackupSource {
  const { dir, index } = parts;
  return {
    snapshot: () => openSnapshot(parts),
    async checkIndex(pieces) {
      let count = 0;
      for await (const entry of decodeIndex(pieces)) {
        index.open(entry);
        count += 1;
      }
      return count;
    },
    keyFiles: () => copyKeyFiles(dir),
  };
}

function openSnapshot({ dir, index, sidecars, passing }: BackupParts): SourceSnapshot {
  const named: Named[] = [];
  async function* wanted(): AsyncGenerator<RawEntry> {
    for await (const entry of index.raw()) {
      const [key] = entry;
      if (LEFT_OUT.has(key[0]) || passing.some((one) => one.equals(key))) continue;
      if (key[0] === MESSAGE) {
        const stored = index.open<MessageRecord | Gap>(entry);
        if (!isGap(stored)) {
          const { id, sealedBytes, shares = [] } = stored;
          named.push({ name: sidecars.nameOf(id), isSealed: sealedBytes > 0, shares });
        }
      }
      yield entry;
    }
  }
  const fileAt = (path: string, place: string, sha256?: string): SourceFile => ({
    path,
    ...(sha256 === undefined ? {} : { sha256 }),
    read: () => readIfThere(join(dir, place)),
  });
  return {
    index: () => encodeIndex(wanted()),
    async *files() {
      for (const { name, isSealed, shares } of named) {
        const shard = name.slice(0, 2);
        const file = (await sidecars.read(name))?.file;
        // Also one that is lost here: the backup may still have it.
        if (file !== undefined || isSealed)
          yield fileAt(`archive/${name}.age`, `archive/${shard}/${name}.age`, file?.sha256);
        for (const { recipient, sha256 } of shares) {
          const share = `${name}.${sidecars.nameOf(recipient)}.age`;
          yield fileAt(`shares/${share}`, `shares/${shard}/${share}`, sha256);
        }
      }
      for (const [folder, suffix] of [
        ["library", ".item"],
        ["reports", ".report"],
      ] as const)
        for (const file of await readdir(join(dir, folder)))
          if (file.endsWith(suffix)) yield fileAt(`${folder}/${file}`, `${folder}/${file}`);
      yield fileAt(HOUSEHOLD_FILE, HOUSEHOLD_FILE);
    },
  };
}
