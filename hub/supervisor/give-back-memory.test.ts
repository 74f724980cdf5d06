import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { SMALL_MEMORY } from "../../scripts/supervisor/node-flags.ts";

const run = promisify(execFile);
const MODULE = new URL("give-back-memory.ts", import.meta.url).href;

/** MB that V8 holds after 20 MB of what nobody needs any more, before and after. */
async function heldBy(flags: readonly string[]): Promise<readonly [number, number]> {
  const script = `
    const { giveBackMemory } = await import(${JSON.stringify(MODULE)});
    let loaded = Array.from({ length: 200_000 }, (_, n) => ({ n, of: [n] }));
    loaded = undefined;
    const held = () => process.memoryUsage().heapTotal / 1e6;
    const before = held();
    giveBackMemory();
    console.log(JSON.stringify([before, held()]));`;
  const { stdout } = await run(process.execPath, [...flags, "--input-type=module", "--eval", script]);
  return JSON.parse(stdout);
}

test("what loading left behind is given back, by the flags that our processes run with", async () => {
  const [before, after] = await heldBy(SMALL_MEMORY);
  expect(before - after).toBeGreaterThan(10);
});

test("where Node was started without them it keeps what it has", async () => {
  const [before, after] = await heldBy(SMALL_MEMORY.filter((flag) => flag !== "--expose-gc"));
  expect(before - after).toBeLessThan(1);
});
