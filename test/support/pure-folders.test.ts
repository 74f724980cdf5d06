import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PURE } from "./pure-folders.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Vitest's own doubles, names of everybody's, and what belongs to the process. */
const OUTLIVES =
  /\bvi\.|\bglobalThis\b|\.prototype\b|\bprocess\.|\bObject\.(?:assign|defineProperty)\(\s*(?:[A-Z]|crypto)|node:(?:worker_threads|child_process|net|http)"/;
const files = globSync([...PURE], { cwd: ROOT });

test("there are some", () => expect(files.length).toBeGreaterThan(40));

describe("what shares its process with others", () => {
  test.each(files)("%s leaves it as it was", (file) => {
    expect(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).not.toMatch(OUTLIVES);
  });
});

test.each([
  "vi.useFakeTimers();",
  "globalThis.fetch = fake;",
  "Array.prototype.at = fake;",
  'process.env.TZ = "UTC";',
  "Object.assign(Math, { random });",
  "Object.defineProperty(crypto, 'subtle', {});",
])("finds what does not: %s", (line) => expect(line).toMatch(OUTLIVES));
