import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { getPriority } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type FixtureClone, makeFixtureClone } from "./fixture-clone.ts";

let clone: FixtureClone;
beforeEach(() => {
  clone = makeFixtureClone();
  onTestFinished(() => clone[Symbol.dispose]());
});

const INSTALL = "npm ci --prefix CLONE --ignore-scripts --no-audit --no-fund";
const COMPILE =
  "npm rebuild --prefix CLONE --foreground-scripts --ignore-scripts=false @abandonware/bluetooth-hci-socket";
const BUILD = "npm run --prefix CLONE build";

const withPage = () => {
  clone.write("web-ui/vite.config.ts", "");
  clone.write("web-ui/main.tsx", "page");
  clone.write("hub/audio/codec.ts", "codec");
};

describe("scripts/setup", () => {
  test("installs without running scripts, compiles the one add-on, builds the page; a second run does nothing", () => {
    withPage();
    const first = clone.run("scripts/setup");
    expect(first).toMatchObject({ status: 0, out: "" });
    expect(clone.calls()).toEqual([INSTALL, COMPILE, BUILD]);
    expect(first.err).toMatch(
      /ok {2}installing the libraries[\s\S]*ok {2}compiling[\s\S]*ok {2}building the web page/,
    );
    expect(clone.run("scripts/setup")).toEqual({ status: 0, out: "", err: "" });
    expect(clone.calls()).toEqual([]);
  });

  test.each([
    ["the lockfile changed", () => clone.write("package-lock.json", "{}"), [INSTALL, COMPILE, BUILD]],
    [
      "the libraries were deleted",
      () => rmSync(join(clone.root, "node_modules"), { recursive: true }),
      [INSTALL, COMPILE],
    ],
    ["a page changed", () => clone.write("web-ui/main.tsx", "another page"), [BUILD]],
    ["something that the page imports changed", () => clone.write("hub/audio/codec.ts", "faster"), [BUILD]],
    ["the page has a new file", () => clone.write("web-ui/new.tsx", ""), [BUILD]],
    [
      "the built page was deleted",
      () => rmSync(join(clone.root, "web-ui/dist"), { recursive: true }),
      [BUILD],
    ],
    ["a test of the page changed", () => clone.write("web-ui/main.test.tsx", "claim"), []],
    ["the hub changed", () => clone.write("hub/main.ts", "hub"), []],
  ])("after %s, does what that asks for", (_, change, calls) => {
    withPage();
    clone.run("scripts/setup");
    clone.calls();
    change();
    expect(clone.run("scripts/setup").status).toBe(0);
    expect(clone.calls()).toEqual(calls);
  });

  test("says that there is no page to build, and is content", () => {
    const run = clone.run("scripts/setup");
    expect(run.status).toBe(0);
    expect(run.err).toContain("no web page to build");
  });

  test("an add-on that npm forgave and that does not load is a failure, and is tried again", () => {
    clone.run("scripts/setup");
    clone.calls();
    clone.write("package-lock.json", '{"changed":1}');
    const npm = readFileSync(join(clone.root, `.node/${runtimeFolder()}/bin/npm`), "utf8");
    clone.write(
      `.node/${runtimeFolder()}/bin/npm`,
      npm.replace("module.exports = {}", "throw new Error(`no such symbol`)"),
    );
    const run = clone.run("scripts/setup");
    expect(run.status).toBe(1);
    expect(run.err).toContain("no such symbol");
    expect(run.err).toContain("What to do: It needs a C++ compiler");
    clone.write(`.node/${runtimeFolder()}/bin/npm`, npm);
    clone.calls();
    expect(clone.run("scripts/setup").status).toBe(0);
    expect(clone.calls()).toEqual([INSTALL, COMPILE]);
  });

  /** The next `npm ci` takes a minute, unless it is told to go on, or ended; then it takes its time to go. */
  const slowInstall = (onTerm = "sleep 1.5; exit 143") => {
    clone.write("slow", "");
    const npm = join(clone.root, `.node/${runtimeFolder()}/bin/npm`);
    const script = readFileSync(npm, "utf8").replace(
      "ci*) ",
      `ci*) [ -s npm.pid ] && kill -0 $(cat npm.pid) 2>/dev/null && touch two-at-once; echo $$ > npm.pid
            trap '${onTerm}' TERM
            if rm slow; then for i in $(seq 600); do [ -e go ] && break; sleep 0.1; done; fi\n`,
    );
    writeFileSync(npm, script);
  };
  const untilNpmRuns = "until [ -s npm.pid ]; do sleep 0.05; done";
  const goesWhenWaitedFor = (said: string) =>
    `{ for i in $(seq 600); do grep -qs Another ${said} && break; sleep 0.1; done; touch go; } &`;
  const isNpmLeft =
    "for i in $(seq 300); do kill -0 $(cat npm.pid) 2>/dev/null || break; sleep 0.1; done; kill -0 $(cat npm.pid) 2>/dev/null && echo left";

  test("two at once: the second says that it waits, and finds everything done", () => {
    withPage();
    slowInstall();
    const run = clone.run(
      `scripts/setup 2>first & ${untilNpmRuns}; ${goesWhenWaitedFor("second")} scripts/setup 2>second; wait; cat first; cat second >&2`,
    );
    expect(run.err).toMatch(
      /^Another set-up is running here, waiting for it to end \.\.\.\n {2}ok {2}the other set-up has ended \(\d+ s\)\n$/,
    );
    expect(run.out).toMatch(/ok {2}installing the libraries[\s\S]*ok {2}compiling/);
    expect(clone.calls()).toEqual([INSTALL, COMPILE, BUILD]);
  });

  test.each([
    ["scripts/start", "KILL"],
    ["scripts/start", "TERM"],
  ])(
    "%s ended by SIG%s takes its npm with it; the next one waits for that, and puts things right",
    (command, signal) => {
      withPage();
      slowInstall();
      clone.write("scripts/cli/main.ts", "");
      const run = clone.run(
        `${command} 2>/dev/null & began=$!; ${untilNpmRuns}; kill -${signal} $began; scripts/setup; ` +
          `[ -e two-at-once ] && echo "two at once"; ${isNpmLeft}`,
      );
      expect(run.out).toBe("");
      expect(run.err).toMatch(/ok {2}compiling/);
      expect(clone.calls()).toEqual([INSTALL, INSTALL, COMPILE, BUILD]);
      expect(clone.run("scripts/setup")).toEqual({ status: 0, out: "", err: "" });
    },
  );

  test("an npm that nobody is left to end is waited for", () => {
    withPage();
    slowInstall();
    const run = clone.run(
      `setsid scripts/setup 2>/dev/null & began=$!; ${untilNpmRuns}; kill -KILL -- -$began; ${goesWhenWaitedFor("second")} ` +
        `scripts/setup 2>second; cat second >&2; [ -e two-at-once ] && echo "two at once"`,
    );
    expect(run.out).toBe("");
    expect(run.err).toContain("Another set-up is running here");
    expect(clone.calls()).toEqual([INSTALL, INSTALL, COMPILE, BUILD]);
  });

  test("an npm that does not want to go is ended by force", () => {
    slowInstall(":");
    const run = clone.run(
      `scripts/setup 2>/dev/null & began=$!; ${untilNpmRuns}; kill -KILL $began; ${isNpmLeft}`,
    );
    expect(run.out).toBe("");
  });

  test("what is started afterwards does not keep the next one waiting", () => {
    clone.write(
      "scripts/cli/main.ts",
      `import { readdirSync, readlinkSync } from "node:fs";
       const files = readdirSync("/proc/self/fd").map((fd) => { try { return readlinkSync("/proc/self/fd/" + fd); } catch { return ""; } });
       console.log(files.filter((name) => name.endsWith("setup.lock")).length);`,
    );
    expect(clone.run("scripts/pawpost").out).toBe("0\n");
  });

  test("a Node of another lockfile is fetched anew, whole or not at all", () => {
    const folder = `.node/${runtimeFolder()}`;
    clone.write(`${folder}/package-lock.json`, "of another npm");
    clone.tool("node", "exit 1");
    clone.tool("npm", `echo 'registry cannot be reached'; exit 1`);
    const run = clone.run("scripts/setup");
    expect(run.status).toBe(1);
    expect(run.err).toMatch(/failed: fetching Node [\d.]+ \(exit code 1\)/);
    expect(run.err).toContain("registry cannot be reached");
    expect(run.err).toContain("npm ping");
    expect(existsSync(join(clone.root, folder, "bin/node"))).toBe(true); // the old one is still whole
  });
});

const runtimeFolder = () => {
  const { version } = JSON.parse(readFileSync(join(clone.root, "scripts/runtime/package.json"), "utf8")) as {
    version: string;
  };
  return `v${version}`;
};

const STEPS = `set -euo pipefail; root=$PWD; for part in report system-packages runtime; do . scripts/steps/$part.sh; done; `;

describe("a step", () => {
  test("that fails shows the end of its log, the advice, and where the whole log is", () => {
    const run = clone.run(
      `${STEPS} step "counting" "Count again." bash -c 'seq 100; exit 7'; echo "not reached"`,
    );
    expect(run).toMatchObject({ status: 1, out: "" });
    expect(run.err).toMatch(/failed: counting \(exit code 7\)[\s\S]* {4}100\n/);
    expect(run.err).not.toMatch(/^ {4}75$/m);
    expect(run.err).toContain("Stopped: counting did not work.\nWhat to do: Count again.\n");
    const log = /The whole log: (\S+)/.exec(run.err)?.[1] ?? "";
    expect(readFileSync(log, "utf8")).toContain("75\n");
  });

  test("under two seconds is one line, and leaves no log", () => {
    const run = clone.run(`${STEPS} step "blinking" "-" true; ls`);
    expect(run.err).toMatch(/^ {2}ok {2}blinking \([01] s\)\n$/);
    expect(run.out).not.toContain("pawpost-setup");
  });

  test("leaves nobody behind", () => {
    const run = clone.run(
      `${STEPS} step "blinking" "-" true; sleep 0.3; read -r children </proc/$BASHPID/task/$BASHPID/children || true; echo "children:$children"`,
    );
    expect(run.out).toBe("children:\n");
  });

  test("over two seconds tells that it is being done", () => {
    const run = clone.run(`${STEPS} step "waiting" "-" sleep 2.3`);
    expect(run.err).toMatch(/^ {2}\.\.\. waiting\n {2}ok {2}waiting \(\d s\)\n$/);
  });

  test("over two seconds on a terminal counts the seconds in one line", () => {
    clone.write("steps", `${STEPS} step "waiting" "-" sleep 3.3`);
    const run = clone.run(`script -qec 'bash steps' /dev/null`);
    const shown = [...run.out.matchAll(/\r[^\n\r]*\.\.\. waiting \((\d+) s\)/g)].map((match) =>
      Number(match[1]),
    );
    expect(shown.length).toBeGreaterThanOrEqual(1);
    expect(shown[0]).toBeGreaterThanOrEqual(2);
    expect(shown).toEqual([...new Set(shown)].sort((one, other) => one - other)); // counts up
    expect(run.out).toMatch(/\r[^\n\r]*ok {2}waiting \(\d s\)/);
  });

  test("that is interrupted takes everything with it that it started", () => {
    const run = clone.run(
      `( ${STEPS} step "sleeping" "-" bash -c 'sleep 60 & echo $! > pid; wait' ) & inner=$!; ` +
        `until [ -s pid ]; do sleep 0.05; done; kill -TERM $inner; wait $inner; echo "status $?"; ` +
        `for i in $(seq 100); do kill -0 $(cat pid) 2>/dev/null || break; sleep 0.05; done; kill -0 $(cat pid) 2>/dev/null && echo "left behind"`,
    );
    expect(run.out).toBe("status 130\n");
    expect(run.err).toContain("Stopped while: sleeping. Start it again");
  });
});

describe("installing Debian packages", () => {
  test("names only what is missing, without suggestions, after reading the lists once", () => {
    clone.tool("apt-get");
    clone.tool("id", "echo 0");
    const run = clone.run(
      `${STEPS} install_packages "for a test" $(missing_packages bash=bash no-such-tool=some-package nor-this=some-package); install_packages "again" other`,
    );
    expect(run.status).toBe(0);
    const calls = clone.calls().filter((call) => call.startsWith("apt-get"));
    expect(calls.map((call) => call.replace(/ -o \S+/g, ""))).toEqual([
      "apt-get -q update",
      "apt-get -q -y install --no-install-recommends some-package",
      "apt-get -q -y install --no-install-recommends other",
    ]);
    expect(run.err).toContain("Needed from Debian, for a test: some-package");
  });

  test("without root asks sudo, in the foreground", () => {
    clone.tool("apt-get");
    clone.tool("id", "echo 1000");
    clone.tool("sudo", `[ "$1" = -v ] || exec "$@"`);
    expect(clone.run(`${STEPS} install_packages "for a test" thing`).status).toBe(0);
    expect(clone.calls().filter((call) => call.startsWith("sudo"))[0]).toBe("sudo -v");
  });

  test.each([
    ["sudo is refused", () => clone.tool("sudo", "exit 1"), "sudo was refused"],
    ["there is no sudo", () => {}, "no sudo"],
  ])("%s: says what to type as root", (_, prepare, says) => {
    clone.tool("apt-get");
    clone.tool("id", "echo 1000");
    prepare();
    // Only the fixture's tools: this machine may well have sudo.
    const run = clone.run(`${STEPS} PATH=$PWD/tools; install_packages "for a test" thing`);
    expect(run.status).toBe(1);
    expect(run.err).toContain(says);
    expect(run.err).toContain("As root: apt-get update && apt-get install --no-install-recommends thing");
  });

  test("without apt-get names what to install by other means", () => {
    clone.tool("id", "echo 0");
    const run = clone.run(`${STEPS} PATH=$PWD/tools; install_packages "for a test" thing`);
    expect(run.status).toBe(1);
    expect(run.err).toContain("no apt-get, and thing would be needed (for a test)");
  });
});

describe("which Node", () => {
  const usable = (version: string, headers = true) => {
    rmSync(join(clone.root, ".node"), { recursive: true });
    clone.write(
      "own/bin/node",
      `#!/bin/bash\n[ "$1" = -e ] || exit 9\nexec ${process.execPath} -e "\n` +
        `Object.defineProperty(process.versions, 'node', { value: '${version}' });` +
        `Object.defineProperty(process, 'execPath', { value: '${clone.root}/own/bin/node' });$2" "$3"\n`,
    );
    if (headers) clone.write("own/include/node/node_api.h", "");
    return clone.run(
      `chmod +x own/bin/node; PATH=$PWD/own/bin:$PATH; npm() { :; }; ${STEPS} use_runtime && echo "$npm_config_nodedir"`,
    );
  };

  test("the machine's own, when it is of the same line, not older, and has its headers", () => {
    expect(usable("24.99.0").out).toBe(`${clone.root}/own\n`);
  });

  test("this folder's, beside the machine's own, for what is packed and what units start", () => {
    usable("24.99.0");
    const fetched = (how: string) =>
      clone.run(
        `PATH=$PWD/own/bin:$PATH; npm() { :; }; set -euo pipefail; root=$PWD; . scripts/steps/set-up.sh; install_runtime() { echo fetched; }; install_libraries() { :; }; build_web_ui() { :; }; set_up ${how}`,
      ).out;
    expect([fetched(""), fetched("own")]).toEqual(["", "fetched\n"]);
  });

  test.each([
    ["an older one", "24.1.0", true],
    ["an older line", "22.99.0", true],
    ["a newer line", "26.0.0", true],
    ["one without headers", "24.99.0", false],
  ])("not %s", (_, version, headers) => {
    expect(usable(version, headers)).toMatchObject({ status: 1, out: "" });
  });
});

test.each([
  ["a 32-bit system on a 64-bit kernel", "aarch64", "32"],
  ["an old Raspberry Pi", "armv6l", "32"],
  ["another processor", "riscv64", "64"],
])("%s is told that there is no Node for it, before anything is installed", (_, machine, bits) => {
  rmSync(join(clone.root, ".node"), { recursive: true });
  clone.tool("node", "exit 1");
  clone.tool("uname", `[ "$1" = -s ] && echo Linux || echo ${machine}`);
  clone.tool("getconf", `echo ${bits}`);
  clone.tool("apt-get");
  clone.tool("npm");
  const run = clone.run("scripts/setup");
  expect(run.status).toBe(1);
  expect(run.err).toContain(`(Linux ${machine} ${bits}-bit)`);
  expect(run.err).toContain("Use a 64-bit system");
  expect(clone.calls().filter((call) => /^(npm|apt-get)/.test(call))).toEqual([]);
});

describe("scripts/pawpost", () => {
  test("hands its words on as they are, from whichever folder it is called", () => {
    clone.write(
      "scripts/cli/main.ts",
      "console.log(JSON.stringify({ words: process.argv.slice(2), folder: process.cwd() }));",
    );
    clone.write("elsewhere/x", "");
    clone.run("scripts/setup");
    const run = clone.run(`cd elsewhere && ln -s ../scripts/pawpost p && ./p clip encode "a b.wav" '*'`);
    expect(JSON.parse(run.out)).toEqual({
      words: ["clip", "encode", "a b.wav", "*"],
      folder: join(clone.root, "elsewhere"),
    });
  });

  test("scripts/start is its start command", () => {
    clone.write("scripts/cli/main.ts", "console.log(process.argv.slice(2).join());");
    expect(clone.run("scripts/start --port 8081").out).toBe("start,--port,8081\n");
  });

  test("is fast when there is nothing to set up", () => {
    withPage();
    clone.write("scripts/cli/main.ts", "");
    clone.run("scripts/pawpost");
    const began = performance.now();
    clone.run("scripts/pawpost");
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe("scripts/test", () => {
  /**
   * @param whole what the tests in real time, which run beside the others, report
   * @param again what the second look reports, at the files in which something failed
   * @param unhandled the run in which an error comes that no test owns
   */
  const tests = (
    report: object,
    status: number,
    whole: object = none,
    wholeStatus = 0,
    again: object = none,
    unhandled = "none",
  ) => {
    for (const name of ["chromium", "espeak-ng", "sox", "age"]) clone.tool(name);
    clone.run("scripts/setup");
    clone.write(
      "node_modules/.bin/vitest",
      `#!/bin/bash
text='${JSON.stringify(report)}' status=${status}
name=parts
case " $* " in *" --project whole "*) name=whole text='${JSON.stringify(whole)}' status=${wholeStatus};; *" --maxWorkers=1 "*) name=again text='${JSON.stringify(again)}' status=0;; esac
if [ "$name" = "${unhandled}" ]; then echo loose >"$UNHANDLED_REPORT"; status=1; fi
for word; do case "$word" in --outputFile.json=*) echo "$text" > "\${word#*=}";; esac; done
echo "vitest's own words: $* at $(nice)"; exit "$status"
`,
    );
    clone.run("chmod +x node_modules/.bin/vitest");
    clone.calls();
  };
  const report = (figures: object) => ({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...figures,
  });
  const none = report({});

  test("closes with the figures of both runs", () => {
    tests(report({ numPassedTests: 12, numPendingTests: 1 }), 0, report({ numPassedTests: 3 }));
    const run = clone.run("scripts/test");
    expect(run.status).toBe(0);
    expect(run.out).toContain("vitest's own words: run");
    expect(run.out).toContain(`--project !whole at 19\n`);
    expect(run.out).toContain(`--project whole at ${getPriority()}\n`);
    expect(run.out.trimEnd().split("\n").at(-1)).toBe("15 passed, 0 failed, 1 skipped");
    expect(clone.calls()).toContain("npm run --silent check");
  });

  test("fails when a test fails, and counts a file that could not be loaded", () => {
    tests(
      report({
        numPassedTests: 3,
        numFailedTests: 1,
        testResults: [
          {
            status: "failed",
            name: join(clone.root, "hub/gone.test.ts"),
            message: "no such module",
            assertionResults: [],
          },
          {
            status: "failed",
            name: join(clone.root, "hub/post.test.ts"),
            assertionResults: [
              { status: "passed", fullName: "arrives", failureMessages: [] },
              {
                status: "failed",
                fullName: "is heard once",
                failureMessages: ["expected 2 to be 1\n at somewhere"],
              },
            ],
          },
        ],
      }),
      1,
    );
    const run = clone.run("scripts/test");
    expect(run.status).toBe(1);
    expect(run.out).toContain("failed: hub/gone.test.ts\n      no such module\n");
    expect(run.out).toContain("failed: hub/post.test.ts > is heard once\n      expected 2 to be 1\n");
    expect(run.out).not.toContain("arrives");
    expect(run.out.trimEnd().split("\n").slice(-2)).toEqual([
      "failed: tests",
      "3 passed, 2 failed, 0 skipped",
    ]);
  });

  test("fails when a test in real time fails", () => {
    tests(report({ numPassedTests: 3 }), 0, report({ numPassedTests: 1, numFailedTests: 1 }), 1);
    const run = clone.run("scripts/test");
    expect(run.status).toBe(1);
    expect(run.out.trimEnd().split("\n").slice(-2)).toEqual([
      "failed: tests in real time",
      "4 passed, 1 failed, 0 skipped",
    ]);
  });

  const file = (name: string, ...tests: readonly (readonly [string, string])[]) => ({
    status: tests.every(([, status]) => status === "passed") && tests.length > 0 ? "passed" : "failed",
    name,
    message: "",
    assertionResults: tests.map(([fullName, status]) => ({
      fullName,
      status,
      failureMessages: status === "failed" ? ["expected 2 to be 1"] : [],
    })),
  });
  const late = report({
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [file("hub/post.test.ts", ["arrives", "passed"], ["is heard once", "failed"])],
  });
  const alone = (status: string) =>
    report({ testResults: [file("hub/post.test.ts", ["arrives", "passed"], ["is heard once", status])] });

  test("what failed beside the others runs once more, alone, and is told when it passes there", () => {
    tests(late, 1, report({ numPassedTests: 1 }), 0, alone("passed"));
    const run = clone.run("scripts/test");
    expect(run.out).toMatch(/own words: run .* --maxWorkers=1 hub\/post\.test\.ts at \d+\n/);
    expect(run.out).toContain("passed alone, failed beside the others: hub/post.test.ts > is heard once\n");
    expect(run.out.trimEnd().split("\n").at(-1)).toBe("5 passed, 0 failed, 0 skipped");
    expect(run.status).toBe(0);
  });

  test.each<readonly [string, object, string]>([
    ["what fails again has failed", alone("failed"), "none"],
    ["an error that no test owns is cleared by nothing", alone("passed"), "parts"],
  ])("%s", (_, again, unhandled) => {
    tests(late, 1, report({ numPassedTests: 1 }), 0, again, unhandled);
    const run = clone.run("scripts/test");
    expect(run.out).toContain("failed: tests\n");
    expect(run.status).toBe(1);
  });

  test("a second look that does not come to an end is ended, and clears nothing", () => {
    tests(late, 1, report({ numPassedTests: 1 }), 0, alone("passed"));
    const change = (name: string, from: string, to: string) =>
      clone.write(name, readFileSync(join(clone.root, name), "utf8").replace(from, to));
    change("node_modules/.bin/vitest", "name=again ", "name=again; exec sleep 3600; ");
    change("scripts/test", "LONGEST_LOOK=900", "LONGEST_LOOK=1");
    const run = clone.run("scripts/test");
    expect(run.out).toContain("failed: tests\n");
    expect(run.status).toBe(1);
  });

  test("ended from outside, it ends what it started, at once", () => {
    tests(report({ numPassedTests: 1 }), 0);
    clone.write("node_modules/.bin/vitest", "#!/bin/bash\necho $$ >> pids\nsleep 60 & wait\n");
    const run = clone.run(`scripts/test >/dev/null 2>&1 & own=$!
      until [ "$(wc -l < pids)" = 2 ]; do sleep 0.05; done 2>/dev/null
      kill -TERM $own; wait $own; echo "ended with $?"; sleep 0.2
      for pid in $(cat pids); do grep -aqs vitest "/proc/$pid/cmdline" && echo "there is still $pid"; done`);
    expect(run.out).toBe("ended with 130\n");
  });

  test("fails when no test ran, whatever the runner said", () => {
    tests(report({}), 0);
    expect(clone.run("scripts/test")).toMatchObject({ status: 1 });
  });

  test("runs the tests although types or lint fail, and fails", () => {
    tests(report({ numPassedTests: 5 }), 0);
    const npm = join(clone.root, `.node/${runtimeFolder()}/bin/npm`);
    clone.write(
      `.node/${runtimeFolder()}/bin/npm`,
      `${readFileSync(npm, "utf8")}\n[ "$*" != "run --silent check" ]\n`,
    );
    const run = clone.run("scripts/test");
    expect(run.status).toBe(1);
    expect(run.out).toContain("5 passed, 0 failed");
    expect(run.out).toContain("failed: check");
  });

  test("unit runs the tests of some paths, and nothing else", () => {
    tests(report({ numPassedTests: 1 }), 0);
    const run = clone.run("scripts/test unit hub/audio scripts");
    expect(run.status).toBe(0);
    expect(run.out).toMatch(/own words: .* hub\/audio scripts at \d+\n/);
    expect(clone.calls()).toEqual([]);
  });

  test("coverage counts what the tests beside the code reach, each file in a process of its own", () => {
    tests(report({ numPassedTests: 1 }), 0);
    const run = clone.run("scripts/test coverage");
    expect(run.status).toBe(0);
    expect(run.out).toMatch(/own words: .* --coverage --isolate --project parts --project page at \d+\n/);
    expect(clone.calls()).toEqual([]);
  });

  test("installs what the tests need beside our own code, only what is missing", () => {
    tests(report({ numPassedTests: 1 }), 0);
    clone.tool("apt-get");
    clone.tool("id", "echo 0");
    const script = readFileSync(join(clone.root, "scripts/test"), "utf8");
    clone.write("scripts/test", script.replace("age=age", "no-such-tool=age"));
    expect(clone.run("scripts/test unit x").status).toBe(0);
    const installs = clone.calls().filter((call) => call.includes(" install "));
    expect(installs.map((call) => call.split("--no-install-recommends ")[1])).toEqual(["age"]);
  });

  test.each([
    ["--help", 0],
    ["-h", 0],
  ])("%s explains, and sets nothing up", (word, status) => {
    const run = clone.run(`scripts/test ${word}`);
    expect(run.status).toBe(status);
    expect(run.out).toContain("scripts/test unit [PATH...]");
    expect(clone.calls()).toEqual([]);
  });

  test("refuses what it does not know, and sets nothing up", () => {
    const run = clone.run("scripts/test unti");
    expect(run.status).toBe(2);
    expect(run.err).toContain('there is no "unti"');
    expect(clone.calls()).toEqual([]);
  });
});

test.each(["setup", "start", "test", "pawpost", "test-fresh-clone"])("scripts/%s may be run", (name) => {
  expect(statSync(new URL(name, import.meta.url)).mode & 0o111).toBe(0o111);
});
