/** Runs one of our programs as a person or a supervisor does, until it ends by itself or has said enough. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bundledProgram } from "./bundled-program.ts";
import { compiledEnv } from "./patched-copy.ts";

export interface ProgramEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const root = new URL("../../", import.meta.url);
/** As a package starts them: scripts/run-as-service says why. */
export const QUIET = ["--disable-warning=DEP0169"] as const;

/**
 * @param env is all it gets, `PATH` and where it was compiled aside
 * @param withinMs a machine with a dozen others at work takes half a minute to start one
 * @param typed a line that somebody types
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  withinMs = 90_000,
  typed?: string,
): Promise<ProgramEnd> {
  const path = fileURLToPath(new URL(await bundledProgram(program), root));
  const child = spawn(process.execPath, [...QUIET, path, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...compiledEnv(path), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // Some end before they read it.
  child.stdin.on("error", () => undefined).end(typed === undefined ? "" : `${typed}\n`);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((ended, failed) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      failed(new Error(`${program} did not end\n${stdout}${stderr}`));
    }, withinMs);
    child.once("error", failed);
    child.once("close", (code) => {
      clearTimeout(late);
      ended({ code, stdout, stderr });
    });
  });
}

/** The last line of a process that could not start; `docs/processes.md`. */
export function failureIn({ stdout }: ProgramEnd): {
  readonly failed?: string;
  readonly message?: string;
  readonly advice?: string;
} {
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
}
