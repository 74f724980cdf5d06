/** Volume, heart, signal, walk and what a family of toys cannot, as the page asks for them, and ble played by the test. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOr } from "../../../test/support/code-of.ts";
import { type Guardian, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import type { ToyView } from "../../contract/api.ts";
import type { ASK_FAILURES } from "../../contract/ble-control.ts";
import { USUAL_CARE } from "../../contract/toy-care.ts";
import { signalView } from "../../contract/toys.ts";
import { minutes, seconds } from "../../domain/duration.ts";
import { TOY_SKILLS } from "../../domain/toy-skill.ts";
import { startNotingSignals } from "../../use-cases/note-signals.ts";
import { viewToys } from "../../use-cases/view-house.ts";

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy();
});
afterEach(() => rig[Symbol.asyncDispose]());

const codeOf = codeOr("done");
const setVolume = (percent = 50, id: string = toy.id) =>
  guardian.client.call("PUT", `/toys/${id}/volume`, { json: { percent } });
const showHeart = (signal?: AbortSignal) =>
  guardian.client.call("POST", `/toys/${toy.id}/heart`, signal === undefined ? {} : { signal });
const walk = (method: "POST" | "DELETE") => guardian.client.call(method, `/toys/${toy.id}/walk`);
const toyNow = async () => (await guardian.state()).toys.find(({ id }) => id === toy.id);
const walkNews = () => rig.told.filter(({ kind }) => kind === "walk");
async function asked<K extends "set-volume" | "show-heart" | "watch-signal">(kind: K) {
  await expect.poll(() => rig.toys.all(kind).length).toBeGreaterThan(0);
  const last = rig.toys.all(kind).at(-1);
  if (last === undefined) throw new Error("nothing was asked");
  return last;
}

test("a volume is done when the toy has it, and told with the toy", async () => {
  const wish = setVolume(5);
  const { id, percent } = await asked("set-volume");
  expect(percent).toBe(5);
  rig.toys.says({ kind: "asked-done", id, toy: toy.id });
  await wish;
  expect(await toyNow()).toMatchObject({ volume: null });
  rig.toys.saysToys({ toy: toy.id, volume: 6 });
  expect(await toyNow()).toMatchObject({ volume: 6 });
});

test.each<[(typeof ASK_FAILURES)[number], string]>([
  ["link-lost", "toy.out-of-reach"],
  ["not-claimed", "toy.out-of-reach"],
  ["toy-busy", "toy.busy"],
  ["toy-lies", "toy.strange"],
  ["cancelled", "toy.busy"],
])("%s is said as %s", async (code, expected) => {
  const wish = codeOf(setVolume());
  const { id } = await asked("set-volume");
  rig.toys.says({ kind: "asked-failed", id, toy: toy.id, code });
  expect(await wish).toBe(expected);
});

test("an answer to another wish ends nothing", async () => {
  const wish = codeOf(setVolume());
  const { id } = await asked("set-volume");
  rig.toys.says({ kind: "asked-failed", id: randomId(), toy: toy.id, code: "toy-lies" });
  rig.toys.says({ kind: "asked-done", id, toy: toy.id });
  expect(await wish).toBe("done");
});

test("a toy that nobody can ask is not asked", async () => {
  expect(await codeOf(setVolume(50, randomId()))).toBe("toy.unknown");
  rig.toys.saysToys({ toy: toy.id, connected: false });
  expect(await codeOf(setVolume())).toBe("toy.out-of-reach");
  rig.toys.saysState({ state: "offline" });
  expect(await codeOf(setVolume())).toBe("room.offline");
  expect(rig.toys.all("set-volume")).toEqual([]);
});

test("who waits is told when the radio process goes", async () => {
  const wish = codeOf(showHeart());
  await asked("show-heart");
  rig.toys.saysState({ state: "offline" });
  expect(await wish).toBe("toy.out-of-reach");
});

test("a toy that never answers is given up, and told so", async () => {
  const wish = codeOf(showHeart());
  const { id } = await asked("show-heart");
  await rig.clock.advance(seconds(66));
  expect(await wish).toBe("toy.busy");
  expect(rig.toys.all("cancel")).toMatchObject([{ target: id }]);
});

test("who goes away takes the wish along", async () => {
  const leaving = new AbortController();
  const wish = showHeart(leaving.signal).catch(() => "gone");
  const { id } = await asked("show-heart");
  leaving.abort();
  await expect.poll(() => rig.toys.all("cancel")).toMatchObject([{ target: id }]);
  expect(await wish).toBe("gone");
});

test("a walk is told live, and ends when it is over", async () => {
  await walk("POST");
  const { id, seconds: lasting } = await asked("watch-signal");
  expect(lasting).toBe(120);
  rig.toys.says({ kind: "signal", id, toy: toy.id, rssi: -55 });
  rig.toys.says({ kind: "signal", id, toy: toy.id, rssi: null });
  rig.toys.says({ kind: "signal", id: randomId(), toy: toy.id, rssi: -1 });
  rig.toys.says({ kind: "watch-ended", id, toy: toy.id });
  await rig.settle();
  expect(walkNews()).toEqual([
    { kind: "walk", toy: toy.id, rssi: -55, over: false },
    { kind: "walk", toy: toy.id, rssi: null, over: false },
    { kind: "walk", toy: toy.id, rssi: null, over: true },
  ]);
});

test("a walk is stopped by who began it, and by the end of the radio process", async () => {
  await walk("POST");
  const { id } = await asked("watch-signal");
  await walk("DELETE");
  expect(rig.toys.all("cancel")).toMatchObject([{ target: id }]);
  await walk("DELETE");
  expect(rig.toys.all("cancel")).toHaveLength(1);
  await walk("POST");
  rig.toys.saysState({ state: "offline" });
  await rig.settle();
  expect(walkNews().filter((news) => news.kind === "walk" && news.over)).toHaveLength(2);
  expect(await codeOf(walk("POST"))).toBe("room.offline");
});

test("since when the link is held is known until it goes", async () => {
  const since = new Date(rig.clock.now()).toISOString();
  await rig.clock.advance(minutes(5));
  rig.toys.saysToys({ toy: toy.id });
  expect(await toyNow()).toMatchObject({ heldSince: since });
  rig.toys.saysToys({ toy: toy.id, connected: false });
  await rig.settle();
  expect(await toyNow()).toMatchObject({ heldSince: null });
});

test("a day of signal: told each minute, gaps stay gaps, and a restart keeps it", async () => {
  const signal = () => guardian.client.call("GET", `/toys/${toy.id}/signal`, { schema: signalView });
  expect((await signal()).minutes).toEqual([]);
  const tell = (rssi: number | null, connected = true, seenAgoMs = 0) =>
    rig.toys.saysToys({
      toy: toy.id,
      rssi,
      connected,
      seen_at: new Date(rig.clock.now() - seenAgoMs).toISOString(),
    });
  tell(-60);
  {
    await using _noting = await startNotingSignals(rig.house);
    await rig.clock.advance(minutes(1));
    tell(-70);
    await rig.clock.advance(minutes(1));
    tell(-75, false, 120_000); // what was heard long ago is no signal of now
    await rig.clock.advance(minutes(2));
    tell(-80, false); // an advert that was heard just now is
    await rig.clock.advance(seconds(20));
  }
  const { until, minutes: told } = await signal();
  expect(told.slice(0, 2)).toEqual([-60, -60]);
  expect(told).toContain(-70);
  expect(told).toContain(null);
  expect(told.at(-1)).toBe(-80);
  const ahead = Date.parse(until) - rig.clock.now();
  expect(ahead).toBeGreaterThanOrEqual(-60_000);
  expect(ahead).toBeLessThanOrEqual(61_000);
  const news = rig.told.filter(({ kind }) => kind === "signal");
  expect(news.at(-1)).toMatchObject({ toy: toy.id, rssi: -80, until });
  await using next = await makeHubRig({ copyOf: rig.dir, clock: rig.clock });
  await using _again = await startNotingSignals(next.house);
  expect(next.house.live.signals.get(toy.id)?.samples.slice(0, told.length - 1)).toEqual(told.slice(0, -1));
});

test("a toy that is nobody’s any more is forgotten with its day", async () => {
  await using _noting = await startNotingSignals(rig.house);
  expect(rig.house.live.signals.size).toBe(1);
  await rig.house.household.deleteToy(toy.id);
  await rig.clock.advance(seconds(20));
  expect(rig.house.live.signals.size).toBe(0);
});

test("what no toy of its family can is asked of none, also while it is out of reach", async () => {
  const loop = () =>
    guardian.client.call("POST", `/toys/${toy.id}/loop`, { json: { minutes: 5, volume: "quiet" } });
  const mailbox = (on: boolean) => guardian.client.call("PUT", `/toys/${toy.id}/mailbox`, { json: { on } });
  const save = (saving: boolean) =>
    guardian.client.call("PUT", `/toys/${toy.id}/care`, { json: { ...USUAL_CARE, saving } });
  expect(await toyNow()).toMatchObject({ can: TOY_SKILLS });
  rig.toys.saysToys({ toy: toy.id, can: ["recording"] });
  await rig.settle();
  expect(await toyNow()).toMatchObject({ can: ["recording"] });
  for (const connected of [true, false]) {
    rig.toys.saysToys({ toy: toy.id, can: ["recording"], connected });
    await rig.settle();
    expect(await codeOf(mailbox(true))).toBe("toy.cannot");
    expect(await codeOf(loop())).toBe("toy.cannot");
    expect(await codeOf(save(true))).toBe("toy.cannot");
  }
  expect(rig.toys.all("play-loop")).toEqual([]);
  // To be without it is nothing that it could not.
  expect(await codeOf(mailbox(false))).toBe("done");
  expect(await codeOf(save(false))).toBe("done");
  expect(await toyNow()).toMatchObject({ mailbox: false, care: { saving: false } });
});

test("what its family can is known from the claim on, before its room says it again", async () => {
  const found = { toy: randomId(), claimed: false };
  rig.toys.saysToys({ ...found, can: ["loop"] });
  await guardian.client.call("POST", "/toys/search");
  await guardian.client.call("POST", `/toys/${found.toy}/claim`, {
    json: { toyName: "Lantern", childName: "Child" },
  });
  const { id } = rig.toys.all("claim-toy").at(-1) ?? {};
  if (id === undefined) throw new Error("nothing was claimed");
  const at = new Date(rig.clock.now()).toISOString();
  rig.toys.says({ kind: "toy-claimed", id, toy: found.toy, event: randomId(), at, roster: "0".repeat(64) });
  await rig.settle();
  await using next = await makeHubRig({ copyOf: rig.dir, clock: rig.clock });
  expect(viewToys(next.house).toys.find(({ id }) => id === found.toy)).toMatchObject({ can: ["loop"] });
});
