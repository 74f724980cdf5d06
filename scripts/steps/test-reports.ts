/**
 * What the test runs of one `scripts/test` reported, read for its last lines.
 *   node test-reports.ts again DIR      the files to look at once more, a line each; nothing where there are none, or too many for chance
 *   node test-reports.ts failures DIR   what failed, said once more where it is looked for: at the end of a long print
 *   node test-reports.ts figures DIR    "N passed, N failed, N skipped" of all runs together; exits with 1 where none passed
 *   node test-reports.ts stands DIR NAME   exits with 0 where the run of that name failed for what the second look did not clear
 * DIR holds Vitest's JSON, one file a run; `again.json` is the second look's, and NAME.unhandled is there where errors came that no test owns.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** More than so many files do not fail by a busy machine. */
const MOST_AGAIN = 12;
const AGAIN = "again";

interface Assertion {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages?: readonly string[];
}
interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly Assertion[];
}
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly TestFile[];
}
interface Failure {
  readonly file: string;
  /** None where the file failed without one. */
  readonly test: string | undefined;
  readonly message: string;
}

const [, , what, dir = ".", named = ""] = process.argv;

function read(name: string): Report | undefined {
  const path = join(dir, `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Report) : undefined;
}

/** Each failed test; and each file that failed without one: it could not be loaded, or what comes before its tests failed. */
function failuresOf(report: Report | undefined): readonly Failure[] {
  return (report?.testResults ?? []).flatMap((file): readonly Failure[] => {
    const name = relative(".", file.name);
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0)
      return file.status === "failed" ? [{ file: name, test: undefined, message: file.message ?? "" }] : [];
    return failed.map(({ fullName, failureMessages }) => ({
      file: name,
      test: fullName,
      message: failureMessages?.[0] ?? "",
    }));
  });
}

const names = readdirSync(dir)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length))
  .filter((name) => name !== AGAIN);
const runs = names.map((name) => ({ name, report: read(name), failures: failuresOf(read(name)) }));
const again = read(AGAIN);

/** Seen to pass when it ran alone: the file was looked at, and neither this test nor the file failed there. */
const isCleared = ({ file, test }: Failure): boolean => {
  const looked = again?.testResults.find(({ name }) => relative(".", name) === file);
  if (looked === undefined || existsSync(join(dir, `${AGAIN}.unhandled`))) return false;
  return test === undefined
    ? looked.assertionResults.length > 0 && looked.status === "passed"
    : looked.assertionResults.some(({ fullName, status }) => fullName === test && status === "passed");
};
/** What only the second look saw fail. */
const fresh = failuresOf(again).filter(
  (failure) =>
    !runs.some(({ failures }) =>
      failures.some(({ file, test }) => file === failure.file && test === failure.test),
    ),
);

const label = ({ file, test }: Failure) => (test === undefined ? file : `${file} > ${test}`);
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const short = (text: string) => text.replace(ESCAPES, "").split("\n").slice(0, 8).join("\n      ");

switch (what) {
  case "again": {
    const files = new Set(runs.flatMap(({ failures }) => failures.map(({ file }) => file)));
    if (files.size <= MOST_AGAIN) for (const file of files) console.log(file);
    break;
  }
  case "failures": {
    const all = runs.flatMap(({ failures }) => failures);
    const standing = [...all.filter((failure) => !isCleared(failure)), ...fresh];
    for (const failure of standing) console.log(`failed: ${label(failure)}\n      ${short(failure.message)}`);
    for (const failure of all.filter(isCleared))
      console.log(
        `passed alone, failed beside the others: ${label(failure)}\n      ${short(failure.message)}`,
      );
    break;
  }
  case "figures": {
    const count = (pick: (report: Report) => number) =>
      runs.reduce((sum, { report }) => sum + (report === undefined ? 0 : pick(report)), 0);
    const all = runs.flatMap(({ failures }) => failures);
    const cleared = all.filter(isCleared);
    const without = all.filter(({ test }) => test === undefined).length;
    const failed = count((r) => r.numFailedTests) + without - cleared.length + fresh.length;
    const passed = count((r) => r.numPassedTests) + cleared.length;
    console.log(
      `${passed} passed, ${failed} failed, ${count((r) => r.numPendingTests + r.numTodoTests)} skipped`,
    );
    if (passed === 0) process.exitCode = 1;
    break;
  }
  case "stands": {
    const run = runs.find(({ name }) => name === named);
    const isExplained =
      run !== undefined && run.failures.length > 0 && !existsSync(join(dir, `${named}.unhandled`));
    process.exitCode = isExplained && fresh.length === 0 && run.failures.every(isCleared) ? 1 : 0;
    break;
  }
  default:
    console.error(`there is no "${what}"`);
    process.exitCode = 2;
}
