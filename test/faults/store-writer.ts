/**
 * Writes to a store as a hub does, and says on standard output what was acknowledged, until it is killed.
 *
 *   node test/faults/store-writer.ts DIR [STORE]      STORE: hub/store/hub-store.ts of a patched copy
 */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { writeSync } from "node:fs";
import { systemClock } from "../../hub/clock/system-clock.ts";
import type { MessageRecord } from "../../hub/ports/message-store.ts";
import type { openHubStore } from "../../hub/store/hub-store.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { aMessage, moved } from "../support/store-rig.ts";

export type Acknowledged =
  | { readonly kind: "record"; readonly record: MessageRecord }
  | { readonly kind: "waiting-deleted"; readonly id: string }
  | { readonly kind: "ledger"; readonly subject: string };

/** The same bytes for the same id, so that whoever looks later knows what should be there. */
export function bytesFor(id: string, what: "sealed" | "toy"): Uint8Array<ArrayBuffer> {
  const outputLength = what === "sealed" ? 60_000 : 5_000;
  return Uint8Array.from(createHash("shake128", { outputLength }).update(`${what} ${id}`).digest());
}

if (import.meta.main) {
  const tell = (what: Acknowledged) => writeSync(1, `${JSON.stringify(what)}\n`);
  const [dir = "", program = import.meta.resolve("../../hub/store/hub-store.ts")] = process.argv.slice(2);
  const opening = (await import(program)) as { readonly openHubStore: typeof openHubStore };
  const store = await opening.openHubStore({
    dir,
    clock: systemClock,
    logger: makeRecordingLog(),
    random: randomBytes,
  });
  writeSync(1, '{"kind":"open"}\n');

  async function send(): Promise<void> {
    let record = aMessage();
    const { id } = record;
    await Promise.all([
      store.archive.put(id, bytesFor(id, "sealed")),
      store.waiting.put(id, bytesFor(id, "toy")),
    ]);
    await store.messages.add(record, [{ at: 1, kind: "clip-taken-in", person: null, subject: id }]);
    tell({ kind: "record", record });
    for (const state of ["delivering", "on_toy", "played"] as const) {
      if (randomInt(4) === 0) return;
      record = moved(record, state);
      await store.messages.update(record);
      tell({ kind: "record", record });
    }
    await store.waiting.delete(id);
    tell({ kind: "waiting-deleted", id });
    await store.ledger.append({ at: 2, kind: "clip-handed-out", person: null, subject: id });
    tell({ kind: "ledger", subject: id });
  }
  const lane = async () => {
    for (;;) await send();
  };
  await Promise.all([lane(), lane(), lane()]);
}
