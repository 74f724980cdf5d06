import { expect, test } from "vitest";
import { growthOf } from "./held-memory.ts";

const UNITS = 3_000;
const KEPT = 200;

test("what is kept of each unit is found, whatever is made once or comes and goes", async () => {
  const kept: Uint8Array[] = [];
  let once: Uint8Array | undefined;
  const growth = await growthOf(async (units) => {
    once ??= new Uint8Array(20_000_000);
    for (let n = 0; n < units; n += 1) kept.push(new Uint8Array(KEPT));
  }, UNITS);
  expect(once?.length).toBeGreaterThan(0);
  expect(kept.length).toBe(UNITS);
  expect(growth).toBeGreaterThan(KEPT * 0.9);
  expect(growth).toBeLessThan(KEPT * 3);
});

test("where nothing is kept nothing is found", async () => {
  const growth = await growthOf(async (units) => {
    for (let n = 0; n < units; n += 1) new Uint8Array(KEPT).fill(n);
  }, UNITS);
  expect(growth).toBeLessThan(KEPT / 4);
});
