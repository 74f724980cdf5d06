/**
 * Each barrier that a test takes out of a copy is still written as the test has it. Else that test fails when it is run, minutes later
 * and mostly by somebody else, who only reshaped the file.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const LITERAL = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`/.source;
/** A patch: the file, by its name or by a constant above, and what is looked for in it, in one piece or joined. */
const PATCH = new RegExp(
  `\\bfile:\\s*(?<file>${LITERAL}|[A-Z_]+),\\s*find:\\s*(?<find>(?:${LITERAL})(?:\\s*\\+\\s*(?:${LITERAL}))*),`,
  "g",
);
const CONSTANT = new RegExp(`^const (?<name>[A-Z_]+) = (?<text>${LITERAL});`, "gm");

const textOf = (literal: string): string => String(runInNewContext(literal));

test("every patch finds what it replaces, once", async () => {
  const stale: string[] = [];
  let count = 0;
  for (const path of await sources()) {
    const text = await readFile(join(ROOT, path), "utf8");
    const constants = new Map(
      [...text.matchAll(CONSTANT)].map(({ groups }) => [groups?.name, textOf(groups?.text ?? "")]),
    );
    for (const { groups } of text.matchAll(PATCH)) {
      const named = groups?.file ?? "";
      const file = constants.get(named) ?? (/^[A-Z_]+$/.test(named) ? undefined : textOf(named));
      if (file === undefined) continue; // made from something that is not written here
      count += 1;
      const find = textOf(groups?.find ?? "");
      const times = (await readFile(join(ROOT, file), "utf8").catch(() => "")).split(find).length - 1;
      if (times !== 1) stale.push(`${path}: ${file} has ${times} times: ${find}`);
    }
  }
  expect(stale).toEqual([]);
  // Where the form of patches changes, this would find none.
  expect(count).toBeGreaterThan(150);
});

async function sources(): Promise<string[]> {
  const names = await readdir(join(ROOT, "test"), { recursive: true });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join("test", name));
}
