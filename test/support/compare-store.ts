/** What a store said that it keeps, and whether it does. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { isOpen, stateOf } from "../../hub/domain/message-state.ts";
import type { MessageRecord } from "../../hub/ports/message-store.ts";
import type { HubStore } from "../../hub/store/hub-store.ts";
import { bytesFor } from "../faults/store-writer.ts";
import { listOf, type StoreRig } from "./store-rig.ts";

/** What was acknowledged until now (test/faults/store-writer.ts). */
export interface Told {
  readonly records: Map<string, MessageRecord>;
  readonly deleted: Set<string>;
  readonly ledger: Set<string>;
}

/** @param checked whose sealed files were compared already: those are compared once */
export async function compareStore(
  store: HubStore,
  rig: Pick<StoreRig, "dir">,
  told: Told,
  checked: Set<string>,
): Promise<void> {
  const kept = new Map((await store.messages.newest(100_000)).map((record) => [record.id, record]));
  expect(await store.messages.newest(100_000)).toHaveLength(kept.size); // none twice
  for (const [id, record] of told.records) {
    const found = kept.get(id);
    // What was on its way when the kill came may have been written too: then there is more, never less.
    expect(found?.history.slice(0, record.history.length)).toEqual(record.history);
    if (found !== undefined) expect(await store.messages.get(id)).toEqual(found);
  }
  for (const [id, record] of kept) {
    const isHeard = stateOf(record) === "played";
    if (told.deleted.has(id)) expect(await store.waiting.get(id)).toBeUndefined();
    else if (!isHeard) expect(await store.waiting.get(id)).toEqual(bytesFor(id, "toy"));
    if (checked.has(id)) continue;
    expect(await store.archive.get(id)).toEqual(bytesFor(id, "sealed"));
    checked.add(id);
  }
  const open = [...kept.values()].filter((record) => isOpen(record));
  expect((await store.messages.open()).map(({ id }) => id).sort()).toEqual(open.map(({ id }) => id).sort());

  const entries = await listOf(store.ledger.entries());
  const handedOut = new Set(entries.filter(({ kind }) => kind === "clip-handed-out").map((e) => e.subject));
  expect([...told.ledger].filter((id) => !handedOut.has(id))).toEqual([]);
  const takenIn = entries.filter(({ kind }) => kind === "clip-taken-in").map((entry) => entry.subject);
  expect(takenIn.toSorted()).toEqual([...kept.keys()].sort());

  const files = await readdir(join(rig.dir, "archive"), { recursive: true });
  expect(files.filter((name) => name.endsWith(".age"))).toHaveLength(kept.size);
  expect(files.filter((name) => name.endsWith(".tmp"))).toEqual([]);
}
