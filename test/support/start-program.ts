/** One of our processes as its supervisor starts it, for as long as a test wants it: `run-program.ts` is for those that end by themselves. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { compiledEnv } from "./patched-copy.ts";

export interface StartedProgram {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  /** Its status, and all that it printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly out: string }>;
}

const root = new URL("../../", import.meta.url);

/** @param env is all it gets, but for where it was compiled @param within command and arguments that run what follows them somewhere else: `own-network.ts` */
export function startProgram(
  program: string,
  env: Readonly<Record<string, string>>,
  within: readonly string[] = [],
): StartedProgram {
  const path = fileURLToPath(new URL(program, root));
  const [command = "", ...args] = [...within, process.execPath, path];
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...compiledEnv(path), ...env },
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = once(child, "close").then(([code]) => ({ code, out: Buffer.concat(chunks).toString() }));
  return { child, ended };
}
