import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";

const PROGRAM = fileURLToPath(new URL("test-reports.ts", import.meta.url));
const FILE = "a.test.ts";

/** As Vitest's JSON has a run. @param tests of each file, whether each passed */
const report = (tests: Readonly<Record<string, boolean>>, files: readonly string[] = [FILE]) => {
  const results = Object.entries(tests);
  const failed = results.filter(([, passed]) => !passed).length;
  return {
    numPassedTests: files.length * (results.length - failed),
    numFailedTests: files.length * failed,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: files.map((name) => ({
      name: join(process.cwd(), name),
      status: failed > 0 ? "failed" : "passed",
      assertionResults: results.map(([fullName, passed]) => ({
        fullName,
        status: passed ? "passed" : "failed",
        failureMessages: passed ? [] : [`${fullName} is not so`],
      })),
    })),
  };
};

/** @param files by name, what the runs left @returns what is said, and whether a run of the name `parts` stands as failed */
async function read(files: Readonly<Record<string, unknown>>) {
  await using dir = await makeTempDir();
  for (const [name, body] of Object.entries(files))
    await writeFile(join(dir.path, name), typeof body === "string" ? body : JSON.stringify(body));
  const ask = (what: string, ...words: string[]) =>
    new Promise<{ code: unknown; out: string }>((told) =>
      execFile(process.execPath, [PROGRAM, what, dir.path, ...words], (error, out) =>
        told({ code: error?.code ?? 0, out: out.trim() }),
      ),
    );
  const stands = await ask("stands", "parts");
  return {
    again: (await ask("again")).out,
    failures: (await ask("failures")).out,
    figures: (await ask("figures")).out,
    stands: stands.code === 0,
  };
}

test("what fails twice has failed", async () =>
  expect(
    await read({
      "parts.json": report({ one: true, two: false }),
      "again.json": report({ one: true, two: false }),
    }),
  ).toEqual({
    again: FILE,
    failures: `failed: ${FILE} > two\n      two is not so`,
    figures: "1 passed, 1 failed, 0 skipped",
    stands: true,
  }));

test("what fails beside the others and passes alone is told, and has not", async () =>
  expect(
    await read({
      "parts.json": report({ one: true, two: false }),
      "again.json": report({ one: true, two: true }),
    }),
  ).toEqual({
    again: FILE,
    failures: `passed alone, failed beside the others: ${FILE} > two\n      two is not so`,
    figures: "2 passed, 0 failed, 0 skipped",
    stands: false,
  }));

test("what fails only when it is looked at again has failed, too", async () => {
  const said = await read({
    "parts.json": report({ one: true, two: false }),
    "again.json": report({ one: false, two: true }),
  });
  expect(said).toMatchObject({ figures: "2 passed, 1 failed, 0 skipped", stands: true });
  expect(said.failures).toContain(`failed: ${FILE} > one`);
});

test("an error that no test owns is told, and no second look clears it", async () => {
  const said = await read({
    "parts.json": report({ one: true, two: false }),
    "parts.unhandled": "Error: loose\n    while this ran: b.test.ts\n",
    "again.json": report({ one: true, two: true }),
  });
  expect(said.stands).toBe(true);
  expect(said.failures).toContain(
    "failed: an error that no test owns (parts)\n      Error: loose\n          while this ran: b.test.ts",
  );
});

test("one that comes while a file is looked at again leaves what failed there as it was", async () => {
  const said = await read({
    "parts.json": report({ one: true, two: false }),
    "again.json": report({ one: true, two: true }),
    "again.unhandled": "Error: loose\n",
  });
  expect(said).toMatchObject({ figures: "1 passed, 1 failed, 0 skipped", stands: true });
});

test("a run in which nothing passed is none", async () =>
  expect(await read({ "parts.json": report({ one: false }) })).toMatchObject({
    figures: "0 passed, 1 failed, 0 skipped",
    stands: true,
  }));

test("what was not looked at again has failed", async () =>
  expect(await read({ "parts.json": report({ one: false, two: true }) })).toMatchObject({
    again: FILE,
    figures: "1 passed, 1 failed, 0 skipped",
    stands: true,
  }));

test("where a whole part of the tests fails nothing is looked at again", async () => {
  const files = Array.from({ length: 13 }, (_, n) => `${n}.test.ts`);
  expect(await read({ "parts.json": report({ one: true, two: false }, files) })).toMatchObject({
    again: "",
    figures: "13 passed, 13 failed, 0 skipped",
    stands: true,
  });
});

test("a file whose tests were left out, since what comes before them failed, has failed", async () => {
  const [file] = report({ one: true }).testResults;
  const assertionResults = [{ fullName: "one", status: "skipped", failureMessages: [] }];
  const broken = { ...file, status: "failed", message: "no disk", assertionResults };
  const said = await read({
    "parts.json": { ...report({}), numPassedTests: 2, numPendingTests: 1, testResults: [broken] },
  });
  expect(said).toMatchObject({ figures: "2 passed, 1 failed, 1 skipped", stands: true });
  expect(said.failures).toBe(`failed: ${FILE}\n      no disk`);
});
