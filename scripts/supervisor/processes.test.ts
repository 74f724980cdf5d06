import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { planProcesses, STOP_ORDER } from "./processes.ts";

const situation = {
  dataFolder: "/data",
  runFolder: "/tmp/pawpost-abcdef",
  port: 8081,
  env: { PATH: "/bin" },
  promptly: async () => {},
};

test.each([
  ["a virtual radio", undefined],
  ["an adapter", "hci0"],
])("with %s every process names programs and predecessors that exist", (_, adapter) => {
  const plans = planProcesses({ ...situation, adapter });
  const seen = new Set<string>();
  for (const [name, { spec, after }] of plans) {
    expect(existsSync(spec.args.at(-1) ?? ""), `${spec.args.at(-1)}`).toBe(true);
    for (const earlier of after) expect(seen).toContain(earlier);
    seen.add(name);
    expect(STOP_ORDER.flat()).toContain(name);
  }
});

test("ble and toy meet on the virtual radio, and the hub knows that the toy is a pretend one", () => {
  const plans = planProcesses({ ...situation, adapter: undefined });
  expect([...plans.keys()]).toEqual(["hub", "link", "air", "toy", "ble"]);
  expect(plans.get("ble")?.spec.env.PAWPOST_HCI).toBe("unix:/tmp/pawpost-abcdef/hci-hub.sock");
  expect(plans.get("toy")?.spec.env.PAWPOST_HCI).toBe("unix:/tmp/pawpost-abcdef/hci-toy.sock");
  expect(plans.get("hub")?.spec.env).toMatchObject({
    PAWPOST_TOY: "unix:/tmp/pawpost-abcdef/toy.sock",
    PAWPOST_PORT: "8081",
    LC_ALL: "C",
    PAWPOST_DATA: "/data",
    PAWPOST_RUN: "/tmp/pawpost-abcdef",
  });
});

test("what answers a radio or stands in for one is prompt once it is ready, and the hub is not", () => {
  const plans = planProcesses({ ...situation, adapter: undefined });
  const prompt = [...plans].filter(([, { spec }]) => spec.onceReady !== undefined).map(([name]) => name);
  expect(prompt).toEqual(["air", "toy", "ble"]);
});

test("what dials out is begun only when the hub wants it, and is given no more than the folders", () => {
  const plans = planProcesses({ ...situation, adapter: undefined });
  expect([...plans].filter(([, { onDemand }]) => onDemand).map(([name]) => name)).toEqual(["link"]);
  expect(plans.get("link")?.spec.env).toEqual({
    PATH: "/bin",
    PAWPOST_DATA: "/data",
    PAWPOST_RUN: "/tmp/pawpost-abcdef",
  });
});

test("with an adapter there is no virtual radio and no pretend toy", () => {
  const plans = planProcesses({ ...situation, adapter: "hci1" });
  expect([...plans.keys()]).toEqual(["hub", "link", "ble"]);
  expect(plans.get("hub")?.spec.env.PAWPOST_TOY).toBeUndefined();
  expect(plans.get("ble")?.spec.env.PAWPOST_HCI).toBe("hci1");
});
