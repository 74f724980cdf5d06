/**
 * Lives through a full disk, on a small file system that nobody else uses, and tells each fact on standard output.
 *
 *   node test/faults/full-disk-scenario.ts DIR
 */
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readdirSync, statfsSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { StoreError } from "../../hub/store/errors.ts";
import { type HubStore, openHubStore } from "../../hub/store/hub-store.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { aMessage, anId, moved } from "../support/store-rig.ts";

const disk = process.argv[2] ?? "";
const dir = join(disk, "data");
const filler = join(disk, "filler");
const SEALED_BYTES = 340_000;

const tell = (fact: string, value: unknown) => writeSync(1, `${JSON.stringify({ fact, value })}\n`);
const freeMiB = () => {
  const { bavail, bsize } = statfsSync(disk);
  return (bavail * bsize) / 2 ** 20;
};
const open = () => openHubStore({ dir, clock: systemClock, logger: makeRecordingLog(), random: randomBytes });
const hasBallast = () => readdirSync(dir).includes("ballast");
const outcome = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return "ok";
  } catch (error) {
    return error instanceof StoreError ? `${error.code}${error.isFatal ? " fatal" : ""}` : String(error);
  }
};

/** Somebody else fills the disk to its last byte. */
function fillUp(): void {
  const file = openSync(filler, "a");
  for (const size of [2 ** 20, 4_096, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size, 1));
    } catch {
      // full for pieces of this size
    }
  }
  closeSync(file);
}

async function upload(store: HubStore): Promise<string> {
  const id = anId();
  await store.archive.put(id, randomBytes(SEALED_BYTES));
  await store.waiting.put(id, randomBytes(20_000));
  await store.messages.add(aMessage({ id }));
  return id;
}

const canRead = async (store: HubStore, ids: readonly string[]) => {
  const page = await store.messages.newest(1_000);
  for (const id of ids) {
    if ((await store.archive.get(id))?.byteLength !== SEALED_BYTES) return false;
    if ((await store.waiting.get(id))?.byteLength !== 20_000) return false;
    if (!page.some((record) => record.id === id)) return false;
  }
  return true;
};

const ids: string[] = [];
const upToTheLimit = async (store: HubStore) => {
  for (;;) {
    const got = await outcome(async () => ids.push(await upload(store)));
    if (got !== "ok") return got;
  }
};

let store = await open();
tell("ballast at first", hasBallast());
tell("upload at the limit", await upToTheLimit(store));
tell("accepted", ids.length);
tell("MiB left at the limit", freeMiB());
tell("asking for room at the limit", await outcome(() => store.archive.assertRoom(SEALED_BYTES)));
tell("reading at the limit", await canRead(store, ids));
const [first = ""] = ids;
const step = async (open: HubStore) => {
  const record = await open.messages.get(first);
  if (record !== undefined) await open.messages.update(moved(record, "queued"));
};
tell("a step at the limit", await outcome(() => step(store)));
tell(
  "a ledger entry at the limit",
  await outcome(() => store.ledger.append({ at: 1, kind: "signed-in", person: null, subject: null })),
);

for (let cycle = 1; cycle <= 5; cycle++) {
  fillUp();
  tell("MiB left when full", freeMiB());
  tell("reading when full", await canRead(store, ids));
  tell("upload when full", await outcome(() => upload(store)));
  let steps = "ok";
  for (let n = 0; n < 2_000 && steps === "ok"; n++) steps = await outcome(() => step(store));
  tell("steps until the last byte", steps);
  tell("reading after a write failed", await canRead(store, ids));
  await store[Symbol.asyncDispose]();

  fillUp();
  store = await open(); // the ballast makes room
  tell("ballast after opening on a full disk", hasBallast());
  tell("reading after opening on a full disk", await canRead(store, ids));
  tell("a step after opening on a full disk", await outcome(() => step(store)));
  tell("upload after opening on a full disk", await outcome(() => upload(store)));
  await store[Symbol.asyncDispose]();

  unlinkSync(filler); // somebody makes room
  store = await open();
  await store.swept;
  tell("ballast when there is room", hasBallast());
  // One would be room enough for another, but for what the two messages leave of themselves (cards, entries).
  for (const gone of ids.splice(-2)) {
    await store.archive.delete(gone);
    await store.waiting.delete(gone);
  }
  tell("upload when there is room", await outcome(async () => ids.push(await upload(store))));
}
tell("reading at the end", await canRead(store, ids));
await store[Symbol.asyncDispose]();
