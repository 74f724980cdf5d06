import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { link, mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { aMessage, anId, aToy, listOf, makeStoreRig, type StoreRig } from "../../test/support/store-rig.ts";
import { sha256 } from "../contract/sha256.ts";
import type { Child, Toy } from "../ports/household.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { HubStore } from "./hub-store.ts";

const sealed = Uint8Array.from(randomBytes(5_000));
const toyBytes = Uint8Array.from(randomBytes(500));

/** Opening LevelDB's LOCK and closing it again would drop the lock of the one that runs. */
const isNoLock = (path: string) => !path.endsWith("/LOCK");

let copies = 0;
/** What the disk held at this moment, opened by another: as after a kill. */
async function killedNow(rig: StoreRig, change: (dir: string) => Promise<void> = async () => {}) {
  copies += 1;
  const dir = `${rig.dir}-${copies}`;
  cpSync(rig.dir, dir, { recursive: true, filter: isNoLock });
  await change(dir);
  const copy = await makeStoreRig(dir);
  onTestFinished(() => copy[Symbol.asyncDispose]());
  return { dir, store: await copy.reopen(), log: copy.log };
}

const filesIn = async (dir: string) =>
  (await readdir(dir, { recursive: true })).filter((name) =>
    /\.(age|next|card|clip|tmp)$|[0-9a-f]\.old$/.test(name),
  );

async function upload(store: HubStore, record: MessageRecord): Promise<void> {
  await Promise.all([store.archive.put(record.id, sealed), store.waiting.put(record.id, toyBytes)]);
}

test("in the middle of a file: the temporary file goes", async () => {
  await using rig = await makeStoreRig();
  await rig.reopen();
  const { dir, store } = await killedNow(rig, async (copy) => {
    for (const folder of ["", "archive/incoming", "shares/incoming", "waiting"]) {
      await writeFile(join(copy, folder, "0123456789ab.tmp"), "half a file");
    }
  });
  await store.swept;
  expect(await filesIn(dir)).toEqual([]);
});

test("before the record: nobody was told, so the clip's files go", async () => {
  await using rig = await makeStoreRig();
  const record = aMessage();
  await upload(await rig.reopen(), record);
  const { dir, store } = await killedNow(rig);
  expect(await store.swept).toEqual({ adopted: 0, removed: 1 });
  expect(await filesIn(dir)).toEqual([]);
  expect(await store.archive.get(record.id)).toBeUndefined();
});

test("before the record: what the end of a run breaks off, the next one does", async () => {
  await using rig = await makeStoreRig();
  await upload(await rig.reopen(), aMessage());
  const { dir, store } = await killedNow(rig);
  await store[Symbol.asyncDispose]();
  expect(await store.swept).toEqual({ adopted: 0, removed: 0 });
  await using next = await makeStoreRig(dir);
  await (await next.reopen()).swept;
  expect(await filesIn(dir)).toEqual([]);
});

test("before the record: the same id may come again, sealed anew, without waiting for the sweep", async () => {
  await using rig = await makeStoreRig();
  const record = aMessage();
  await upload(await rig.reopen(), record);
  const { store } = await killedNow(rig);
  const again = Uint8Array.from(randomBytes(4_000));
  await store.archive.put(record.id, again);
  await store.messages.add(record);
  await store.swept;
  expect(await store.archive.get(record.id)).toEqual(again);
  await expect(store.archive.put(record.id, sealed)).rejects.toMatchObject({ code: "store.exists" });
});

test("a sealed file without its card, and a card without its file, are no file at all", async () => {
  await using rig = await makeStoreRig();
  const [one, other] = [aMessage(), aMessage()];
  const store = await rig.reopen();
  await store.archive.put(one.id, sealed);
  await store.archive.put(other.id, sealed);
  const { dir, store: next } = await killedNow(rig, async (copy) => {
    const [card = ""] = (await filesIn(copy)).filter((name) => name.endsWith(".card"));
    await rm(join(copy, card));
    const [file = ""] = (await filesIn(copy)).filter(
      (name) => name.endsWith(".age") && !name.startsWith(card.replace(".card", "")),
    );
    await rm(join(copy, file));
  });
  expect([await next.archive.get(one.id), await next.archive.get(other.id)]).toEqual([undefined, undefined]);
  await next.swept;
  expect(await filesIn(dir)).toEqual([]);
});

test("between sidecar and index: the message is taken in, with its ledger entry", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const [kept, record, bare] = [aMessage(), aMessage(), aMessage({}, "received")];
  for (const one of [kept, record]) await upload(store, one);
  await store.archive.put(bare.id, sealed);
  await store.messages.add(kept);
  const early = `${rig.dir}-early`;
  cpSync(rig.dir, early, { recursive: true, filter: isNoLock });
  for (const one of [record, bare]) {
    await store.messages.add(one, [{ at: 1, kind: "clip-taken-in", person: null, subject: one.id }]);
  }
  // The files of later, the index of before.
  const { store: next } = await killedNow(rig, async (copy) => {
    await rm(join(copy, "index"), { recursive: true });
    cpSync(join(early, "index"), join(copy, "index"), { recursive: true });
  });
  await next.swept;
  for (const one of [kept, record, bare]) {
    expect(await next.messages.get(one.id)).toEqual(one);
    expect(await next.archive.get(one.id)).toEqual(sealed);
  }
  expect(await next.waiting.get(record.id)).toEqual(toyBytes);
  expect(await next.messages.newest(10)).toHaveLength(3);
  const subjects = (await listOf(next.ledger.entries())).map(({ subject }) => subject);
  expect(subjects.toSorted()).toEqual([record.id, bare.id].sort());
});

test("after the record, before its sidecar: the message is there, and its next step writes the sidecar", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const record = aMessage();
  await store.messages.add(record);
  const { dir, store: next } = await killedNow(rig, async (copy) => {
    for (const name of await filesIn(copy)) await rm(join(copy, name));
  });
  await next.swept;
  expect(await next.messages.get(record.id)).toEqual(record);
  await next.messages.update({ ...record, milliseconds: 1 });
  expect((await filesIn(dir)).filter((name) => name.endsWith(".card"))).toHaveLength(1);
});

test("a sidecar cut short gives the last whole record, and takes the next one", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const record = aMessage();
  await store.archive.put(record.id, sealed);
  await store.messages.add(record);
  await store.messages.update({ ...record, milliseconds: 1 });
  const [name = ""] = (await filesIn(rig.dir)).filter((file) => file.endsWith(".card"));
  const whole = await readFile(join(rig.dir, name));
  const frames: number[] = [];
  for (let at = 0; at < whole.byteLength; at += 4 + whole.readUInt32BE(at)) frames.push(at);
  expect(frames).toHaveLength(3); // file, record, record
  const [, , last = 0] = frames;
  for (const cut of [last + 1, last + 4, last + 200, whole.byteLength - 1]) {
    const { store: next } = await killedNow(rig, async (copy) => {
      await writeFile(join(copy, name), whole.subarray(0, cut));
      await rm(join(copy, "index"), { recursive: true });
    });
    expect(await next.messages.get(record.id)).toEqual(record);
    await next.messages.update({ ...record, milliseconds: 2 });
    expect(await next.archive.get(record.id)).toEqual(sealed);
  }
});

describe("in the middle of replacing a file", () => {
  const next = Uint8Array.from(randomBytes(4_000));
  /** The store with one message, its file and the one beside it, as `change` leaves them. */
  const killedIn = async (change: (base: string, card: string) => Promise<void>, cardNamesNext: boolean) => {
    const rig = await makeStoreRig();
    const store = await rig.reopen();
    const record = aMessage();
    await store.archive.put(record.id, sealed);
    await store.messages.add(record);
    await store.archive.stage(record.id, next);
    const [file = ""] = (await filesIn(rig.dir)).filter((name) => name.endsWith(".age"));
    const base = file.slice(0, -".age".length);
    const before = await readFile(join(rig.dir, `${base}.card`));
    const aside = join(rig.dir, "aside");
    await writeFile(aside, sealed);
    // The card of afterwards, the files of before.
    await store.archive.replace(record.id, await sha256(next));
    const { dir, store: after } = await killedNow(rig, async (copy) => {
      if (!cardNamesNext) await writeFile(join(copy, `${base}.card`), before);
      cpSync(join(copy, "aside"), join(copy, `${base}.age`));
      await writeFile(join(copy, `${base}.next`), next);
      await change(join(copy, base), join(copy, `${base}.card`));
      await rm(join(copy, "aside"));
    });
    const got = await after.archive.get(record.id);
    await after.swept;
    const left = (await filesIn(dir))
      .filter((name) => name.startsWith(base))
      .map((name) => name.slice(base.length));
    const gotAfter = await after.archive.get(record.id);
    await rig[Symbol.asyncDispose]();
    return { got, gotAfter, left: left.toSorted() };
  };
  const nothing = () => Promise.resolve();

  test.each<[string, Parameters<typeof killedIn>, Uint8Array]>([
    ["before the card names it: the old one stays", [nothing, false], sealed],
    ["with the card written: the new one counts", [nothing, true], next],
    ["with the old one named twice", [(base) => link(`${base}.age`, `${base}.old`), true], next],
    [
      "with the new one in its place, the old one not overwritten",
      [
        async (base) => {
          await rename(`${base}.age`, `${base}.old`);
          await rename(`${base}.next`, `${base}.age`);
        },
        true,
      ],
      next,
    ],
    ["with nothing in its place", [(base) => rename(`${base}.age`, `${base}.old`), true], next],
  ])("%s, and nothing is left beside it", async (_, how, file) => {
    const { got, gotAfter, left } = await killedIn(...how);
    expect(got).toEqual(file);
    expect(gotAfter).toEqual(file);
    expect(left).toEqual([".age", ".card"]);
  });
});

test("a change of the household that finds no room for its copy leaves nothing, also not after a restart", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const [toy, child, ledger] = aClaimedToy();
  await store.household.putToy(toy, child, ledger);
  const blocked = join(rig.dir, "household.sealed");
  await rm(blocked);
  await mkdir(blocked); // what is written beside cannot be renamed into its place
  await writeFile(join(blocked, "in the way"), "");
  const [other, otherChild, otherEntry] = aClaimedToy();
  await expect(store.household.putToy(other, otherChild, otherEntry)).rejects.toMatchObject({
    code: "store.io",
  });
  await rig.close();
  await rm(blocked, { recursive: true });
  const next = await rig.reopen();
  expect(next.household.toys()).toEqual([toy]);
  expect((await listOf(next.ledger.entries())).map(({ subject }) => subject)).toEqual([toy.id]);
});

test("a change of the household and its ledger entry are one write: wherever the log is cut, both are there or neither", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const whole = await lengthOfLog(rig.dir);
  const [toy, child, ledger] = aClaimedToy();
  await store.household.putToy(toy, child, ledger);
  await store.household.appendRoster("entry", [
    { at: 1, kind: "roster-grew", person: null, subject: "the roster" },
  ]);
  const end = await lengthOfLog(rig.dir);
  const seen = new Set<string>();
  for (let cut = end; cut >= whole; cut -= 97) {
    const { store: next } = await killedNow(rig, async (copy) => {
      await truncate(join(copy, "index", await logOf(copy)), cut);
    });
    const subjects = (await listOf(next.ledger.entries())).map(({ subject }) => subject);
    const { household } = next;
    expect(household.toys().map(({ id }) => id)).toEqual(subjects.filter((subject) => subject === toy.id));
    expect(household.roster()).toHaveLength(subjects.filter((subject) => subject === "the roster").length);
    seen.add(String(subjects.length));
  }
  expect([...seen].sort()).toEqual(["0", "1", "2"]);
});

test("an alert and the entry that raises it are one write, as are seeing it and that entry", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const guardian = anId();
  const note = (kind: LedgerEntry["kind"], subject: string | null = null) =>
    store.ledger.append({ at: 1, kind, person: guardian, subject });
  const before = await lengthOfLog(rig.dir);
  await note("new-device");
  const id = store.alerts.all()[0]?.id ?? null;
  await note("new-device");
  await note("alert-acknowledged", id);
  const end = await lengthOfLog(rig.dir);
  const seen = new Set<string>();
  for (let cut = end; cut >= before; cut -= 61) {
    const { store: next } = await killedNow(rig, async (copy) => {
      await truncate(join(copy, "index", await logOf(copy)), cut);
    });
    const kinds = (await listOf(next.ledger.entries())).map(({ kind }) => kind);
    const [alert] = next.alerts.all();
    const raised = kinds.filter((kind) => kind === "new-device").length;
    expect(alert?.count ?? 0).toBe(raised);
    expect(alert?.seen[guardian]?.count ?? 0).toBe(kinds.includes("alert-acknowledged") ? raised : 0);
    seen.add(kinds.join());
  }
  expect(seen.size).toBe(4);
});

function aClaimedToy(): [Toy, Child, LedgerEntry[]] {
  const { toy, child } = aToy();
  return [toy, child, [{ at: 1, kind: "toy-claimed", person: null, subject: toy.id }]];
}

const logOf = async (dir: string): Promise<string> =>
  (await readdir(join(dir, "index")))
    .filter((name) => name.endsWith(".log"))
    .sort()
    .at(-1) ?? "";
const lengthOfLog = async (dir: string): Promise<number> =>
  (await stat(join(dir, "index", await logOf(dir)))).size;

test("between a share's file and the record that names it: the file goes, those that are named stay", async () => {
  await using rig = await makeStoreRig();
  const first = await rig.reopen();
  const record = aMessage({ direction: "from-toy" }, "received");
  await first.messages.add(record);
  const sha256 = await first.shares.put(record.id, "age1named", sealed);
  const share = { person: anId(), recipient: "age1named", at: 1, bytes: sealed.byteLength, sha256 };
  await first.messages.update({ ...record, shares: [share] });
  await first.shares.put(record.id, "age1other", sealed);
  await first.shares.put(anId(), "age1nobody", sealed);
  const { dir, store } = await killedNow(rig);
  const late = store.shares.put(record.id, "age1late", sealed); // while the hub is at work again
  expect(await store.swept).toEqual({ adopted: 0, removed: 2 });
  expect(await store.shares.get(record.id, "age1named", sha256)).toEqual(sealed);
  expect(await store.shares.get(record.id, "age1late", await late)).toEqual(sealed);
  expect((await filesIn(join(dir, "shares"))).length).toBe(2);
});
