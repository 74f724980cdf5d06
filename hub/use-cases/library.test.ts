/** The library by the API that the page uses, on the real store. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import { type MessageView, messageView, type ToyView } from "../contract/api.ts";
import {
  type LibraryItemView,
  type LibraryKind,
  type LibraryView,
  libraryAdded,
  libraryView,
  MOST_LIBRARY_BYTES,
} from "../contract/library.ts";
import { seconds } from "../domain/duration.ts";
import { giveStarter } from "./give-starter.ts";
import { eraseGone } from "./remove-from-library.ts";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let clip: Clip;
let otherClip: Clip;
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;

beforeAll(async () => {
  clip = await prepareClip(hum(5, 1), 16_000, () => 0.5);
  otherClip = await prepareClip(hum(5, 2), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await makeHubRig({ check });
  guardian = await rig.claim();
  toy = await rig.addToy();
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

interface Adding {
  readonly id?: string;
  readonly kind?: LibraryKind;
  readonly title?: string;
  readonly story?: string | null;
  readonly sound?: Clip;
}
async function add(what: Adding = {}): Promise<LibraryItemView> {
  const { id = randomId(), kind = "lullaby", title = "Moon", story = null, sound = clip } = what;
  const form = new FormData();
  form.set("meta", JSON.stringify({ id, kind, title, story, clip: sound.sha256 }));
  form.set("toy", new Blob([sound.toyBytes]), "clip.toy");
  return guardian.client.call("POST", "/library", { form, schema: libraryAdded });
}
const library = (): Promise<LibraryView> => guardian.client.call("GET", "/library", { schema: libraryView });
const titles = async () => (await library()).items.map(({ title, chapter }) => [title, chapter]);
async function stampItem(
  item: LibraryItemView,
  change: object = {},
  message = randomId(),
): Promise<MessageView> {
  const stamp = await guardian.stamp({ sha256: item.clip }, toy, message);
  const json = { message, child: toy.child, toy: toy.id, clip: item.clip, stamp, ...change };
  const sent = await guardian.client.call("POST", `/library/${item.id}/stamp`, { json, schema: messageView });
  await rig.settle();
  return sent;
}
const lastDelivery = () => {
  const delivery = rig.toys.all("deliver").at(-1);
  if (delivery === undefined) throw new Error("nothing was delivered");
  return delivery;
};
const hear = async (event: Parameters<HubRig["toys"]["says"]>[0]) => {
  rig.toys.says(event);
  await rig.settle();
};
const stateOf = async (id: string) => (await messageOf(guardian, id)).state;
const kinds = async () => {
  const found: string[] = [];
  for await (const { kind } of rig.house.ledger.entries()) if (kind.startsWith("library-")) found.push(kind);
  return found;
};

describe("what a guardian adds", () => {
  test("is there, with who, how long and how much room is left; twice the same is one", async () => {
    const item = await add();
    expect(await add({ id: item.id })).toEqual(item);
    const { items, room } = await library();
    expect(items).toEqual([item]);
    expect(item).toMatchObject({
      kind: "lullaby",
      milliseconds: clip.milliseconds,
      clip: clip.sha256,
      addedBy: guardian.info.person.id,
    });
    expect(room).toMatchObject({
      items: { used: 1 },
      bytes: { used: clip.toyBytes.byteLength, most: MOST_LIBRARY_BYTES },
    });
    await expect(add({ id: item.id, sound: otherClip })).rejects.toMatchObject({ code: "message.exists" });
    expect(await kinds()).toEqual(["library-added"]);
    expect(rig.told).toContainEqual({ kind: "library", items: 1 });
  });

  test("is a chapter where it belongs to a story, in the order they came, under one title", async () => {
    await add({ title: "Zzz" });
    const first = await add({ kind: "story", title: "The bear’s winter" });
    await add({ kind: "story", title: "is not asked", story: first.story, sound: otherClip });
    expect(await titles()).toEqual([
      ["Zzz", null],
      ["The bear’s winter", 1],
      ["The bear’s winter", 2],
    ]);
    await guardian.client.call("PUT", `/library/${first.story}/title`, { json: { title: "Winter" } });
    expect((await titles()).slice(1)).toEqual([
      ["Winter", 1],
      ["Winter", 2],
    ]);
    await expect(add({ kind: "story", story: randomId() })).rejects.toMatchObject({
      code: "library.unknown",
    });
  });

  test("is listened to as it came, and the ledger says so", async () => {
    const { id } = await add();
    expect(Buffer.from(await guardian.client.bytes(`/library/${id}/clip`))).toEqual(
      Buffer.from(clip.toyBytes),
    );
    expect(await kinds()).toEqual(["library-added", "library-handed-out"]);
  });

  test("is refused where it is too short to be repeated, or no sound of a toy's", async () => {
    const short = await prepareClip(hum(1, 3), 16_000, () => 0.5);
    await expect(add({ sound: short })).rejects.toMatchObject({ code: "library.too-short" });
    const noise = { ...clip, toyBytes: new Uint8Array(500) };
    await expect(add({ sound: noise })).rejects.toMatchObject({ code: "message.wrong-clip" });
    expect((await library()).items).toEqual([]);
  });

  test("is refused when the library is full, and fits when something went", async () => {
    const { id } = await add();
    const [item] = rig.house.library.all();
    if (item === undefined) throw new Error("it is there");
    await rig.house.library.change({ ...item, bytes: MOST_LIBRARY_BYTES }, []);
    await expect(add({ sound: otherClip })).rejects.toMatchObject({ code: "library.full" });
    expect(await add({ id })).toMatchObject({ id, clip: clip.sha256 });
    await rig.house.library.erase(id, []);
    expect(await add({ sound: otherClip })).toMatchObject({ clip: otherClip.sha256 });
  });
});

describe("what a guardian removes", () => {
  beforeEach(() => guardian.stepUp());

  test("can be had back for ten seconds, and is erased after them", async () => {
    const [kept, gone] = [await add(), await add({ title: "Gone", sound: otherClip })];
    for (const { id } of [kept, gone]) await guardian.client.call("DELETE", `/library/${id}`);
    expect((await library()).items.every(({ goesAt }) => goesAt !== null)).toBe(true);
    await guardian.client.call("DELETE", `/library/${kept.id}/removal`);
    await rig.clock.advance(seconds(11));
    await rig.settle();
    expect((await library()).items).toEqual([kept]);
    await expect(guardian.client.call("DELETE", `/library/${gone.id}/removal`)).rejects.toMatchObject({
      code: "library.unknown",
    });
    expect(await kinds()).toEqual(["library-added", "library-added", "library-removed"]);
  });

  test("goes with the next start, where the hub ended in the ten seconds", async () => {
    const { id } = await add();
    await guardian.client.call("DELETE", `/library/${id}`);
    await using next = await makeHubRig({ check, copyOf: rig.dir });
    await eraseGone(next.house);
    expect(next.house.library.all()).toEqual([]);
  });

  test("takes what waited of it along, also where the hub ends in erasing it", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const item = await add();
    const { id } = await stampItem(item);
    await guardian.client.call("DELETE", `/library/${item.id}`);
    await using next = await makeHubRig({ check, copyOf: rig.dir });
    const { library, messages } = next.house;
    const killed = { all: () => library.all(), erase: () => Promise.reject(new Error("killed")) };
    await expect(eraseGone({ ...next.house, library: killed as never })).rejects.toThrow("killed");
    expect((await messages.get(id))?.history.at(-1)?.state).toBe("cancelled");
    await eraseGone(next.house);
    expect(library.all()).toEqual([]);
  });

  test("takes a whole story, and what waited of it for a toy", async () => {
    const first = await add({ kind: "story" });
    await add({ kind: "story", story: first.story, sound: otherClip });
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const { id } = await stampItem(first);
    await guardian.client.call("DELETE", `/library/${first.story}`);
    await rig.clock.advance(seconds(11));
    await rig.settle();
    expect((await library()).items).toEqual([]);
    expect(await stateOf(id)).toBe("cancelled");
  });

  test("wants who removes it to show that they are there", async () => {
    const { id } = await add();
    await rig.clock.advance(seconds(301));
    await expect(guardian.client.call("DELETE", `/library/${id}`)).rejects.toMatchObject({
      code: "session.step-up-needed",
    });
  });
});

describe("on its way to a toy", () => {
  test("a copy is delivered as a message of which nothing is sealed", async () => {
    const item = await add();
    const { id } = await stampItem(item);
    expect(lastDelivery()).toMatchObject({ message: id, toy: toy.id, sha256: item.clip });
    expect((await library()).copies).toMatchObject([{ id, library: item.id, state: "delivering" }]);
    await hear(bleSays.delivered(lastDelivery(), false));
    expect(await messageOf(guardian, id)).toMatchObject({
      state: "on_toy_unconfirmed",
      library: item.id,
      sealedBytes: 0,
    });
    expect(await kinds()).toEqual(["library-added", "library-stamped"]);
  });

  test("nothing goes without a stamp for these bytes, this toy and this message", async () => {
    const item = await add();
    const other = await rig.addToy("Other", { id: randomId(), name: "another child" });
    const forOther = await guardian.stamp({ sha256: item.clip }, other, randomId());
    const forOtherClip = await guardian.stamp({ sha256: otherClip.sha256 }, toy, randomId());
    for (const [change, code] of [
      [{ stamp: "a.b.c" }, "jws.malformed"],
      [{ stamp: forOther }, "stamp.wrong-message"],
      [{ stamp: forOtherClip }, "stamp.wrong-message"],
      [{ clip: otherClip.sha256 }, "message.wrong-clip"],
      [{ toy: other.id }, "toy.wrong-child"],
    ] as const)
      await expect(stampItem(item, change)).rejects.toMatchObject({ code });
    expect(rig.toys.all("deliver")).toEqual([]);
  });

  test("it waits while a message on the toy was not heard, and follows when it was", async () => {
    await guardian.send(clip, toy);
    await rig.settle();
    const message = lastDelivery();
    await hear(bleSays.delivered(message));
    const { id } = await stampItem(await add({ sound: otherClip }));
    expect([await stateOf(id), lastDelivery().message]).toEqual(["queued", message.message]);
    await hear(bleSays.played(message));
    expect(lastDelivery().message).toBe(id);
  });

  test("it stays when it was heard, and makes room for a message", async () => {
    const { id } = await stampItem(await add());
    await hear(bleSays.delivered(lastDelivery(), false));
    await hear(bleSays.played(lastDelivery()));
    expect(await stateOf(id)).toBe("on_toy_unconfirmed");
    const sent = await guardian.send(otherClip, toy);
    await rig.settle();
    expect([await stateOf(id), lastDelivery().message]).toEqual(["replaced", sent.id]);
    expect(rig.toys.all("retire").map(({ message }) => message)).toContain(id);
    expect(await rig.house.waiting.get(id)).toBeUndefined();
  });

  test("the same item is not sent to the same toy twice, and can be again when it made room", async () => {
    const item = await add();
    const { id } = await stampItem(item);
    await expect(stampItem(item)).rejects.toMatchObject({ code: "library.already-there" });
    await hear(bleSays.delivered(lastDelivery(), false));
    await stampItem(await add({ sound: otherClip }));
    expect(await stateOf(id)).toBe("replaced");
    expect(await stampItem(item)).toMatchObject({ library: item.id });
  });

  test("the same stamp twice is one message", async () => {
    const item = await add();
    const message = randomId();
    const [one, again] = [await stampItem(item, {}, message), await stampItem(item, {}, message)];
    expect(again.id).toBe(one.id);
    expect((await guardian.state()).messages).toHaveLength(1);
  });
});

describe("played from the hub", () => {
  const play = (json: object = { minutes: 10, volume: "quiet" }) =>
    guardian.client.call("POST", `/toys/${toy.id}/loop`, { json });
  const stop = () => guardian.client.call("DELETE", `/toys/${toy.id}/loop`);
  const toyNow = async () => (await guardian.state()).toys.find(({ id }) => id === toy.id);
  const loopOf = (message: string) => ({
    toy: toy.id,
    loop: { message: message as never, volume: "quiet", until: "2026-01-02T03:04:05.000Z" } as const,
  });
  let lullaby: MessageView;
  beforeEach(async () => {
    lullaby = await stampItem(await add());
    await hear(bleSays.delivered(lastDelivery(), false));
  });

  test("what came from the library is asked for, by its message; what is told of it is shown", async () => {
    expect(lastDelivery().quiet).toBe(true);
    await play();
    expect(rig.toys.all("play-loop")).toMatchObject([
      { toy: toy.id, message: lullaby.id, minutes: 10, volume: "quiet" },
    ]);
    rig.toys.saysToys(loopOf(lullaby.id));
    expect(await toyNow()).toMatchObject({ loop: { message: lullaby.id }, loopEnded: null });
    await stop();
    expect(rig.toys.all("stop-loop")).toMatchObject([{ toy: toy.id }]);
    rig.toys.saysToys({ toy: toy.id });
    await hear({ kind: "loop-ended", toy: toy.id, message: lullaby.id, why: "stopped" });
    expect(await toyNow()).toMatchObject({ loop: null, loopEnded: "stopped" });
    const found: unknown[] = [];
    for await (const { kind, person, subject } of rig.house.ledger.entries())
      if (kind.startsWith("loop-")) found.push({ kind, person, subject });
    const by = { person: guardian.info.person.id, subject: toy.id };
    expect(found).toEqual([
      { kind: "loop-started", ...by },
      { kind: "loop-stopped", ...by },
    ]);
  });

  test("a message that comes meanwhile waits until it is over", async () => {
    rig.toys.saysToys(loopOf(lullaby.id));
    await rig.settle();
    const sent = await guardian.send(otherClip, toy);
    await rig.settle();
    expect([await stateOf(sent.id), lastDelivery().message]).toEqual(["queued", lullaby.id]);
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(lastDelivery().message).toBe(sent.id);
    await expect(play()).rejects.toMatchObject({ code: "loop.toy-busy" });
    await hear(bleSays.delivered(lastDelivery()));
    await expect(play()).rejects.toMatchObject({ code: "loop.nothing-there" });
  });

  test("not where the toy is away, nor for longer than the family may choose", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    await expect(play()).rejects.toMatchObject({ code: "loop.out-of-reach" });
    rig.toys.saysToys({ toy: toy.id });
    await expect(play({ minutes: 60, volume: "loud" })).rejects.toMatchObject({ code: "http.malformed" });
    expect(rig.toys.all("play-loop")).toEqual([]);
  });
});

describe("what comes with a new hub", () => {
  const tune = (title: string, { toyBytes, sha256, milliseconds }: Clip) => ({
    title,
    toyBytes,
    sha256,
    milliseconds,
  });
  const read = async () => [tune("One", clip), tune("Other", otherClip)];

  test("is nothing else than what came with the program", async () => {
    const [one, other] = await read();
    if (one === undefined || other === undefined) throw new Error("there are two");
    const swapped = { ...one, toyBytes: other.toyBytes };
    await expect(giveStarter(rig.house, async () => [swapped])).rejects.toThrow("is not the tune");
    expect(await titles()).toEqual([]);
  });

  test("is there once, by nobody, and does not come back when it was removed", async () => {
    await giveStarter(rig.house, read);
    await giveStarter(rig.house, read);
    const { items } = await library();
    expect(items.map(({ title, addedBy }) => [title, addedBy])).toEqual([
      ["One", null],
      ["Other", null],
    ]);
    expect(await kinds()).toEqual([]);
    await guardian.stepUp();
    await guardian.client.call("DELETE", `/library/${items[0]?.id}`);
    await rig.clock.advance(seconds(11));
    await rig.settle();
    await giveStarter(rig.house, read);
    expect(await titles()).toEqual([["Other", null]]);
  });

  test("is whole after a kill in the middle, and not doubled", async () => {
    const broken = giveStarter(rig.house, async () => [...(await read()).slice(0, 1), null as never]);
    await expect(broken).rejects.toThrow();
    expect(await titles()).toEqual([["One", null]]);
    await giveStarter(rig.house, read);
    expect(await titles()).toEqual([
      ["One", null],
      ["Other", null],
    ]);
  });

  test("needs a stamp like anything else", async () => {
    await giveStarter(rig.house, read);
    const [item] = (await library()).items;
    if (item === undefined) throw new Error("it came");
    await expect(stampItem(item, { stamp: "a.b.c" })).rejects.toMatchObject({ code: "jws.malformed" });
    expect(await stampItem(item)).toMatchObject({ library: item.id });
  });
});
