import { expect, test } from "vitest";
import { mayLeaveWill, mayPublish, maySubscribe } from "./acl.ts";

const ble = { name: "ble-home", room: "home", secret: "" };

test.each([
  ["its state, retained", "pawpost/ble/home/state", 1, true],
  ["its toys, retained", "pawpost/ble/home/toys", 1, true],
  ["its events", "pawpost/ble/home/event", 1, false],
])("a room may tell %s", (_, topic, qos, retain) =>
  expect(mayPublish(ble, { topic, qos, retain })).toBe(true),
);

test.each([
  ["a command to itself", "pawpost/ble/home/command", 1, false],
  ["another room's state", "pawpost/ble/attic/state", 1, true],
  ["events that stay", "pawpost/ble/home/event", 1, true],
  ["state that does not stay", "pawpost/ble/home/state", 1, false],
  ["anything at QoS 2", "pawpost/ble/home/state", 2, true],
  ["the broker's own topics", "$SYS/broker/uptime", 0, false],
  ["a shared topic", "$share/x/pawpost/ble/home/state", 1, true],
  ["a longer topic", "pawpost/ble/home/state/more", 1, true],
  ["an empty topic", "", 0, false],
])("a room may not tell %s", (_, topic, qos, retain) => {
  expect(mayPublish(ble, { topic, qos, retain })).toBe(false);
});

test.each([
  ["everything", "#"],
  ["every room", "pawpost/ble/+/command"],
  ["a level of its own", "pawpost/ble/home/+"],
  ["another room's commands", "pawpost/ble/attic/command"],
  ["the broker's own topics", "$SYS/#"],
  ["a share of its commands", "$share/x/pawpost/ble/home/command"],
  ["its own events", "pawpost/ble/home/event"],
])("a room may not listen to %s", (_, topic) => expect(maySubscribe(ble, topic, 1)).toBe(false));

test("a room listens to its commands and nothing else", () => {
  expect(maySubscribe(ble, "pawpost/ble/home/command", 1)).toBe(true);
});

test("a last will can only say that the room is gone", () => {
  expect(mayLeaveWill(ble, { topic: "pawpost/ble/home/state", qos: 1, retain: true })).toBe(true);
  expect(mayLeaveWill(ble, { topic: "pawpost/ble/home/toys", qos: 1, retain: true })).toBe(false);
  expect(mayLeaveWill(ble, { topic: "pawpost/ble/home/command", qos: 1, retain: false })).toBe(false);
});
