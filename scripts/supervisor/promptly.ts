import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ms } from "../../hub/domain/duration.ts";

const run = promisify(execFile);

/** Processor time without a pause after which such a process is ended: it must never be what keeps a machine from its other work. */
const LONGEST_SPELL = ms(5_000);

/**
 * What a command is begun with so that it runs the moment it is due, whatever else the machine does: real-time round robin
 * (sched(7)) at the lowest of its priorities, for the main thread; helper threads stay as others are. A niceness would not do: it
 * shares out processor time, and what a radio needs is not to be late (docs/performance.md).
 * @param env of the command; its `PATH` says where the two tools of util-linux are
 * @returns nothing where that is not allowed (`CAP_SYS_NICE`, `LimitRTPRIO=`) or not there
 */
export async function promptly(
  env: Readonly<Record<string, string | undefined>>,
  longestSpell = LONGEST_SPELL,
): Promise<readonly string[]> {
  const limit = `--rttime=${longestSpell * 1_000}`;
  const beginning = ["prlimit", limit, "chrt", "--reset-on-fork", "--rr", "1"] as const;
  const [program, ...rest] = beginning;
  try {
    await run(program, [...rest, "true"], { env });
    return beginning;
  } catch {
    return []; // not allowed: on time most of the time, as everybody is
  }
}
