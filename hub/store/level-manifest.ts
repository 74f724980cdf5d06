/**
 * Which tables count. LevelDB's MANIFEST is a log (level-files.ts) whose batches add and remove files; a table that it does
 * not name is half written, or on its way out. Fields of a batch, each behind a varint tag (db/version_edit.cc):
 *
 *   1 comparator: string       2, 3, 4, 9 numbers: varint      5 compact pointer: varint, string
 *   6 removed file: level, number                               7 added file: level, number, size, two strings
 *
 * A string is a varint and so many bytes. Pure: bytes in, numbers out.
 */
import { logBatches } from "./level-files.ts";
import { VarintReader } from "./varint-reader.ts";

/** @returns numbers of the tables in use, as far as the manifest holds; LevelDB itself refuses one that does not */
export function tablesInUse(manifest: Uint8Array): Set<number> {
  const tables = new Set<number>();
  for (const batch of logBatches(manifest)) applyEdit(new VarintReader(batch), tables);
  return tables;
}

function applyEdit(reader: VarintReader, tables: Set<number>): void {
  for (let tag = reader.varint(); tag !== undefined; tag = reader.varint()) {
    switch (tag) {
      case 1:
        reader.skipString();
        break;
      case 2:
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
        return; // a LevelDB to come: what was read so far still holds
    }
  }
}
