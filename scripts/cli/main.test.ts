import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const MAIN = new URL("main.ts", import.meta.url).pathname;

function pawpost(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    encoding: "utf8",
    env: { PATH: "/usr/bin:/bin", NO_COLOR: "1", ...env },
    input: "",
  });
  return { status, stdout, stderr };
}

test("--version prints the package's version and nothing else", () => {
  expect(pawpost(["--version"])).toEqual({ status: 0, stdout: "0.1.0\n", stderr: "" });
});

test.each([
  [["--help"], 0],
  [["help"], 0],
  [[], 2],
] as const)("%j lists every command, with status %i", (words, status) => {
  const run = pawpost(words);
  expect(run.status).toBe(status);
  for (const name of ["start", "clip", "hub", "ble", "toy", "air"]) {
    expect(run.stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, "m"));
  }
  expect(run.stderr).toBe("");
});

test.each([
  ["strat", "start"],
  ["stat", "start"],
  ["clips", "clip"],
  ["hubb", "hub"],
])("%j is not a command, and %j is offered", (word, meant) => {
  expect(pawpost([word])).toEqual({
    status: 2,
    stdout: "",
    stderr: `Error: there is no command "${word}". Did you mean "${meant}"?\nWhat to do: pawpost --help lists all of them.\n`,
  });
});

test("nothing is offered for a word that is near to nothing", () => {
  expect(pawpost(["teddybear"]).stderr).toBe(
    'Error: there is no command "teddybear".\nWhat to do: pawpost --help lists all of them.\n',
  );
});

test.each([
  ["an unknown option", ["start", "--prot", "1"], /unknown option '--prot'/],
  ["a port that is no port", ["start", "--port", "80800"], /It is a number from 1 to 65535/],
  ["a port with a unit", ["start", "--port", "8080x"], /It is a number from 1 to 65535/],
  ["an option without its value", ["start", "--data"], /argument missing/],
])("%s is a mistake in the command line", (_, words, says) => {
  const run = pawpost(words);
  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(says);
  expect(run.stderr).toContain("What to do: pawpost start --help");
});

test("a failure names its code and what to do, without a stack unless it is asked for", () => {
  const plain = pawpost(["start", "--data", "/etc"]);
  expect(plain.status).toBe(1);
  expect(plain.stderr).toMatch(
    /^Error \[start\.data-not-ours\]: \/etc holds other things.*\nWhat to do: Nothing was touched\..*\n$/,
  );
  expect(pawpost(["start", "--data", "/etc"], { PAWPOST_DEBUG: "1" }).stderr).toMatch(
    /\n +at .*data-folder\.ts/,
  );
});

test("--reset does not erase where nobody can be asked", () => {
  const run = pawpost(["start", "--reset", "--data", "/nowhere"]);
  expect(run.status).toBe(1);
  expect(run.stderr).toContain("[start.reset-not-confirmed]");
});
