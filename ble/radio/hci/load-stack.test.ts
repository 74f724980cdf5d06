import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { loadBleno, loadNoble } from "../../../test/support/real-stacks.ts";
import { openAir } from "../../simulator/air/air.ts";
import { openSteppedClock } from "../../simulator/air/stepped-clock.ts";
import { adoptStack } from "./adopt-stack.ts";
import { withHciSocket } from "./load-stack.ts";

const require = createRequire(import.meta.url);
const cached = () => Object.keys(require.cache).filter((path) => path.includes("@abandonware"));

test("each load is another copy, and the module cache is afterwards as it was", () => {
  using clock = openSteppedClock();
  using air = openAir({ clock });
  const { transport } = air.addController("c0:00:00:00:00:01");
  const before = cached();
  const [first, second] = [loadBleno(transport), loadBleno(transport)];
  expect(first.bleno).not.toBe(second.bleno);
  expect(cached()).toEqual(before);
  first[Symbol.dispose]();
  second[Symbol.dispose]();
});

test("what was cached before is the same after, even when loading throws", () => {
  using clock = openSteppedClock();
  using air = openAir({ clock });
  const { transport } = air.addController("c0:00:00:00:00:01");
  const kept = require("@abandonware/noble/lib/services.json") as unknown;
  const load = () =>
    withHciSocket(transport, "@abandonware/noble", (fresh) => {
      expect(fresh("@abandonware/noble/lib/services.json")).not.toBe(kept);
      throw new Error("no such file in the package");
    });
  expect(load).toThrow("no such file");
  expect(require("@abandonware/noble/lib/services.json")).toBe(kept);
});

test("a stack leaves nothing on the process: no SIGINT that exits, no exit listener", () => {
  using clock = openSteppedClock();
  using air = openAir({ clock });
  const counts = () => [process.listenerCount("SIGINT"), process.listenerCount("exit")];
  const before = counts();
  const { noble, [Symbol.dispose]: endNoble } = loadNoble(air.addController("c0:00:00:00:00:01").transport);
  const { bleno, [Symbol.dispose]: endBleno } = loadBleno(air.addController("d0:00:00:00:00:01").transport);
  const asked: string[] = [];
  noble.on("stateChange", (state: string) => asked.push(state));
  bleno.on("stateChange", (state: string) => asked.push(state));
  expect(counts()).toEqual(before);
  endNoble();
  endBleno();
});

test("a stack stops asking its adapter once it is disposed of", async () => {
  using clock = openSteppedClock();
  using air = openAir({ clock });
  const controller = air.addController("c0:00:00:00:00:01");
  const { noble, [Symbol.dispose]: end } = loadNoble(controller.transport);
  const states: string[] = [];
  const on = new Promise<void>((resolve) => {
    noble.on("stateChange", (state: string) => {
      states.push(state);
      resolve();
    });
  });
  await on;
  end();
  controller.power(false);
  await new Promise((resolve) => setTimeout(resolve, 1_100)); // one round of its own poll, were it still running
  expect(states).toEqual(["poweredOn"]);
});

test.each([
  ["nothing", undefined],
  ["an emitter", {}],
  ["half a stack", { _bindings: { _hci: {} } }],
])("%s is not a stack", (_, value) => {
  using clock = openSteppedClock();
  using air = openAir({ clock });
  const { transport } = air.addController("c0:00:00:00:00:01");
  expect(() => adoptStack(value, transport)).toThrow(expect.objectContaining({ code: "hci.not-a-stack" }));
});
