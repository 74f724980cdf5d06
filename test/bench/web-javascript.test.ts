/** The page's JavaScript stays within what the bench promises, with nothing measured but bytes: of a build of the sources as they are. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeTempDir } from "../support/temp-dir.ts";
import { measureJavaScript } from "./web-javascript.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../web-ui/vite.config.ts", import.meta.url));

test("the door takes 70 kB of JavaScript at most, and everything 260 kB", async () => {
  await using dist = await makeTempDir();
  // By a process of its own: what is built inside a test is built for a test.
  const args = ["vite", "build", "--config", CONFIG, "--outDir", dist.path, "--emptyOutDir"];
  await promisify(execFile)("npx", args, { cwd: ROOT, env: { ...process.env, NODE_ENV: "production" } });
  const { doorBytes, wholeBytes, dictionaryBytes } = await measureJavaScript(dist.path);
  expect(doorBytes).toBeLessThanOrEqual(70_000);
  expect(wholeBytes).toBeLessThanOrEqual(260_000);
  // Each was found: none of them is empty by a file that has another name now.
  expect(doorBytes).toBeGreaterThan(30_000);
  expect(wholeBytes).toBeGreaterThan(150_000);
  expect(dictionaryBytes).toBeGreaterThan(500_000);
});
