/**
 * After a kill: files that no message names. Which ones there can be, by where the kill came (order: clip files, then
 * index and sidecar side by side):
 *
 *   in a file           a temporary file             removed at the next start
 *   before the record   clip files, no record        removed: nobody was told that they were kept
 *   between the two     a record in the sidecar      adopted: its clip files are whole, and asking again finds it
 *   in replacing a file the old one beside the new    finished where the card names the new one, else taken back
 *   after the record    nothing                      it is in the index; a sidecar without it is written by the next step
 */
import type { ArchiveFolder } from "./archive-folder.ts";
import type { MessageTable } from "./message-table.ts";
import type { ShareFolder } from "./share-folder.ts";
import type { Sidecars } from "./sidecars.ts";
import type { WaitingFolder } from "./waiting-folder.ts";

export interface Swept {
  readonly adopted: number;
  readonly removed: number;
}

interface Parts {
  readonly sidecars: Sidecars;
  readonly archive: ArchiveFolder;
  readonly messages: MessageTable;
  readonly waiting: WaitingFolder;
}

/** Few files: done before the store is handed out. */
export async function sweepWaiting({ waiting, messages, sidecars }: Parts): Promise<Swept> {
  let adopted = 0;
  let removed = 0;
  for await (const name of waiting.names()) {
    if (await messages.isNamed(name)) continue;
    const held = (await sidecars.read(name))?.record;
    if (held === undefined) {
      await waiting.deleteName(name);
      removed += 1;
    } else if (await messages.adopt(held.record, held.ledger)) adopted += 1;
  }
  return { adopted, removed };
}

/** Goes through the whole archive, a folder at a time, while the hub is at work. */
export async function sweepArchive(
  { sidecars, archive, messages }: Parts,
  signal: AbortSignal,
): Promise<Swept> {
  let adopted = 0;
  let removed = 0;
  await archive.settleReplaced();
  for await (const names of sidecars.shards()) {
    if (signal.aborted) break;
    const isNamed = await messages.areNamed(names);
    for (const name of names.filter((_, at) => isNamed[at] !== true)) {
      const card = await sidecars.read(name);
      if (card?.record !== undefined) {
        if (await messages.adopt(card.record.record, card.record.ledger)) adopted += 1;
        // Where the index was lost it may be a message that was acknowledged: what the family can open is left to it.
      } else if (card?.isDamaged !== true && (await archive.removeOrphan(name))) removed += 1;
    }
  }
  return { adopted, removed };
}

/** After {@link sweepArchive}: a record that was adopted names its shares, too. @returns how many files no record named */
export const sweepShares = (
  { messages, shares }: { readonly messages: MessageTable; readonly shares: ShareFolder },
  signal: AbortSignal,
): Promise<number> =>
  shares.sweep(
    async (name) => ((await messages.byName(name))?.shares ?? []).map(({ recipient }) => recipient),
    signal,
  );
