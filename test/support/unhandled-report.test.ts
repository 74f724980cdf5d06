import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeTempDir } from "./temp-dir.ts";

const run = promisify(execFile);
const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const REPORTER = fileURLToPath(new URL("unhandled-report.ts", import.meta.url));

/** What is written of a run, by the real Vitest, of one test that passes. */
async function reportOf(body: string): Promise<string | undefined> {
  await using dir = await makeTempDir();
  const report = join(dir.path, "unhandled");
  await writeFile(join(dir.path, "one.test.js"), `test("one", () => {${body}});\n`);
  const words = [VITEST, "run", "--globals", `--root=${dir.path}`, `--reporter=${REPORTER}`];
  await run(process.execPath, words, { env: { ...process.env, UNHANDLED_REPORT: report } }).catch(
    () => undefined,
  );
  return readFile(report, "utf8").catch(() => undefined);
}

test("an error that no test owns is written down, with the file that ran when it came", async () =>
  expect(await reportOf('void Promise.reject(new Error("loose"));')).toMatch(
    /Error: loose.+while this ran: .+one\.test\.js/s,
  ));

test("where there is none nothing is", async () => expect(await reportOf("")).toBeUndefined());
