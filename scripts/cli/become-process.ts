import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SMALL_MEMORY } from "../supervisor/node-flags.ts";

/** Paths among the settings: made absolute, because the program may be told of them from another folder. */
const PATHS = new Set(["PAWPOST_DATA", "PAWPOST_RUN"]);

/**
 * Turns this process into another program of ours, execve(2): same process id, so that signals and service supervisors
 * reach it, and no second Node in memory. What was said on the command line goes into the environment, where it looks.
 */
export function becomeProcess(
  program: string,
  settings: Readonly<Record<string, string | undefined>>,
): never {
  const said = Object.entries(settings)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => [name, PATHS.has(name) ? resolve(value) : value]);
  const path = fileURLToPath(new URL(`../../${program}`, import.meta.url));
  if (process.execve === undefined) throw new Error("this system has no execve");
  const args = [process.execPath, ...SMALL_MEMORY, ...process.execArgv, path];
  return process.execve(process.execPath, args, { ...process.env, ...Object.fromEntries(said) });
}
