import { expect, test } from "vitest";
import type { SmartHomeStatus } from "../../hub/contract/command-line.ts";
import { describeAll, describeKey } from "./mqtt.ts";

const NONE: SmartHomeStatus = {
  keys: [],
  toys: [],
  addresses: [],
  hostname: "pawpost-abcdefgh.local",
  authority: null,
  server: null,
  password: null,
};

test("a key comes with all that is typed elsewhere", () => {
  const said = describeKey("home-assistant", {
    ...NONE,
    addresses: ["192.168.1.7:8884", "[fd12::7]:8884"],
    password: "once",
  });
  for (const word of ["192.168.1.7:8884", "[fd12::7]:8884", NONE.hostname, "home-assistant", "once"])
    expect(said).toContain(word);
  expect(said).toContain("pawpost mqtt certificate");
});

test("where nothing could listen, that is said in place of an address", () => {
  expect(describeKey("display", { ...NONE, password: "once" })).toContain("Nothing listens yet");
});

test("the list says who may what, what toys are called, and which is kept quiet", () => {
  const said = describeAll({
    ...NONE,
    keys: [
      { name: "home-assistant", mayControl: true, madeAt: 0 },
      { name: "display", mayControl: false, madeAt: 0 },
    ],
    addresses: ["192.168.1.7:8884"],
    toys: [
      { name: "Bear", topic: "brown_bear", hushed: true },
      { name: "Rabbit", topic: "toy_0a1b2c3d", hushed: false },
    ],
  });
  expect(said).toMatch(/home-assistant +hears, and controls/);
  expect(said).toMatch(/display +hears\n/);
  expect(said).toMatch(/brown_bear +Bear \(kept quiet\)/);
  expect(said).toMatch(/toy_0a1b2c3d +Rabbit$/);
});

test("nobody is let in: what to type", () => {
  expect(describeAll(NONE)).toContain("pawpost mqtt add");
});

test.each([
  [true, "connected"],
  [false, "not reached"],
])("the family's own broker, connected %s: %s", (isConnected, says) => {
  expect(describeAll({ ...NONE, server: { address: "192.168.1.4:1883", isConnected } })).toContain(
    `192.168.1.4:1883: ${says}`,
  );
});
