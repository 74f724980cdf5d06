import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import type { BleEvent } from "../contract/ble-control.ts";

let rig: HubRig;
let guardian: Guardian;
const toy = randomId();
const names = { toyName: "Bear", childName: "the child" };

beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  rig.toys.saysToys({ toy, claimed: false, connected: false });
  await rig.settle();
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const ask = (method: "POST" | "DELETE", path: string, json?: object) =>
  guardian.client.call(method, path, json === undefined ? {} : { json });
const claim = (id: string = toy) => ask("POST", `/toys/${id}/claim`, names);
const commandOf = () => rig.toys.all("claim-toy").at(-1)?.id ?? randomId();
const claimed = (id = commandOf(), which = toy): BleEvent => ({
  kind: "toy-claimed",
  event: randomId(),
  at: "2026-01-02T03:04:05Z",
  id,
  toy: which,
  roster: "0".repeat(64),
});
async function say(event: BleEvent): Promise<void> {
  rig.toys.says(event);
  await rig.settle();
}

test("a search is asked for once, shows candidates, and ends when ble says so", async () => {
  await ask("POST", "/toys/search");
  await ask("POST", "/toys/search");
  const [search] = rig.toys.all("search");
  expect(rig.toys.all("search")).toHaveLength(1);
  expect(await guardian.state()).toMatchObject({
    searching: true,
    candidates: [{ id: toy, claim: "none", failure: null }],
    toys: [],
  });
  await say({ kind: "search-ended", id: randomId() });
  expect((await guardian.state()).searching).toBe(true);
  await say({ kind: "search-ended", id: search?.id ?? randomId() });
  expect((await guardian.state()).searching).toBe(false);
});

test("a search is stopped once", async () => {
  await ask("DELETE", "/toys/search");
  expect(rig.toys.all("stop-search")).toEqual([]);
  await ask("POST", "/toys/search");
  await ask("DELETE", "/toys/search");
  expect(rig.toys.all("stop-search")).toHaveLength(1);
  expect((await guardian.state()).searching).toBe(false);
});

test("a toy is the family's when its paw was pressed, and not before", async () => {
  await claim();
  expect(rig.toys.all("claim-toy")).toMatchObject([{ toy }]);
  expect(rig.toys.all("roster").at(-1)?.entries).toEqual(guardian.info.roster);
  expect(await guardian.state()).toMatchObject({ toys: [], candidates: [{ claim: "connecting" }] });
  await say({ kind: "claim-waiting", id: commandOf(), toy });
  expect((await guardian.state()).candidates[0]?.claim).toBe("waiting-for-paw");
  await say(claimed());
  const { toys, candidates, children } = await guardian.state();
  expect(candidates).toEqual([]);
  expect(children).toMatchObject([{ name: "the child" }]);
  expect(toys).toMatchObject([{ id: toy, name: "Bear", child: children[0]?.id }]);
  expect(rig.toys.all("acknowledge")).toHaveLength(1);
});

test("a second toy of a child of the same name belongs to the same child", async () => {
  await claim();
  await say(claimed());
  const other = randomId();
  rig.toys.saysToys({ toy }, { toy: other, claimed: false });
  await claim(other);
  await say(claimed(commandOf(), other));
  const { children, toys } = await guardian.state();
  expect(children).toHaveLength(1);
  expect(new Set(toys.map(({ child }) => child)).size).toBe(1);
});

test("a claim that fails says why and may be tried again", async () => {
  await claim();
  await say({ kind: "claim-failed", id: commandOf(), toy, code: "no-paw" });
  expect((await guardian.state()).candidates).toMatchObject([{ claim: "failed", failure: "no-paw" }]);
  await claim();
  expect((await guardian.state()).candidates).toMatchObject([{ claim: "connecting", failure: null }]);
});

test("waiting for the paw can be given up", async () => {
  await ask("DELETE", `/toys/${toy}/claim`);
  expect(rig.toys.all("cancel")).toEqual([]);
  await claim();
  await ask("DELETE", `/toys/${toy}/claim`);
  expect(rig.toys.all("cancel")).toMatchObject([{ target: commandOf() }]);
  expect((await guardian.state()).candidates[0]?.claim).toBe("none");
});

test("a toy of the family's is not claimed again", async () => {
  await claim();
  await say(claimed());
  await expect(claim()).rejects.toMatchObject({ code: "toy.already-claimed" });
});

test("a toy that nobody hears cannot be claimed", async () => {
  await expect(claim(randomId())).rejects.toMatchObject({ code: "toy.unknown" });
});

test("without a radio there is nothing to search or claim with", async () => {
  await ask("POST", "/toys/search");
  rig.toys.saysState({ state: "offline" });
  await rig.settle();
  expect((await guardian.state()).searching).toBe(false);
  await expect(ask("POST", "/toys/search")).rejects.toMatchObject({ code: "room.offline" });
  await expect(claim()).rejects.toMatchObject({ code: "room.offline" });
});

test("a claim that ble confirms late, after the hub started anew, counts", async () => {
  await claim();
  const event = claimed();
  rig.house.live.claims.clear();
  await say(event);
  await say(event);
  expect((await guardian.state()).toys).toHaveLength(1);
});

test("playing and paws show at the toy", async () => {
  await claim();
  await say(claimed());
  rig.toys.saysToys({ toy });
  await say({ kind: "playback", toy, playing: true });
  expect((await guardian.state()).toys[0]).toMatchObject({ activity: "playing", connected: true });
  await say({ kind: "paw", toy, paw: "play" });
  await say({ kind: "playback", toy, playing: false });
  expect((await guardian.state()).toys[0]?.activity).toBe("idle");
  await say({ kind: "recording", toy, phase: "started" });
  rig.toys.saysToys({ toy, connected: false });
  await rig.settle();
  expect((await guardian.state()).toys[0]).toMatchObject({ activity: "idle", connected: false });
});

test("names with markup come back as the very text that was typed", async () => {
  const markup = `<img src=x onerror="1">`;
  await ask("POST", `/toys/${toy}/claim`, { toyName: markup, childName: "'\"><script>" });
  await say(claimed());
  const { toys, children } = await guardian.state();
  expect(toys[0]?.name).toBe(markup);
  expect(children[0]?.name).toBe("'\"><script>");
});

test("one that ble has forgotten is found by a search, and takes a paw again", async () => {
  await claim();
  await say(claimed());
  rig.toys.saysToys({ toy, claimed: false });
  expect((await guardian.state()).candidates).toEqual([]);
  await ask("POST", "/toys/search");
  expect((await guardian.state()).candidates).toMatchObject([{ id: toy }]);
  await claim();
  expect((await guardian.state()).toys).toEqual([]);
  await say(claimed());
  expect((await guardian.state()).toys).toMatchObject([{ id: toy, name: "Bear" }]);
});
