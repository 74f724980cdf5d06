/** `pawpost start`: everything on this machine, with one address to open. */
import { tmpdir, userInfo } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { type Command, InvalidArgumentError } from "commander";
import { loadConfig } from "../../hub/config/load-config.ts";
import type { AdapterFinding } from "../supervisor/bluetooth-adapter.ts";
import type { ReadyFacts } from "../supervisor/child-line.ts";
import { eraseDataFolder } from "../supervisor/data-folder.ts";
import { SupervisorError } from "../supervisor/errors.ts";
import { refuseWhileRunning } from "../supervisor/running-note.ts";
import { startEverything } from "../supervisor/start-everything.ts";
import { CLONE_DATA } from "./clone-data.ts";
import { tunnelHint } from "./tunnel-hint.ts";

interface StartOptions {
  readonly data: string;
  readonly port?: number;
  readonly simulate?: boolean;
  readonly reset?: boolean;
  readonly yes?: boolean;
  readonly verbose?: boolean;
}

export function registerStartCommand(program: Command): void {
  program
    .command("start")
    .description(
      "Starts the hub, the Bluetooth side and, where no adapter answers, a pretend toy on a virtual radio.",
    )
    .option("--data <folder>", "where everything is kept", process.env.PAWPOST_DATA ?? CLONE_DATA)
    .option("--port <number>", "port of the page on this machine (8080, or what config.yaml says)", parsePort)
    .option("--simulate", "use the pretend toy although there is a Bluetooth adapter")
    .option("--reset", "erase everything that is kept first (asks)")
    .option("--yes", "with --reset: do not ask")
    .option("--verbose", "print what every process logs")
    .action((options: StartOptions) => start(options));
}

export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new InvalidArgumentError("It is a number from 1 to 65535.");
  return port;
}

async function start(options: StartOptions): Promise<void> {
  const dataFolder = resolve(options.data);
  if (options.reset === true) await reset(dataFolder, options.yes === true);
  const port = options.port ?? (await configuredPort(dataFolder));

  const stop = new AbortController();
  const kill = new AbortController();
  const ask = () => (stop.signal.aborted ? kill.abort() : stop.abort());
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, ask);
  await startEverything({
    dataFolder,
    port,
    isSimulated: options.simulate === true,
    isVerbose: options.verbose === true,
    env: process.env,
    runParents: [process.env.XDG_RUNTIME_DIR, tmpdir(), "/tmp"],
    stop: stop.signal,
    kill: kill.signal,
    print: (line) => console.log(line),
    onAddress: (facts, finding) => printAddress(facts, finding, port),
  });
}

/** From PAWPOST_PORT or config.yaml, read as the hub reads them: a mistake there is told before anything is started. */
async function configuredPort(dataFolder: string): Promise<number> {
  const config = await loadConfig({ ...process.env, PAWPOST_DATA: dataFolder, PAWPOST_RUN: "/" });
  return config.port;
}

function printAddress(facts: ReadyFacts, finding: AdapterFinding, port: number): void {
  const lines = ["", "Pawpost is running.", "", `  Open   ${facts.address ?? `http://localhost:${port}`}`];
  if (facts.claimCode) lines.push(`  Code   ${facts.claimCode}   (the page asks for it once)`);
  lines.push("");
  if (finding.kind === "none") lines.push(`  A pretend toy stands in: ${finding.why}`);
  const hint = tunnelHint(process.env.SSH_CONNECTION, userInfo().username, port);
  if (hint !== undefined) lines.push(`  ${hint}`);
  lines.push("  Ctrl-C stops everything.", "");
  console.log(lines.join("\n"));
}

async function reset(folder: string, yes: boolean): Promise<void> {
  await refuseWhileRunning(folder);
  if (!yes) {
    if (!process.stdin.isTTY) {
      throw new SupervisorError(
        "start.reset-not-confirmed",
        "--reset asks before it erases anything, and there is no terminal to ask on.",
        "Nothing was erased. In a script: --reset --yes",
      );
    }
    console.log(`This erases every recording, person and setting in ${folder}. It cannot be undone.`);
    const questions = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await questions.question('Type "reset" to go on: ');
    questions.close();
    if (answer.trim() !== "reset") {
      throw new SupervisorError(
        "start.reset-not-confirmed",
        "Nothing was erased.",
        "Start without --reset to go on as before.",
      );
    }
  }
  const outcome = await eraseDataFolder(folder);
  console.log(outcome === "erased" ? `  Erased: ${folder}` : `  There was nothing to erase in ${folder}.`);
}
