/**
 * Held to what Home Assistant takes: `DEVICE_DISCOVERY_SCHEMA` and the schemas of the platforms that are used, of
 * `homeassistant/components/mqtt/` (schemas.py, abbreviations.py, sensor.py, event.py, button.py, switch.py, number.py, binary_sensor.py).
 * There a key too many is an error at the top and in `device`, `origin` and `availability`; this says it as they do.
 */
import { expect, test } from "vitest";
import { z } from "zod";
import { discoverBridge, discoverToy } from "./discovery.ts";

/** Of those that are used here. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  avty: "availability",
  avty_mode: "availability_mode",
  cmd_t: "command_topic",
  cmps: "components",
  cu: "configuration_url",
  dev: "device",
  dev_cla: "device_class",
  ent_cat: "entity_category",
  ids: "identifiers",
  mdl: "model",
  mf: "manufacturer",
  o: "origin",
  p: "platform",
  pl_prs: "payload_press",
  stat_t: "state_topic",
  sw: "sw_version",
  t: "topic",
  uniq_id: "unique_id",
  unit_of_meas: "unit_of_measurement",
  val_tpl: "value_template",
};

const topic = z.string().regex(/^[^#+]+$/);
const template = z.string().regex(/^\{\{ .+ \}\}$/);
const entity = {
  unique_id: z.string(),
  name: z.string(),
  entity_category: z.enum(["config", "diagnostic"]).optional(),
};
const platforms = z.discriminatedUnion("platform", [
  z.strictObject({
    ...entity,
    platform: z.literal("sensor"),
    device_class: z.enum(["enum", "signal_strength", "timestamp"]).optional(),
    options: z.array(z.string()).min(1).optional(),
    unit_of_measurement: z.literal("dBm").optional(),
    value_template: template,
  }),
  z.strictObject({
    ...entity,
    platform: z.literal("binary_sensor"),
    device_class: z.enum(["problem", "connectivity"]),
    value_template: template,
  }),
  z.strictObject({
    ...entity,
    platform: z.literal("event"),
    event_types: z.array(z.string()).min(1),
    state_topic: topic,
  }),
  z.strictObject({
    ...entity,
    platform: z.literal("button"),
    command_topic: topic,
    payload_press: z.string(),
  }),
  z.strictObject({
    ...entity,
    platform: z.literal("switch"),
    command_topic: topic,
    value_template: template,
  }),
  z.strictObject({
    ...entity,
    platform: z.literal("number"),
    command_topic: topic,
    value_template: template,
    min: z.number(),
    max: z.number(),
  }),
]);
const discovery = z.strictObject({
  device: z.strictObject({
    identifiers: z.array(z.string()).min(1),
    name: z.string(),
    manufacturer: z.string(),
    model: z.string(),
    sw_version: z.string().optional(),
    via_device: z.string().optional(),
    configuration_url: z.url({ protocol: /^https?$/ }).optional(),
  }),
  origin: z.strictObject({ name: z.string(), sw_version: z.string().optional() }),
  availability: z.array(z.strictObject({ topic, value_template: template })).min(1),
  availability_mode: z.enum(["all", "any", "latest"]).optional(),
  state_topic: topic,
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  components: z.record(z.string(), platforms),
});

const spelledOut = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(spelledOut);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [ABBREVIATIONS[key] ?? key, spelledOut(inside)]),
  );
};
/** As it goes over the wire. */
const taken = (message: object) => discovery.parse(spelledOut(JSON.parse(JSON.stringify(message))));

const place = { base: "pawpost", discovery: "homeassistant", version: "1.2.3" };
const toy = { key: "7f3a0001", slug: "brown_bear", model: "cloudpets", firmware: "1.2", isControlled: true };

test("a toy is a device with its sensors and its buttons", () => {
  const { device, availability, components } = taken(
    discoverToy({ ...place, page: "https://pawpost-abcdefgh.local" }, toy),
  );
  expect(device).toMatchObject({
    identifiers: ["pawpost_7f3a0001"],
    name: "brown_bear",
    via_device: "pawpost_bridge",
  });
  expect(availability.map((one) => one.topic)).toEqual([
    "pawpost/bridge/state",
    "pawpost/brown_bear/availability",
  ]);
  expect(Object.keys(components)).toEqual([
    "state",
    "queued",
    "unheard",
    "rssi",
    "last",
    "activity",
    "blink",
    "quiet",
    "volume",
  ]);
  expect(components.volume).toMatchObject({
    command_topic: "pawpost/brown_bear/set/volume",
    min: 0,
    max: 100,
  });
});

test("an enumeration has its values and no unit, a timestamp no unit", () => {
  const { components } = taken(discoverToy(place, toy));
  expect(components.state).toMatchObject({
    device_class: "enum",
    options: ["out_of_range", "idle", "delivering", "playing", "recording"],
  });
  expect(components.state).not.toHaveProperty("unit_of_measurement");
  expect(components.last).not.toHaveProperty("unit_of_measurement");
});

test("no two entities have one id", () => {
  const all = [taken(discoverToy(place, toy)), taken(discoverBridge(place))].flatMap(({ components }) =>
    Object.values(components).map(({ unique_id }) => unique_id),
  );
  expect(new Set(all).size).toBe(all.length);
});

test("whoever only listens gets no button", () => {
  const { components } = taken(discoverToy(place, { ...toy, isControlled: false }));
  expect(
    Object.values(components).every(({ platform }) => platform === "sensor" || platform === "event"),
  ).toBe(true);
});

test("the hub is a device of its own, that toys name as the way to them", () => {
  const { device, components } = taken(discoverBridge(place));
  expect(device.identifiers).toEqual(["pawpost_bridge"]);
  expect(Object.keys(components)).toEqual(["alerts", "disk", "radio", "relay"]);
});

test("what Home Assistant would not take is not taken here", () => {
  expect(() => taken({ ...discoverBridge(place), colour: "brown" })).toThrow();
  expect(() => taken({ ...discoverBridge(place), dev: { name: "nobody" } })).toThrow();
});
