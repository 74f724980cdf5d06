/** The page's JavaScript stays within what the bench promises, with nothing measured but bytes: of a build of the sources as they are. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTempDir } from "../support/temp-dir.ts";
import { measureJavaScript } from "./web-javascript.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../web-ui/vite.config.ts", import.meta.url));
const run = promisify(execFile);

const owned = new AsyncDisposableStack();
let dist: string;
let page = "";

/** Whether what lies there was built of the sources as they are: `scripts/test` sees to it before its tests. */
const isBuilt = () =>
  run("bash", [
    "-euc",
    'root=$1; for part in report runtime web-ui; do . "$root/scripts/steps/$part.sh"; done; web_ui_is_of "$(web_ui_fingerprint)"',
    "bash",
    ROOT.replace(/\/$/, ""),
  ]).then(
    () => true,
    () => false,
  );

beforeAll(async () => {
  if (await isBuilt()) dist = `${ROOT}web-ui/dist`;
  else {
    dist = owned.use(await makeTempDir()).path;
    // By a process of its own: what is built inside a test is built for a test.
    const args = ["vite", "build", "--config", CONFIG, "--outDir", dist, "--emptyOutDir"];
    await run("npx", args, { cwd: ROOT, env: { ...process.env, NODE_ENV: "production" } });
  }
  page = await readFile(`${dist}/index.html`, "utf8");
});
afterAll(() => owned.disposeAsync());

test("the door takes 70 kB of JavaScript at most, and everything 260 kB", async () => {
  const { doorBytes, wholeBytes, dictionaryBytes } = await measureJavaScript(dist);
  expect(doorBytes).toBeLessThanOrEqual(70_000);
  expect(wholeBytes).toBeLessThanOrEqual(260_000);
  // Each was found: none of them is empty by a file that has another name now.
  expect(doorBytes).toBeGreaterThan(30_000);
  expect(wholeBytes).toBeGreaterThan(150_000);
  expect(dictionaryBytes).toBeGreaterThan(500_000);
});

test("the page names every file that its first ones import: none is heard of a round trip later", async () => {
  const named = [...page.matchAll(/"\/(assets\/[^"]+\.js)"/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(4);
  for (const path of named) {
    const code = await readFile(`${dist}/${path}`, "utf8");
    const imported = [...code.matchAll(/\bfrom"\.\/([\w-]+\.js)"|\bimport"\.\/([\w-]+\.js)"/g)];
    for (const [, from, alone] of imported) expect(named, path).toContain(`assets/${from ?? alone}`);
  }
});

test("the first paint waits for one small style sheet, and the rest comes with the first screen behind the door", async () => {
  const [sheet = "", ...more] = [...page.matchAll(/<link rel="stylesheet"[^>]*"\/(assets\/[^"]+)"/g)].map(
    ([, path = ""]) => path,
  );
  expect(more).toEqual([]);
  const css = await readFile(`${dist}/${sheet}`);
  expect(gzipSync(css).byteLength).toBeLessThanOrEqual(3_000);
  expect(css.toString()).toContain(".door");
  expect(css.toString()).not.toContain(".menu");
});
