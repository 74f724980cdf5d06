/** `pawpost toy`: `simulate`, a simulated toy on any controller; `probe`, what a real one does. */
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDrain, runToy } from "../../ble/simulator/toy/run-toy.ts";
import { type Drain, type ToySwitches, WORST_CASE } from "../../ble/simulator/toy/switches.ts";
import { openLog } from "../../hub/log/open-log.ts";
import { registerProbeCommand } from "./probe.ts";

interface SimulateOptions {
  readonly hci?: string;
  readonly state?: string;
  readonly control?: string;
  readonly drain: Drain;
  readonly watchdog: ToySwitches["watchdog"];
  readonly recordingBits: ToySwitches["recordingBits"];
  readonly chipVersion: number;
  readonly image: ToySwitches["image"];
  readonly downloadTail: ToySwitches["downloadTail"];
  readonly intervalRequest: number | "never";
  readonly disconnectClears: readonly ("game-mode" | "loop" | "heart")[];
  readonly keepAborted: boolean;
  readonly stopSilentRecording: boolean;
}

export function registerToyCommand(program: Command): void {
  const toy = program.command("toy").description("run a simulated toy, or try what a real one does");
  registerProbeCommand(toy);
  toy
    .command("simulate")
    .description("run a simulated CloudPets toy on a virtual or real HCI controller: docs/simulated-toy.md")
    .addOption(new Option("--hci <CONTROLLER>", "unix:PATH of a controller (H4), or hciN").env("PAWPOST_HCI"))
    .option("--state <FOLDER>", "where it keeps what a toy's flash keeps; none: forgotten with the process")
    .option("--control <SOCKET>", "Unix socket of its paws, ear and mouth (with PAWPOST_RUN: toy.sock there)")
    .option("--drain <RATE>", "fast, demo or bytes per second", readDrain, WORST_CASE.drain)
    .addOption(
      new Option("--watchdog <STYLE>", "when it restarts").choices(["strict", "ticked"]).default("strict"),
    )
    .option(
      "--recording-bits <N>",
      "bits per code of its recordings: 4, 5 or 6",
      readBits,
      WORST_CASE.recordingBits,
    )
    .option(
      "--chip-version <N>",
      "below 10 it records 6 s instead of 19",
      readCount,
      WORST_CASE.audioChipVersion,
    )
    .addOption(new Option("--image <LETTER>", "firmware slot that runs").choices(["A", "B"]).default("A"))
    .addOption(
      new Option("--download-tail <STYLE>", "last notification of a download")
        .choices(["exact", "filled"])
        .default(WORST_CASE.downloadTail),
    )
    .option(
      "--interval-request <MS>",
      "when it asks for 12.5 ms, or never",
      readDelay,
      WORST_CASE.intervalRequestDelayMs,
    )
    .addOption(
      new Option("--disconnect-clears <WHAT...>", "what a lost link ends")
        .choices(["game-mode", "loop", "heart"])
        .default([]),
    )
    .option("--keep-aborted", "an aborted upload leaves the slot's old clip", false)
    .option("--stop-silent-recording", "a lost link ends a silent recording", false)
    .action(simulate);
}

async function simulate(options: SimulateOptions): Promise<void> {
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());
  const { PAWPOST_RUN } = process.env;
  const control = options.control ?? (PAWPOST_RUN ? join(PAWPOST_RUN, "toy.sock") : undefined);
  const clears = (what: "game-mode" | "loop" | "heart") => options.disconnectClears.includes(what);
  await runToy({
    hci: options.hci,
    ...(options.state !== undefined && { stateFolder: resolve(options.state) }),
    ...(control !== undefined && { controlPath: resolve(control) }),
    drain: options.drain,
    watchdog: options.watchdog,
    recordingBits: options.recordingBits,
    audioChipVersion: options.chipVersion,
    image: options.image,
    downloadTail: options.downloadTail,
    intervalRequestDelayMs: options.intervalRequest,
    disconnectClearsGameMode: clears("game-mode"),
    disconnectClearsLoop: clears("loop"),
    disconnectClearsHeart: clears("heart"),
    abortedUploadErasesSlot: !options.keepAborted,
    linkLossStopsSilentRecording: options.stopSilentRecording,
    log: openLog({ process: "toy" }),
    signal: stopping.signal,
    onReady: () => console.log(JSON.stringify({ ready: true, hci: options.hci, control: control ?? null })),
  });
}

function readDrain(text: string): Drain {
  const drain = parseDrain(text);
  if (drain === undefined) throw new InvalidArgumentError("expected fast, demo or bytes per second");
  return drain;
}

function readBits(text: string): ToySwitches["recordingBits"] {
  const bits = Number(text);
  if (bits === 4 || bits === 5 || bits === 6) return bits;
  throw new InvalidArgumentError("expected 4, 5 or 6");
}

function readCount(text: string): number {
  const count = Number(text);
  if (text.trim() !== "" && Number.isInteger(count) && count >= 0) return count;
  throw new InvalidArgumentError("expected a whole number");
}

const readDelay = (text: string) => (text === "never" ? text : readCount(text));
