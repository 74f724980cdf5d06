import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ms } from "../../hub/domain/duration.ts";

const run = promisify(execFile);

/** Processor time without a pause after which such a process is ended: it must never be what keeps a machine from its other work. */
const LONGEST_SPELL = ms(5_000);

/** Makes a process that runs already prompt, until it ends. Never rejects: what cannot be made so goes on as it is. */
export type MakePrompt = (pid: number) => Promise<void>;

/**
 * How a process is made to run the moment it is due, whatever else the machine does: real-time round robin (sched(7)) at the
 * lowest of its priorities, for the main thread; helper threads stay as others are. A niceness would not do: it shares out
 * processor time, and what a radio needs is not to be late (docs/performance.md). Not from its first moment on: while it loads,
 * nobody waits for it, and on a small machine that is one long spell.
 * @param env its `PATH` says where the two tools of util-linux are
 * @returns undefined where that is not allowed (`CAP_SYS_NICE`, `LimitRTPRIO=`) or not there
 */
export async function promptly(
  env: Readonly<Record<string, string | undefined>>,
  longestSpell = LONGEST_SPELL,
): Promise<MakePrompt | undefined> {
  const limit = `--rttime=${longestSpell * 1_000}`;
  const chrt = ["--reset-on-fork", "--rr"];
  try {
    await run("prlimit", [limit, "chrt", ...chrt, "1", "true"], { env });
  } catch {
    return undefined; // not allowed: on time most of the time, as everybody is
  }
  return async (pid) => {
    // The limit first: what could take a processor for itself is never without it.
    const limited = run("prlimit", [limit, "--pid", String(pid)], { env });
    await limited.then(() => run("chrt", [...chrt, "-p", "1", String(pid)], { env })).catch(() => {}); // it is gone
  };
}
