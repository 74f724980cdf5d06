/**
 * Which tables count, and from which log on. LevelDB's MANIFEST is a log (level-files.ts) whose batches add and remove files; a table that it does
 * not name is half written, or on its way out. Fields of a batch, each behind a varint tag (db/version_edit.cc):
 *
 *   1 comparator: string       2, 3, 4, 9 numbers: varint      5 compact pointer: varint, string
 *   6 removed file: level, number                               7 added file: level, number, size, two strings
 *
 * A string is a varint and so many bytes. Pure: bytes in, numbers out.
 */
import { logBatches } from "./level-files.ts";
import { VarintReader } from "./varint-reader.ts";

export interface FilesInUse {
  readonly tables: ReadonlySet<number>;
  /** The first that counts. It is there before the manifest names it, and until another is named. 0 before there was one. */
  readonly log: number;
  /** Nothing was ever noted: not even that a database was made. */
  readonly isEmpty: boolean;
}

/** @returns what is in use, as far as the manifest holds; LevelDB itself refuses one that does not */
export function filesInUse(manifest: Uint8Array): FilesInUse {
  const tables = new Set<number>();
  let log = 0;
  let isEmpty = true;
  for (const batch of logBatches(manifest)) {
    isEmpty = false;
    log = applyEdit(new VarintReader(batch), tables) ?? log;
  }
  return { tables, log, isEmpty };
}

/** @returns the number of the log, where it says one */
function applyEdit(reader: VarintReader, tables: Set<number>): number | undefined {
  let log: number | undefined;
  for (let tag = reader.varint(); tag !== undefined; tag = reader.varint()) {
    switch (tag) {
      case 1:
        reader.skipString();
        break;
      case 2:
        log = reader.varint();
        break;
      case 3:
      case 4:
      case 9:
        reader.varint();
        break;
      case 5:
        reader.varint();
        reader.skipString();
        break;
      case 6: {
        reader.varint();
        const removed = reader.varint();
        if (removed !== undefined) tables.delete(removed);
        break;
      }
      case 7: {
        reader.varint();
        const added = reader.varint();
        reader.varint();
        reader.skipString();
        reader.skipString();
        if (added !== undefined) tables.add(added);
        break;
      }
      default:
        return log; // a LevelDB to come: what was read so far still holds
    }
  }
  return log;
}
