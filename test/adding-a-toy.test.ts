/** docs/adding-a-toy.md and the family that was written by following it, held together. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const page = read("docs/adding-a-toy.md");
const LANTERN = "test/support/second-family";
const CLOUDPETS = "ble/toys/cloudpets";

const code = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text ?? "");
const rows = page.split("\n").filter((line) => /^\| \d+ \|/.test(line));

test("every file that the page names is there", () => {
  const named = code.filter((text) => text.includes("/") && !text.includes(" "));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const alone = code.filter((text) => /^[a-z-]+\.ts$/.test(text));
  expect(alone.filter((name) => !existsSync(join(root, CLOUDPETS, name)))).toEqual([]);
});

test("every file of the lantern is in the table, at its step", () => {
  const files = readdirSync(join(root, LANTERN)).map((name) => `${LANTERN}/${name}`);
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((path) => !rows.some((row) => row.includes(`\`${path}\``)))).toEqual([]);
});

test("each step that makes a file has one in either family", () => {
  const steps = rows.map((row) => Number(/\d+/.exec(row)?.[0]));
  // Sound is needed by a family with a format of its own only, and the last step is words.
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 9]);
  const numbered = [...page.matchAll(/^(\d+)\. \*\*/gm)].map(([, step]) => Number(step));
  expect(numbered).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("what the page calls by name is called so", () => {
  const port = read("ble/toys/toy-driver.ts");
  for (const name of ["ToySession", "DeliveryJournal", "recognise", "onEvent", "writeIdentifier", "family"]) {
    expect(code.some((text) => text.startsWith(name))).toBe(true);
    expect(port).toContain(name);
  }
  expect(read("ble/toys/errors.ts")).toContain('"toy.cannot"');
  expect(read("test/support/toy-rig.ts")).toContain("function openToyRig");
  expect(read("ble/main.ts")).toMatch(/makeDrivers: .*\[cloudPetsDriver\(/);
});

test("the driver knows no Bluetooth stack, and the simulated toy nothing of the driver", () => {
  const filesOf = (folder: string) =>
    readdirSync(join(root, folder))
      .map((name) => join(folder, name))
      .filter((path) => statSync(join(root, path)).isFile() && !path.endsWith(".test.ts"));
  const stacks = filesOf(LANTERN).filter((path) => /real-stacks|bleno|noble/i.test(read(path)));
  expect(stacks).toEqual([`${LANTERN}/lantern-toy.ts`]);
  expect(read(`${LANTERN}/lantern-toy.ts`)).not.toMatch(/lantern-(?:driver|session|wire)|deliver\.ts/);
});
