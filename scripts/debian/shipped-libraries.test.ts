import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { shippedLibraries } from "./shipped-libraries.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as Record<"dependencies" | "devDependencies", Record<string, string>>;
const shipped = shippedLibraries(root);
const keys = shipped.map(({ key }) => key);

test("what is shipped is what the programs import, and what that needs; nothing of the tests", () => {
  expect(Object.keys(dependencies).filter((name) => !keys.includes(`node_modules/${name}`))).toEqual([]);
  expect(Object.keys(devDependencies).filter((name) => keys.includes(`node_modules/${name}`))).toEqual([]);
  expect(keys).toContain("node_modules/classic-level"); // level's
  expect(keys).not.toContain("node_modules/node-gyp");
});

test("what is in the page alone lies in no folder of the programs", () => {
  const placeOf = (name: string) => shipped.find(({ key }) => key === `node_modules/${name}`);
  expect(placeOf("preact")).toMatchObject({ isInPage: true, isInPrograms: false });
  expect(placeOf("aedes")).toMatchObject({ isInPage: false, isInPrograms: true });
  expect(placeOf("age-encryption")).toMatchObject({ isInPage: true, isInPrograms: true });
});

test("whatever one needs is shipped, too", () => {
  for (const { key, needs } of shipped)
    expect(
      needs.filter((one) => !keys.includes(one)),
      key,
    ).toEqual([]);
});
