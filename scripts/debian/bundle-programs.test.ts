import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { bundleFile, bundleProgram } from "./bundle-programs.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** One of each thing that could go wrong. */
const HOUSE: Readonly<Record<string, string>> = {
  "package.json": '{ "type": "module" }',
  "hub/main.ts": `
    import { rooms } from "./rooms.ts";
    import { STATUS_CODES, type Server as _Server } from "node:http";
    const cellar = await import("./cellar.ts");
    console.log(JSON.stringify({ ...rooms(), ...cellar, code: STATUS_CODES[404], fetches: process.moduleLoadList.some((name) => name.includes("undici/undici")) }));
    await new Promise(() => setTimeout(process.exit, 50));`,
  "hub/rooms.ts": `
    import { readFileSync } from "node:fs";
    import { load } from "classic-level";
    import old from "old";
    const said = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
    export const rooms = () => ({ said: said("./words/welcome.txt"), letters: "“ä” 🧸".replace(/ä/u, "o"), native: load(), old: old(), name: rooms.name });
    export const shared = "under the stairs";`,
  "hub/cellar.ts":
    'import { shared } from "./rooms.ts"; console.error("opened"); export const place = shared;',
  "hub/words/welcome.txt": "come in",
  "node_modules/classic-level/package.json": '{ "name": "classic-level", "main": "index.js" }',
  "node_modules/classic-level/index.js": 'exports.load = () => require("path").basename(__dirname);',
  "node_modules/old/package.json": '{ "name": "old", "main": "index.js" }',
  "node_modules/old/index.js": 'const { join } = require("path"); module.exports = () => join("a", "b");',
};

async function layHouse(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  for (const [file, text] of Object.entries({ ...HOUSE, ...more })) {
    await mkdir(dirname(join(folder.path, file)), { recursive: true });
    await writeFile(join(folder.path, file), text);
  }
  return folder.path;
}
const filesOf = (folder: string) =>
  Object.fromEntries(
    globSync("**/*.js", { cwd: folder })
      .toSorted()
      .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  );

test("what a program looks for beside itself is found, what it loads later comes later, and node:http brings no fetch", async () => {
  const root = await layHouse();
  await bundleProgram(root, "hub/main.ts", join(root, "bundled"));
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, "bundled/hub/main.js")], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect(stderr).toBe("opened\n");
  expect(JSON.parse(stdout)).toEqual({
    said: "come in",
    letters: "“o” 🧸",
    native: "classic-level",
    old: "a/b",
    name: "rooms",
    place: "under the stairs",
    code: "Not Found",
    fetches: false,
  });
  const files = filesOf(join(root, "bundled/hub"));
  expect(Object.keys(files)).toEqual([
    expect.stringMatching(/^cellar-/),
    "main.js",
    expect.stringMatching(/^rolldown-runtime-/),
    expect.stringMatching(/^start-/),
  ]);
  for (const text of Object.values(files)) expect(text).not.toMatch(/[^\0-\x7f]/);
});

test("what one library does to all comes before those that count on it, although both lie in files of their own", async () => {
  await mkdir(join(ROOT, ".node"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".node/bundle-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const entry = join(folder, "libraries.mjs");
  // As the hub has them: passkeys count on what reflect-metadata adds to a global of everybody's.
  const names = ["@simplewebauthn/server", "reflect-metadata", "@peculiar/x509"];
  const rows = names.map((name) => `${JSON.stringify(name)}: () => import(${JSON.stringify(name)})`);
  await writeFile(entry, `export const libraries = { ${rows.join()} };`);
  await bundleFile(ROOT, entry, folder, ".node/bundle-of-a-test");
  const said = `import { libraries } from "${join(folder, "libraries.js")}"; console.log(typeof (await libraries["${names[0]}"]()).verifyRegistrationResponse);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", said], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect([stdout, stderr]).toEqual(["function\n", ""]);
});

test("a library that asks where it lies is not bundled unseen", async () => {
  const root = await layHouse({ "node_modules/old/index.js": "module.exports = () => __dirname;" });
  await expect(bundleProgram(root, "hub/main.ts", join(root, "bundled"))).rejects.toThrow(
    "node_modules/old/index.js asks where it lies: leave old out",
  );
});

test("a program of ours is the same bytes twice, and its start is one file", async () => {
  const [one, other] = [await layHouse(), await layHouse()];
  await bundleProgram(ROOT, "hub/link/main.ts", one);
  await bundleProgram(ROOT, "hub/link/main.ts", other);
  const files = filesOf(join(one, "hub/link"));
  expect(filesOf(join(other, "hub/link"))).toEqual(files);
  expect(files["main.js"]?.match(/(?<=from "\.\/)[a-z]+(?=-)/g)).toEqual(["rolldown", "start"]);
  expect(files["main.js"]).toContain("supervisor.ready()");
});
