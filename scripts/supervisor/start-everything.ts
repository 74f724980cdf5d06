/** What `scripts/start` does once its options are read: the folder, the port, the processes, the address, and the end. */
import { type AdapterFinding, findAdapter } from "./bluetooth-adapter.ts";
import type { ReadyFacts } from "./child-line.ts";
import { openDataFolder } from "./data-folder.ts";
import { RESTART_LADDER, type RestartLadder } from "./keep-running.ts";
import { openKeptLog } from "./kept-log.ts";
import { checkPort } from "./port.ts";
import { type ProcessName, type ProcessPlan, planProcesses, type Situation } from "./processes.ts";
import { promptly } from "./promptly.ts";
import { clearRunFolder, makeRunFolder } from "./run-folder.ts";
import { takeDataFolder } from "./running-note.ts";
import { type Supervision, supervise } from "./supervise.ts";

export interface StartRequest {
  readonly dataFolder: string;
  readonly port: number;
  /** Use the pretend toy although there is an adapter. */
  readonly isSimulated: boolean;
  /** Print every line of every process. */
  readonly isVerbose: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the folder of sockets may be made, in order of liking. */
  readonly runParents: readonly (string | undefined)[];
  /** Asks for a clean stop. */
  readonly stop: AbortSignal;
  /** Asks for an end without goodbyes. */
  readonly kill: AbortSignal;
  print(line: string): void;
  /** The address is known: `scripts/start` prints it. Again when the hub came back with another one or another code. */
  onAddress(facts: ReadyFacts, finding: AdapterFinding): void;
  /** In tests, other processes and less patience. */
  readonly plan?: (situation: Situation) => ReadonlyMap<ProcessName, ProcessPlan>;
  readonly ladder?: RestartLadder;
  readonly tellAfterMs?: number;
  onStarted?(supervision: Supervision): void;
}

/** A reader who waits longer than this is told for what, and again after as long. */
const TELL_AFTER_MS = 2_000;

/** Resolves after a clean stop; throws a `SupervisorError` when something cannot be started or kept running. */
export async function startEverything(request: StartRequest): Promise<void> {
  const say = (sentence: string) => request.print(`  ${sentence}`);
  await openDataFolder(request.dataFolder);
  await using note = await takeDataFolder(request.dataFolder);
  if (note.leftRunFolder !== undefined) await clearRunFolder(note.leftRunFolder, request.runParents);
  await checkPort(request.port);
  await using run = await makeRunFolder(request.runParents);
  await note.add({ run: run.path });

  const finding = await chooseAdapter(request);
  const plans = (request.plan ?? planProcesses)({
    dataFolder: request.dataFolder,
    runFolder: run.path,
    port: request.port,
    adapter: finding.kind === "usable" ? finding.adapter : undefined,
    env: request.env,
    promptly: await promptly(request.env),
  });

  using log = openKeptLog(request.dataFolder, Date.now);
  log.keep("start", "Starting.");
  let shown: ReadyFacts | undefined;
  await using supervision = supervise(plans, {
    ladder: request.ladder ?? RESTART_LADDER,
    say,
    onLine: request.isVerbose ? (name, text) => request.print(`${name.padEnd(4)}| ${text}`) : undefined,
    keep: log.keep,
    onHubReady(facts) {
      if (shown !== undefined && shown.address === facts.address && shown.claimCode === facts.claimCode)
        return;
      shown = facts;
      request.onAddress(facts, finding);
    },
  });
  request.onStarted?.(supervision);
  const killNow = () => supervision.kill();
  request.kill.addEventListener("abort", killNow);
  const stopped = aborted(request.stop);
  const patience = setInterval(
    () => say(`Still starting: ${supervision.pending().join(", ")}`),
    request.tellAfterMs ?? TELL_AFTER_MS,
  );
  try {
    await Promise.race([supervision.allReady, stopped]);
    clearInterval(patience);
    if (shown?.address !== undefined) await note.add({ address: shown.address });
    await Promise.race([supervision.lost, stopped]);
    say("Stopping.");
    await supervision[Symbol.asyncDispose]();
  } finally {
    clearInterval(patience);
    request.kill.removeEventListener("abort", killNow);
  }
}

async function chooseAdapter({ isSimulated, env }: StartRequest): Promise<AdapterFinding> {
  if (isSimulated) return { kind: "none", why: "you asked for it." };
  if (env.PAWPOST_HCI) return { kind: "usable", adapter: env.PAWPOST_HCI };
  return await findAdapter();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
