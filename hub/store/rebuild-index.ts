/** Makes a lost index again from the sidecars and the household's file. Sessions and the ledger are not in them. */
import type { DeviceKeys } from "./device-key.ts";
import { type HouseholdCopy, householdWrites } from "./household-table.ts";
import { personWrites, recordWrites } from "./message-table.ts";
import type { SealedIndex, Write } from "./sealed-index.ts";
import type { Sidecars } from "./sidecars.ts";

const BATCH = 500;

export interface Rebuilt {
  readonly messages: number;
  /** Sidecars that would not open. */
  readonly damaged: number;
}

/** Not durable before the next commit; killed half-way it is done again. */
export async function rebuildIndex({
  index,
  sidecars,
  keys,
  copy,
  names,
}: {
  readonly index: SealedIndex;
  readonly sidecars: Sidecars;
  readonly keys: DeviceKeys;
  readonly copy: HouseholdCopy | undefined;
  /** Of every card that there is. */
  readonly names: AsyncIterable<string> | Iterable<string>;
}): Promise<Rebuilt> {
  const found: { readonly name: string; readonly at: number }[] = [];
  let damaged = 0;
  for await (const name of names) {
    const card = await sidecars.read(name);
    if (card?.isDamaged === true) damaged += 1;
    if (card?.record !== undefined) found.push({ name, at: card.record.record.createdAt });
  }
  found.sort((one, other) => one.at - other.at || (one.name < other.name ? -1 : 1));
  let writes: Write[] = copy === undefined ? [] : householdWrites(keys, copy);
  let counter = 0;
  for (const { name } of found) {
    const held = (await sidecars.read(name))?.record;
    if (held === undefined) continue;
    counter += 1;
    writes.push(
      ...recordWrites(sidecars, counter, held.record),
      ...personWrites(sidecars, counter, undefined, held.record),
    );
    if (writes.length < BATCH) continue;
    await index.writeUnflushed(writes);
    writes = [];
  }
  await index.writeUnflushed(writes);
  return { messages: counter, damaged };
}
