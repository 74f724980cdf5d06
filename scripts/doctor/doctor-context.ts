/** What the doctor looks at: the folders of a data folder, what its hub says where it runs, and the machine around it. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { type HubFacts, hubFacts } from "../../hub/contract/house-check.ts";
import { type OutsideView, outsideAnswer } from "../../hub/contract/outside-view.ts";
import type { HouseContext } from "../../hub/house-check/check.ts";
import type { ClockContext } from "../../hub/house-check/checks/clock.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { askHub, refusalOf } from "../cli/hub-socket.ts";
import { findRunFolder } from "../supervisor/running-note.ts";

export interface Ended {
  /** `undefined`: there is no such program. */
  readonly status: number | undefined;
  readonly out: string;
}

export interface DoctorContext extends HouseContext, ClockContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the kernel tells of adapters: `/sys`. */
  readonly sys: string;
  /** Seconds by the clock that systemd counts by, which nobody sets. */
  uptime(): number;
  /** A program of this machine's, to its end; what it says on both outputs. */
  run(signal: AbortSignal, program: string, ...words: readonly string[]): Promise<Ended>;
}

/** Where the package puts the hub's unit: docs/install.md. */
const UNIT = "/usr/lib/systemd/system/pawpost-hub.service";
const MOST_BYTES = 4_194_304;

export async function openDoctorContext(options: {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly mends: boolean;
}): Promise<DoctorContext> {
  const { dataDir, env, clock, mends } = options;
  const runDir = env.PAWPOST_RUN ?? (await findRunFolder(dataDir));
  const isInstalled = existsSync(UNIT) && existsSync("/run/systemd/system");
  const run = (signal: AbortSignal, program: string, ...words: readonly string[]) =>
    runToEnd(program, words, env.PATH, signal);
  return {
    clock,
    dataDir,
    runDir,
    configFile: env.PAWPOST_CONFIG ?? join(dataDir, "config.yaml"),
    proc: "/proc",
    sys: "/sys",
    hub: runDir === undefined ? undefined : await askFacts(join(runDir, COMMAND_LINE.socket)),
    outside: async () => (runDir === undefined ? undefined : askOutside(join(runDir, COMMAND_LINE.socket))),
    isInstalled,
    users: isInstalled ? await ownUsers() : [],
    mends,
    env,
    uptime: () => Number(process.hrtime.bigint()) / 1e9,
    run,
    async isTold(signal) {
      const { status, out } = await run(
        signal,
        "timedatectl",
        "show",
        "--property=NTPSynchronized",
        "--value",
      );
      if (status !== 0) return undefined;
      return out.trim() === "yes";
    },
  };
}

const NOTHING = { type: "text/plain", bytes: new Uint8Array() };

/** @throws CliError in the hub's own words */
async function askOutside(socketPath: string): Promise<OutsideView | undefined> {
  const answer = await askHub("doctor", socketPath, COMMAND_LINE.outside, NOTHING);
  const said = outsideAnswer.safeParse(answer.json);
  if (!said.success) throw refusalOf("doctor", answer, {});
  return said.data.view ?? undefined;
}

/** Nobody who does not answer, or answers what is none of it, is a hub of this version. */
async function askFacts(socketPath: string): Promise<HubFacts | undefined> {
  const answer = await askHub("doctor", socketPath, COMMAND_LINE.doctor, NOTHING).catch(() => undefined);
  return hubFacts.safeParse(answer?.json).data;
}

/** Of users that the package made: systemd/pawpost.sysusers. */
async function ownUsers(): Promise<readonly number[]> {
  const text = await readFile("/etc/passwd", "utf8");
  return [...text.matchAll(/^pawpost-[a-z]+:[^:]*:(\d+):/gm)].map(([, uid]) => Number(uid));
}

/** In no language but the programs' own: what they say is read. */
const runToEnd = (
  program: string,
  words: readonly string[],
  path: string | undefined,
  signal: AbortSignal,
): Promise<Ended> =>
  new Promise((ended) => {
    const env = { PATH: `${path ?? ""}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: "C" };
    execFile(program, [...words], { env, signal, maxBuffer: MOST_BYTES }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      ended({
        status: code === "ENOENT" ? undefined : typeof code === "number" ? code : 1,
        out: `${stdout}${stderr}`,
      });
    });
  });
