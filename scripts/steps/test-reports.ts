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

interface Run {
  readonly name: string;
  readonly report: Report;
  readonly failures: readonly Failure[];
  /** The errors that no test owns; empty where there were none. */
  readonly unhandled: string;
}

function read(name: string): Run {
  const report = JSON.parse(readFileSync(join(dir, `${name}.json`), "utf8")) as Report;
  const file = join(dir, `${name}.unhandled`);
  const unhandled = existsSync(file) ? readFileSync(file, "utf8") : "";
  return { name, report, failures: failuresOf(report), unhandled };
}

/** Each failed test; and each file that failed without one: it could not be loaded, or what comes before its tests failed. */
function failuresOf({ testResults }: Report): readonly Failure[] {
  return testResults.flatMap((file): readonly Failure[] => {
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

const all = readdirSync(dir)
  .filter((file) => file.endsWith(".json"))
  .map((file) => read(file.slice(0, -".json".length)));
const again = all.find(({ name }) => name === AGAIN);
const runs = all.filter((run) => run !== again);
const failures = runs.flatMap((run) => run.failures);

/** Seen to pass when it ran alone: the file was looked at, and neither this test nor the file failed there. */
const isCleared = ({ file, test }: Failure): boolean => {
  const looked = again?.report.testResults.find(({ name }) => relative(".", name) === file);
  if (looked === undefined || again?.unhandled !== "") return false;
  return test === undefined
    ? looked.assertionResults.length > 0 && looked.status === "passed"
    : looked.assertionResults.some(({ fullName, status }) => fullName === test && status === "passed");
};
/** What only the second look saw fail. */
const fresh = (again?.failures ?? []).filter(
  (one) => !failures.some(({ file, test }) => file === one.file && test === one.test),
);

const label = ({ file, test }: Failure) => (test === undefined ? file : `${file} > ${test}`);
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const short = (text: string) => text.replace(ESCAPES, "").split("\n").slice(0, 8).join("\n      ");

switch (what) {
  case "again": {
    const files = new Set(failures.map(({ file }) => file));
    if (files.size <= MOST_AGAIN) for (const file of files) console.log(file);
    break;
  }
  case "failures": {
    const tell = (how: string, those: readonly Failure[]) => {
      for (const one of those) console.log(`${how}: ${label(one)}\n      ${short(one.message)}`);
    };
    tell("failed", [...failures.filter((failure) => !isCleared(failure)), ...fresh]);
    for (const { name, unhandled } of all)
      if (unhandled !== "")
        console.log(
          `failed: an error that no test owns (${name})\n      ${unhandled.trim().replaceAll("\n", "\n      ")}`,
        );
    tell("passed alone, failed beside the others", failures.filter(isCleared));
    break;
  }
  case "figures": {
    const count = (pick: (report: Report) => number) =>
      runs.reduce((sum, { report }) => sum + pick(report), 0);
    const cleared = failures.filter(isCleared).length;
    const passed = count((r) => r.numPassedTests) + cleared;
    const without = failures.filter(({ test }) => test === undefined).length;
    const failed = count((r) => r.numFailedTests) + without - cleared + fresh.length;
    const skipped = count((r) => r.numPendingTests + r.numTodoTests);
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    if (passed === 0) process.exitCode = 1;
    break;
  }
  case "stands": {
    const run = runs.find(({ name }) => name === named);
    const isExplained = run !== undefined && run.failures.length > 0 && run.unhandled === "";
    process.exitCode = isExplained && fresh.length === 0 && run.failures.every(isCleared) ? 1 : 0;
    break;
  }
  default:
    console.error(`there is no "${what}"`);
    process.exitCode = 2;
}
