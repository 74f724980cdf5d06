import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { isOpen, stateOf } from "../../hub/domain/message-state.ts";
import type { MessageRecord } from "../../hub/ports/message-store.ts";
import type { HubStore } from "../../hub/store/hub-store.ts";
import { listOf, makeStoreRig, type StoreRig } from "../support/store-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { type Acknowledged, bytesFor } from "./store-writer.ts";

const ROUNDS = 40;

interface Told {
  readonly records: Map<string, MessageRecord>;
  readonly deleted: Set<string>;
  readonly ledger: Set<string>;
}

test(`loses nothing acknowledged and doubles nothing in ${ROUNDS} kills`, async () => {
  await using temp = await makeTempDir(); // on the disk
  await using rig = await makeStoreRig(join(temp.path, "data"));
  const told: Told = { records: new Map(), deleted: new Set(), ledger: new Set() };
  const checked = new Set<string>();
  let slowestStart = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await writeUntilKilled(rig.dir, told, round % 4 === 0 ? randomInt(20) : randomInt(150));
    // Every third time the next writer finds what this kill left, and is killed over it.
    if (round % 3 === 1) continue;
    const start = performance.now();
    const store = await rig.reopen();
    slowestStart = Math.max(slowestStart, performance.now() - start);
    await store.swept;
    await compare(store, rig, told, checked);
    await rig.close();
  }
  expect(told.records.size).toBeGreaterThan(ROUNDS);
  expect(told.deleted.size).toBeGreaterThan(0);
  expect(slowestStart).toBeLessThan(10_000);
  // The kills did come in between: there was something to put in order.
  const putInOrder = rig.log.filter(({ facts }) => Number(facts?.adopted) + Number(facts?.removed) > 0);
  expect(putInOrder.length).toBeGreaterThan(0);
}, 240_000);

async function writeUntilKilled(dir: string, told: Told, delayMs: number): Promise<void> {
  const script = new URL("./store-writer.ts", import.meta.url).pathname;
  const writer = spawn(process.execPath, [script, dir], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(writer, "exit");
  for await (const line of createInterface({ input: stdoutOf(writer) })) {
    const said = JSON.parse(line) as Acknowledged | { readonly kind: "open" };
    if (said.kind === "open") void wait(delayMs).then(() => writer.kill("SIGKILL"));
    if (said.kind === "record") told.records.set(said.record.id, said.record);
    if (said.kind === "waiting-deleted") told.deleted.add(said.id);
    if (said.kind === "ledger") told.ledger.add(said.subject);
  }
  expect(await ended).toEqual([null, "SIGKILL"]);
}

function stdoutOf({ stdout }: ChildProcess) {
  if (stdout === null) throw new Error("the writer has no standard output");
  return stdout;
}

async function compare(store: HubStore, rig: StoreRig, told: Told, checked: Set<string>): Promise<void> {
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
