import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { makePublicId } from "../../hub/contract/public-id.ts";
import type { MessageState } from "../../hub/domain/message-state.ts";
import type { Child, Toy } from "../../hub/ports/household.ts";
import type { MessageRecord } from "../../hub/ports/message-store.ts";
import type { HubStore, openHubStore as openOurs } from "../../hub/store/hub-store.ts";
import { MEMORY_FOLDER } from "./memory-folder.ts";
import { makeRecordingLog, type RecordedLine } from "./quiet-log.ts";

export const anId = () => makePublicId(Uint8Array.from(randomBytes(16)));

export function aMessage(change: Partial<MessageRecord> = {}, state: MessageState = "queued"): MessageRecord {
  return {
    id: anId(),
    direction: "to-toy",
    child: anId(),
    toy: anId(),
    author: anId(),
    createdAt: 1_760_000_000_000,
    milliseconds: 10_000,
    history: [{ state, at: 1_760_000_000_000, cause: "sent" }],
    failure: null,
    sealedBytes: 340_000,
    clip: "ab".repeat(32),
    stamp: "a.b.c",
    delivery: anId(),
    vault: 1,
    ...change,
  };
}

/** A toy of the family's, and the child who has it. */
export function aToy(): { readonly toy: Toy; readonly child: Child } {
  const child = { id: anId(), name: "the child" };
  const toy = {
    id: anId(),
    name: "Bear",
    child: child.id,
    model: "cloudpets",
    firmware: null,
    claimed: true,
    room: "home",
  };
  return { toy, child };
}

export async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The same message one step further. */
export const moved = (record: MessageRecord, state: MessageState, cause = "tested"): MessageRecord => ({
  ...record,
  history: [...record.history, { state, at: record.createdAt + record.history.length, cause }],
});

/** In memory where there is room: fast, not durable. */
export async function makeMemoryDir(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(MEMORY_FOLDER, "paw-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export interface StoreRig extends AsyncDisposable {
  readonly dir: string;
  readonly log: readonly RecordedLine[];
  /** Closes the store that is open and opens it again on the same folder. */
  reopen(): Promise<HubStore>;
  /** The same, by a copy of the code. */
  openWith(openHubStore: typeof openOurs): Promise<HubStore>;
  close(): Promise<void>;
}

/** @param dir a folder of its own when left out, in memory where there is room: what a test asks for is then fast, not durable */
export async function makeStoreRig(dir?: string): Promise<StoreRig> {
  const temp = dir === undefined ? await makeMemoryDir() : undefined;
  const path = dir ?? `${temp?.path}/data`;
  const logger = makeRecordingLog();
  let store: HubStore | undefined;
  const close = async () => {
    const before = store;
    store = undefined;
    await before?.[Symbol.asyncDispose]();
  };
  const openWith = async (openHubStore: typeof openOurs) => {
    await close();
    store = await openHubStore({ dir: path, clock: systemClock, logger, random: randomBytes });
    return store;
  };
  return {
    dir: path,
    log: logger.lines,
    async reopen() {
      // Most come for a message or an id: they are spared what a store loads.
      return openWith((await import("../../hub/store/hub-store.ts")).openHubStore);
    },
    openWith,
    close,
    async [Symbol.asyncDispose]() {
      await close();
      await temp?.[Symbol.asyncDispose]();
    },
  };
}
