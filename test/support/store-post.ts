/** A message's way through a store, as those who write to one in a process of their own send it, and say what was acknowledged. */
import { createHash } from "node:crypto";
import type { MessageRecord } from "../../hub/ports/message-store.ts";
import type { HubStore } from "../../hub/store/hub-store.ts";
import { moved } from "./store-rig.ts";

export type Acknowledged =
  | { readonly kind: "record"; readonly record: MessageRecord }
  | { readonly kind: "waiting-deleted"; readonly id: string }
  | { readonly kind: "ledger"; readonly subject: string };

/** The same bytes for the same id, so that whoever looks later knows what should be there. */
export function bytesFor(id: string, what: "sealed" | "toy"): Uint8Array<ArrayBuffer> {
  const outputLength = what === "sealed" ? 60_000 : 5_000;
  return Uint8Array.from(createHash("shake128", { outputLength }).update(`${what} ${id}`).digest());
}

/** Its files and its record: from here on it was taken in. */
export async function takeIn(store: HubStore, record: MessageRecord): Promise<void> {
  const { id } = record;
  await putFiles(store, id);
  await store.messages.add(record, [{ at: 1, kind: "clip-taken-in", person: null, subject: id }]);
}

export async function putFiles(store: HubStore, id: string): Promise<void> {
  await Promise.all([
    store.archive.put(id, bytesFor(id, "sealed")),
    store.waiting.put(id, bytesFor(id, "toy")),
  ]);
}

/** Takes it in and brings it on its way, most often to its end: how far is told by its id. */
export async function send(
  store: HubStore,
  message: MessageRecord,
  tell: (what: Acknowledged) => void,
): Promise<void> {
  let record = message;
  const { id } = record;
  await takeIn(store, record);
  tell({ kind: "record", record });
  const chance = bytesFor(id, "toy");
  for (const [step, state] of (["delivering", "on_toy", "played"] as const).entries()) {
    if ((chance[step] ?? 0) % 4 === 0) return;
    record = moved(record, state);
    await store.messages.update(record);
    tell({ kind: "record", record });
  }
  await store.waiting.delete(id);
  tell({ kind: "waiting-deleted", id });
  await store.ledger.append({ at: 2, kind: "clip-handed-out", person: null, subject: id });
  tell({ kind: "ledger", subject: id });
}
