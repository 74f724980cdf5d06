/**
 * T-28, of a second hub that keeps the backups: somebody is root on the first one, with all of its keys. They want what is kept gone, other, old, or
 * under another name, or the keeper's disk full. Nothing of that is to be had before 30 days are over; each barrier is seen to be one.
 */
import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { encodeSnapshot, type SnapshotList } from "../../hub/backup/snapshot.ts";
import { snapshotFacts } from "../../hub/backup/snapshot-facts.ts";
import { depositStatement, type KeptFile } from "../../hub/contract/keeper-line.ts";
import { parseJoinCode } from "../../hub/contract/room-line.ts";
import { hours } from "../../hub/domain/duration.ts";
import { type DialledKeeper, dialKeeper } from "../../hub/keeper/dial-keeper.ts";
import type { openKeepers } from "../../hub/keeper/open-keepers.ts";
import { makePinnedIdentity } from "../../hub/pinned-tls/self-signed.ts";
import { codeOr } from "../support/code-of.ts";
import { sendFrom } from "../support/family.ts";
import type { HubRigOptions } from "../support/hub-rig.ts";
import { type KeptFamily, makeKeptFamily } from "../support/kept-family.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const KEEPING = "hub/backup/keep-for-others.ts";
const PLACE = "hub/backup/place.ts";
const KEEPERS = "hub/keeper/open-keepers.ts";
const DAY = hours(24);

const copies = new AsyncDisposableStack();
const families: KeptFamily[] = [];
async function openFamily(options: HubRigOptions = {}): Promise<KeptFamily> {
  const opened = await makeKeptFamily(options);
  families.push(opened);
  return opened;
}
afterEach(async () => {
  for (const one of families.splice(0)) await one[Symbol.asyncDispose]();
});
afterAll(() => copies.disposeAsync());

/** The same, with a keeper that has one of its barriers no more. */
async function without(patches: readonly Patch[], options: HubRigOptions = {}): Promise<KeptFamily> {
  const copy = copies.use(await makePatchedCopy(patches));
  const parts = await copy.load<{ openKeepers: typeof openKeepers }>(KEEPERS);
  return openFamily({ ...options, parts });
}

const fileOf = (bytes: Uint8Array): KeptFile => ({
  sha256: createHash("sha256").update(bytes).digest("hex"),
  bytes: bytes.byteLength,
});

/** All that lies at the keeper, by its path. */
async function lyingAt({ keeper }: KeptFamily): Promise<Map<string, Buffer>> {
  const dir = join(keeper.dir, "hub", "kept");
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.slice(dir.length), await readFile(path));
  }
  return files;
}
/** Those of them that are recordings of the family. */
async function recordingsAt(one: KeptFamily): Promise<[string, Buffer][]> {
  const hashes = await one.recordings();
  return [...(await lyingAt(one))].filter(([path]) => hashes.has(path.slice(-64)));
}

/** Somebody in the house, with a key that nobody knows. */
async function strangerAt({ rig }: KeptFamily): Promise<DialledKeeper> {
  const { own } = (await rig.store.keeperNotes.read()) ?? {};
  if (own === undefined) throw new Error("not paired");
  return dialKeeper({ ...own, ...makePinnedIdentity() }, new AbortController().signal);
}

/** A backup in which there is nothing but an index, as root makes one with the hub's own key. @returns what the keeper answers */
async function depositEmpty(
  one: KeptFamily,
  change: { readonly counter?: number; readonly hub?: string } = {},
) {
  const { rig, keeper } = one;
  const line = await one.asRoot();
  const { backups } = await line.list();
  const counter = change.counter ?? (backups[0]?.counter ?? 0) + 1;
  const index = new Uint8Array(randomBytes(64));
  await line.put(fileOf(index), index);
  const list: SnapshotList = new Map([["index", fileOf(index)]]);
  const facts = await snapshotFacts({ ...rig.store, ...rig.house, program: "0.1.0" }, counter);
  const bytes = await encodeSnapshot(facts, list, rig.house.signer);
  const [newest] = backups;
  if (newest === undefined) throw new Error("nothing is kept");
  const said = {
    hub: change.hub ?? rig.house.household.hub,
    keeper: keeper.house.household.hub,
    counter,
    list: fileOf(bytes).sha256,
    keys: newest.keys,
    ways: newest.ways,
    longest: 0,
  };
  return line.deposit(await depositStatement.sign(said as never, rig.house.signer), bytes);
}

describe("wants it gone", () => {
  test("there is nothing to ask for that, and backups that name nothing take nothing along before 30 days", async () => {
    const family = await openFamily();
    const before = await recordingsAt(family);
    expect(before.length).toBeGreaterThan(0);
    for (let day = 0; day < 29; day++) {
      await family.keeper.clock.advance(DAY);
      if (day % 4 === 0) await depositEmpty(family);
    }
    expect(await recordingsAt(family)).toEqual(before);
    await family.keeper.clock.advance(DAY);
    await family.keeper.clock.advance(DAY);
    await depositEmpty(family);
    // So long somebody would have had to see it; what is erased at home goes by the same way.
    expect(await recordingsAt(family)).toEqual([]);
  });

  test("without that time all of it goes at once", TAKES_BARRIER_OUT, async () => {
    const open = await without([{ file: KEEPING, find: "now - came < KEPT_FOR_SURE", replace: "came < 0" }]);
    await depositEmpty(open);
    expect(await recordingsAt(open)).toEqual([]);
  });

  test("a clock that is set ahead on the keeper lets nothing go; by the wall clock it would", async () => {
    const family = await openFamily();
    const setAhead = async (one: KeptFamily) => {
      one.keeper.clock.stepWallClock(400 * DAY);
      await one.keeper.clock.advance(hours(1));
      await depositEmpty(one);
      return (await recordingsAt(one)).length;
    };
    expect(await setAhead(family)).toBeGreaterThan(0);
    const open = await without([
      { file: KEEPING, find: "const now = lived.now();", replace: "const now = clock.now();" },
    ]);
    expect(await setAhead(open)).toBe(0);
  });

  test("that old ones are to stay no longer is believed after those 30 days, not at once", async () => {
    const family = await openFamily();
    const shorten = async (one: KeptFamily) => {
      await one.keeper.clock.advance(hours(24 * 20));
      await one.send();
      await one.keeper.clock.advance(hours(24 * 12));
      await depositEmpty(one);
      const { kept } = (await one.keeper.store.keeperNotes.read()) ?? {};
      return kept?.[0]?.backups.map(({ counter }) => counter);
    };
    expect(await shorten(family)).toEqual([3, 2, 1]);
    const longest = "Math.max(...young.map((backup) => backup.longest))";
    const open = await without([{ file: KEEPING, find: longest, replace: "young[0]?.longest ?? 0" }]);
    expect(await shorten(open)).toEqual([3, 2]);
  });

  test("taking the pairing back at home takes nothing away there", async () => {
    const family = await openFamily();
    const before = await lyingAt(family);
    await family.rig.house.keepers.leave(null);
    expect(await lyingAt(family)).toEqual(before);
  });
});

test("wants another sound under its name: it stays what it was; unlooked at it would be another", async () => {
  const family = await openFamily();
  const overwrite = async (one: KeptFamily) => {
    const [[path = "", bytes = Buffer.alloc(0)] = []] = await recordingsAt(one);
    const line = await one.asRoot();
    const sha256 = path.slice(-64);
    await line.put({ sha256, bytes: bytes.byteLength }, randomBytes(bytes.byteLength)).catch(() => undefined);
    const answer = await codeOr("taken")(line.put({ sha256, bytes: 5 }, Buffer.from("noise")));
    return { answer, isSame: (await lyingAt(one)).get(path)?.equals(bytes) };
  };
  expect(await overwrite(family)).toEqual({ answer: "keeping.other-bytes", isSame: true });
  const open = await without([
    { file: KEEPING, find: "if (await place.has(file)) return;", replace: "" },
    {
      file: PLACE,
      find: "if (isOther) throw otherBytes();",
      replace: "sha256 = expected?.sha256 ?? sha256;",
    },
  ]);
  expect(await overwrite(open)).toMatchObject({ isSame: false });
});

test("wants an old one to pass for the newest: a number that was there is taken no more", async () => {
  const family = await openFamily();
  const rollBack = async (one: KeptFamily) => {
    await sendFrom(one.mum, one.clip, one.toy);
    await one.send();
    return codeOr("taken")(depositEmpty(one, { counter: 1 }));
  };
  expect(await rollBack(family)).toBe("keeping.backwards");
  const open = await without([
    { file: KEEPING, find: "facts.counter <= (await highest(kept))", replace: "false" },
  ]);
  expect(await rollBack(open)).toBe("taken");
});

test("wants the keeper's disk full: what is given to others ends, and what is there stays whole", async () => {
  const MEBIBYTE = 1_048_576;
  const fill = async (one: KeptFamily) => {
    const line = await one.asRoot();
    const answers = new Set<string>();
    for (const size of [MEBIBYTE / 4, 256]) {
      for (let at = 0, said = "taken"; at < 20 && said === "taken"; at++) {
        const bytes = randomBytes(size);
        said = await codeOr("taken")(line.put(fileOf(bytes), bytes));
        answers.add(said);
      }
    }
    return answers;
  };
  const small = await openFamily({ mostKept: MEBIBYTE });
  const before = await recordingsAt(small);
  expect(await fill(small)).toEqual(new Set(["taken", "keeping.full"]));
  expect(await recordingsAt(small)).toEqual(before);
  await sendFrom(small.mum, small.clip, small.toy);
  // At home it is told, as of a full stick.
  expect(await codeOr("sent")(small.send())).toBe("keeper.full");
  const patched = await without([{ file: KEEPING, find: "+ coming > parts.most", replace: "+ coming < 0" }], {
    mostKept: MEBIBYTE,
  });
  expect(await fill(patched)).toEqual(new Set(["taken"]));
});

describe("wants to be another hub", () => {
  test("a list that says another hub's name is not taken", async () => {
    const family = await openFamily();
    const other = await family.neighbour();
    expect(await codeOr("taken")(depositEmpty(family, { hub: other.house.household.hub }))).toBe(
      "keeping.foreign",
    );
  });

  test("a code lets nobody in as a hub that another key signs for; without the barrier it reads and goes on as that one", async () => {
    const family = await openFamily();
    const takeOver = async (one: KeptFamily) => {
      const other = await one.neighbour();
      const { household } = other.house;
      const { hub } = one.rig.house.household;
      // What root can say of their own hub: its id is any.
      Object.defineProperty(household, "hub", { value: hub, configurable: true });
      return codeOr("let in")(one.pair(other));
    };
    expect(await takeOver(family)).toBe("keeper.other-key");
    const open = await without([
      { file: KEEPERS, find: "before.signer !== stated.signer", replace: "false" },
    ]);
    expect(await takeOver(open)).toBe("let in");
  });

  test("whoever is in the house with no code neither fetches nor sends; without the barrier they do both", async () => {
    const family = await openFamily();
    const tried = async (one: KeptFamily) => {
      await using stranger = await strangerAt(one);
      const bytes = randomBytes(64);
      return [
        await codeOr("heard")(stranger.list()),
        await codeOr("taken")(stranger.put(fileOf(bytes), bytes)),
        [...(await lyingAt(one)).keys()].some((path) => path.endsWith(fileOf(bytes).sha256)),
      ];
    };
    expect(await tried(family)).toEqual(["keeper.unreachable", "keeper.unreachable", false]);
    const open = await without([{ file: KEEPERS, find: "one.pin === pin && ", replace: "" }]);
    expect(await tried(open)).toEqual(["heard", "taken", true]);
  });

  test("whoever has a used code hears nothing; with a fetching one they change nothing", async () => {
    const family = await openFamily();
    const { code } = await family.keeper.house.keepers.offer(family.rig.house.household.hub, null);
    const secret = parseJoinCode(code)?.secret ?? "";
    await using reader = await strangerAt(family);
    await reader.fetch(secret);
    expect((await reader.list()).backups).toHaveLength(1);
    expect(await codeOr("taken")(reader.put(fileOf(Buffer.from("x")), Buffer.from("x")))).toBe(
      "keeping.not-there",
    );
    await using second = await strangerAt(family);
    expect(await codeOr("heard")(second.fetch(secret))).toBe("keeper.unreachable");
  });
});
