/** What a smart home hears and gets, by Debian's own `mosquitto_sub` and `mosquitto_pub` over the hub's own broker. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { hum, prepareClip } from "../../test/support/guardian.ts";
import { bleSays } from "../../test/support/hub-rig.ts";
import { newest, type Said, SmartHomeRig } from "../../test/support/smart-home-rig.ts";
import type { ToyView } from "../contract/api.ts";
import { smartToyState } from "../contract/smart-home.ts";
import { slugOf } from "./toy-names.ts";

let home: SmartHomeRig;
let toy: ToyView;
let listener: readonly string[];
let controller: readonly string[];
let heard: Said[];
const topic = (rest = "") => `pawpost/${slugOf({ id: toy.id })}${rest}`;
const state = () => newest(heard, topic());
const eventually = { timeout: 90_000, interval: 50 };

beforeAll(async () => {
  home = await SmartHomeRig.open();
  toy = await home.rig.addToy("the child's bear");
  listener = await home.letIn("wall-display");
  controller = await home.letIn("home-assistant", true);
  heard = home.listen(listener, "pawpost/#", "homeassistant/#");
});
afterAll(async () => {
  expect(home.rig.failures).toEqual([]);
  await home[Symbol.asyncDispose]();
});

test("how a toy is, is retained, and nothing in it is a name", async () => {
  await expect.poll(state, eventually).toBeDefined();
  expect(smartToyState.parse(state())).toEqual({
    state: "idle",
    rssi: -60,
    queued: 0,
    delivering: null,
    unheard: 0,
    last_delivered: null,
    last_played: null,
    quiet: false,
    volume: null,
  });
  expect(newest(heard, topic("/availability"))).toEqual({ state: "online" });
  expect(newest(heard, "pawpost/bridge/state")).toEqual({ state: "online" });
  expect(newest(heard, "pawpost/bridge/toys")).toMatchObject([
    { friendly_name: slugOf({ id: toy.id }), model: "cloudpets", slots: 1, area: null },
  ]);
  expect(JSON.stringify(heard)).not.toContain("the child");
});

test("a message is followed to where it is heard; an answer and a paw are told of", async () => {
  const message = await home.guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), toy);
  await home.rig.settle();
  await expect.poll(state, eventually).toMatchObject({ state: "delivering", delivering: { id: message.id } });
  const [asked] = home.rig.toys.all("deliver");
  if (asked === undefined) throw new Error("nothing was asked of ble");
  home.rig.toys.says(bleSays.delivered(asked));
  await expect.poll(state, eventually).toMatchObject({ state: "idle", unheard: 1, delivering: null });
  expect(smartToyState.parse(state()).last_delivered).not.toBeNull();
  home.rig.toys.says({ kind: "paw", toy: toy.id, paw: "play" });
  home.rig.toys.says(bleSays.played(asked));
  await expect.poll(state, eventually).toMatchObject({ unheard: 0 });
  expect(smartToyState.parse(state()).last_played).not.toBeNull();
  const events = () =>
    heard.filter((one) => one.topic === topic("/event")).map(({ payload }) => JSON.parse(payload).event_type);
  await expect.poll(events, eventually).toEqual(["paw_pressed", "message_played"]);
  const bridge = heard
    .filter((one) => one.topic === "pawpost/bridge/event")
    .map(({ payload }) => JSON.parse(payload));
  const friendly_name = slugOf({ id: toy.id });
  expect(bridge.filter(({ type }) => type !== "security_alert")).toEqual([
    { type: "message_delivered", data: { friendly_name } },
    { type: "message_played", data: { friendly_name } },
  ]);
});

test("quiet, as an object or by its key; the state says so, and what is not understood changes nothing", async () => {
  const dark = () => home.rig.toys.all("heart").at(-1)?.dark;
  await home.say(controller, topic("/set"), '{"quiet":true}');
  await expect.poll(state, eventually).toMatchObject({ quiet: true });
  await expect.poll(dark).toBe(true);
  await home.say(controller, topic("/set/quiet"), "OFF");
  await expect.poll(state, eventually).toMatchObject({ quiet: false });
  await expect.poll(dark).toBe(false);
  const told = heard.length;
  await home.say(controller, topic("/set/quiet"), "perhaps");
  await home.say(controller, topic("/set"), '{"quiet":true,"record":true}');
  // Told again, so that a switch that moved by itself moves back.
  await expect.poll(() => heard.slice(told).some((one) => one.topic === topic()), eventually).toBe(true);
  expect(state()).toMatchObject({ quiet: false });
});

test("two who bring no client id, with one key, are two", async () => {
  const second = home.listen(listener, "pawpost/bridge/state");
  await expect.poll(() => second.length, eventually).toBe(1);
  const told = heard.length;
  await home.say(controller, topic("/get"), "");
  await expect.poll(() => heard.length, eventually).toBeGreaterThan(told);
});

test("volume and heart are asked of the toy", async () => {
  await home.say(controller, topic("/set/volume"), "60");
  await expect
    .poll(() => home.rig.toys.all("set-volume").at(-1), eventually)
    .toMatchObject({ toy: toy.id, percent: 60 });
  const { id } = home.rig.toys.all("set-volume").at(-1) ?? { id: home.house.newId() };
  home.rig.toys.says({ kind: "asked-done", id, toy: toy.id });
  await home.say(controller, topic("/set"), '{"led":"blink"}');
  await expect.poll(() => home.rig.toys.all("show-heart").length, eventually).toBe(1);
});

test("requests are answered, with the transaction that they came with", async () => {
  const answer = (verb: string) => newest(heard, `pawpost/bridge/response/${verb}`);
  await home.say(controller, "pawpost/bridge/request/health_check", '{"transaction":23}');
  await expect
    .poll(() => answer("health_check"), eventually)
    .toEqual({ status: "ok", data: { healthy: true }, transaction: 23 });
  await home.say(controller, "pawpost/bridge/request/permit_join", "");
  await expect.poll(() => answer("permit_join"), eventually).toMatchObject({ status: "error" });
  const before = topic();
  await home.say(
    controller,
    "pawpost/bridge/request/toy/rename",
    JSON.stringify({ from: slugOf({ id: toy.id }), to: "brown_bear" }),
  );
  await expect.poll(() => newest(heard, "pawpost/brown_bear"), eventually).toBeDefined();
  // What was retained under the old name is taken back.
  expect(heard.findLast((one) => one.topic === before)?.payload).toBe("");
  expect(heard.findLast((one) => one.topic === `${before}/availability`)?.payload).toBe("");
});

test("Home Assistant hears of every device anew when it begins", async () => {
  const devices = () => heard.filter((one) => one.topic.startsWith("homeassistant/device/")).length;
  const before = devices();
  await home.say(controller, "homeassistant/status", "online");
  await expect.poll(devices, eventually).toBe(before + 2);
});

test("a toy that goes takes all of its topics with it; at the end the bridge is offline", async () => {
  home.rig.toys.saysToys();
  await expect
    .poll(() => newest(heard, "pawpost/brown_bear"), eventually)
    .toMatchObject({ state: "out_of_range", rssi: null });
  const gone = { ...home.rig.house.household.toys()[0], claimed: false } as never;
  await home.rig.house.household.change({ toys: [gone] });
  home.rig.house.tell({
    kind: "toys",
    toys: [],
    goneToys: [],
    candidates: [],
    searching: false,
    heldForOthers: 0,
  });
  await expect
    .poll(() => heard.findLast((one) => one.topic === "pawpost/brown_bear")?.payload, eventually)
    .toBe("");
  const device = heard.findLast((one) =>
    /^homeassistant\/device\/pawpost_[0-9a-f]{8}\/config$/.test(one.topic),
  );
  expect(device?.payload).toBe("");
});
