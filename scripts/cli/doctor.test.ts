/** `pawpost doctor` as somebody types it: beside a real hub, and without one. */
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHECKS, type CheckId, doctorReport } from "../../hub/contract/house-check.ts";
import { runProgram } from "../../test/support/run-program.ts";
import { RunningStack } from "../../test/support/running-stack.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start({ only: ["hub"] });
});
afterAll(() => stack?.[Symbol.asyncDispose]());

const doctor = (run: string | undefined, data: string, ...words: string[]) =>
  runProgram(
    "scripts/cli/main.ts",
    ["doctor", "--data", data, ...words],
    run === undefined ? {} : { PAWPOST_RUN: run },
  );
const here = (...words: string[]) => doctor(stack.runFolder.path, stack.dataFolder, ...words);

/** Of these nothing depends on the machine that tests run on. */
const SURE = "files,leftovers,sound,settings,service,ports,routes,broker,tls,relay,push,backup";

test("beside a running hub all that is its own is well, in the form that the schema says", async () => {
  const ask = async () => {
    const { code, stdout } = await here("--json", "--only", SURE);
    return { code, report: doctorReport.parse(JSON.parse(stdout)) };
  };
  // A check has ten seconds, which beside other tests may hardly be one of the processor.
  const isLate = ({ says }: { readonly says: string }) => says.includes("nothing came of it within");
  let { code, report } = await ask();
  for (let tries = 0; tries < 5 && report.checks.some(isLate); tries += 1) ({ code, report } = await ask());
  const found = Object.fromEntries(report.checks.map(({ id, verdict }) => [id, verdict]));
  expect(found).toEqual(Object.fromEntries(SURE.split(",").map((id) => [id, "ok"])));
  expect(report).toMatchObject({ version: 1, hubRuns: true, verdict: "ok" });
  expect(code).toBe(0);
});

test("a key that others may read ends it with 2 and is said with why and what next; --fix mends it", async () => {
  const key = join(stack.dataFolder, "hub/device.key");
  await chmod(key, 0o644);
  const wrong = await here("--only", "files");
  expect(wrong.code).toBe(2);
  expect(wrong.stdout).toMatch(
    /^WRONG {2}Who may read files: .*device\.key: open to others \(644\)\.\n {9}Why it matters: .+\n {9}Next: pawpost doctor --fix\n\n1 wrong, 0 to look at\.\n$/,
  );
  const mended = await here("--only", "files", "--fix");
  expect(mended.code).toBe(0);
  expect(mended.stdout).toContain(`mended: ${key}`);
  expect((await stat(key)).mode & 0o777).toBe(0o600);
});

test("without a hub it says how to start it, and looks at the rest all the same", async () => {
  await using folder = await makeTempDir();
  const { code, stdout } = await doctor(undefined, folder.path, "--json");
  const report = doctorReport.parse(JSON.parse(stdout));
  expect(report.hubRuns).toBe(false);
  expect(report.checks.map(({ id }) => id)).toEqual([...CHECKS]);
  const verdictOf = (id: CheckId) => report.checks.find((one) => one.id === id)?.verdict;
  expect([verdictOf("service"), verdictOf("routes"), verdictOf("files")]).toEqual([
    "fail",
    "cannot-tell",
    "ok",
  ]);
  expect(code).toBe(2);
  const words = await doctor(undefined, folder.path, "--only", "service");
  expect(words.stdout).toMatch(/^The hub does not run: scripts\/start\. /);
});

test("the schema, and a check that there is not", async () => {
  const schema = JSON.parse((await here("--schema")).stdout);
  expect(schema.properties.checks.items.properties.verdict.enum).toEqual([
    "ok",
    "warn",
    "fail",
    "cannot-tell",
  ]);
  const none = await here("--only", "flies");
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "files"?') });
});
