/** `pawpost update`: a newer version, brought in and gone back from by itself (docs/updates.md). */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { loadConfig } from "../../hub/config/load-config.ts";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { type UpdatesView, type UpdateTrouble, updatesView } from "../../hub/contract/updates.ts";
import { HubError } from "../../hub/domain/hub-error.ts";
import { parseJson } from "../../hub/domain/parse-json.ts";
import { PROJECT_KEYS } from "../../hub/project-signature/project-keys.ts";
import { parseProjectKeys } from "../../hub/project-signature/signed-file.ts";
import { machineOf, RELEASE_FILE, readRelease } from "../../hub/updates/release.ts";
import { PLACES, type UpdateAsk, type UpdateLine, updateLine } from "../update/places.ts";
import { openVersionFolders } from "../update/version-folders.ts";
import { CliError } from "./errors.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { askHub, findHubSocket, refusalOf } from "./hub-socket.ts";

const LOOK_EVERY_MS = 200;
const FETCH_EVERY_MS = 500;

interface Options {
  readonly data: string;
  readonly from?: string;
  readonly check?: boolean;
  readonly now?: boolean;
  readonly json?: boolean;
}

export function registerUpdateCommand(program: Command): void {
  program
    .command("update")
    .description(
      "Brings a newer version in, on an installed system: signed by two of the project’s three keys, tried for two minutes, and gone back from by itself where it is not well (docs/updates.md).",
    )
    .addOption(hubDataOption())
    .option(
      "--from <file>",
      "a release’s signed file, with its build beside it, in place of what the hub hears of",
    )
    .option("--check", "only say what it is")
    .option("--now", "whatever the hour: else between 8 and 18 o’clock")
    .option("--json", "print each step as JSON")
    .action(async ({ from, ...options }: Options) =>
      from === undefined ? updateByHub(options) : updateFrom(from, options),
    );
}

/** By what the hub hears of, and fetches. */
async function updateByHub({ data, check, now, json }: Options): Promise<void> {
  if (check !== true) installedPrefix();
  const say = (view: UpdatesView) =>
    console.log(json === true ? JSON.stringify(view) : describeUpdates(view));
  let view = await askUpdates(data, COMMAND_LINE.askUpdates);
  if (check === true || view.offered === null) return say(view);
  view = await askUpdates(data, COMMAND_LINE.fetchUpdate);
  for (let told = -1; view.state === "fetching"; await wait(FETCH_EVERY_MS)) {
    view = await askUpdates(data, COMMAND_LINE.viewUpdates);
    const percent = Math.floor((100 * (view.offered?.fetched ?? 0)) / (view.offered?.bytes ?? 1));
    if (json !== true && percent >= told + 10)
      console.log(`  Fetching ${view.offered?.version ?? ""}: ${percent} %`);
    if (percent >= told + 10) told = percent;
  }
  if (view.state !== "ready") {
    const why = TROUBLE[view.lastTry?.trouble ?? "no-answer"];
    throw new CliError(
      "update.not-fetched",
      `It could not be fetched: ${why}.`,
      "Try again later, or bring it as a file with --from.",
    );
  }
  await runUpdate({ from: "hub", isNow: now === true }, json === true);
}

/** @throws CliError with the hub's own code, or `update.not-running`, `update.no-answer` */
async function askUpdates(data: string, path: string): Promise<UpdatesView> {
  const socketPath = await findHubSocket("update", resolve(data));
  const answer = await askHub("update", socketPath, path, { type: "text/plain", bytes: new Uint8Array() });
  const view = updatesView.safeParse(answer.json);
  if (answer.status === 200 && view.success) return view.data;
  throw refusalOf("update", answer, ADVICE);
}

const TROUBLE: Readonly<Record<UpdateTrouble, string>> = {
  "no-answer": "nobody answered, or the hub has no way out of the house",
  "wrong-machine": "whoever answered could not show that the address is theirs",
  "not-there": "there was nothing at the address",
  "not-believed": "it was not signed by two of the three keys, was an old one, or was not what was signed",
  "too-far": "another version has to be brought in first",
  "no-build": "there is none for this kind of machine",
  "no-room": "the disk has no room for it",
  "not-done": "it lay there, and was not brought in",
};

export function describeUpdates({
  state,
  version,
  host,
  offered,
  lastTry,
  isAutomatic,
  changes,
}: UpdatesView): string {
  const trouble = lastTry?.trouble ?? null;
  return [
    `Pawpost ${version} runs.`,
    host === null
      ? "Nobody is asked for newer versions: no address is set."
      : `${host} is asked once a day${isAutomatic ? "; newer versions come in by themselves, by day" : ""}.`,
    ...(state === "no-keys" ? ["Nobody’s word would be believed: no keys are known."] : []),
    ...(offered === null
      ? []
      : [`${offered.version} is newer, ${Math.ceil(offered.bytes / 1_048_576)} MiB.`]),
    ...(offered === null || offered.mends.length === 0 ? [] : [`It mends ${offered.mends.join(", ")}.`]),
    ...(state === "current" ? ["There is no newer one."] : []),
    ...(trouble === null || lastTry === null
      ? []
      : [`The last try, ${lastTry.at.slice(0, 10)}: ${TROUBLE[trouble]}.`]),
    ...changes.map(({ at, kind, version: other, before }) =>
      kind === "updated"
        ? `${at.slice(0, 10)}  ${other} runs, before ${before} did`
        : `${at.slice(0, 10)}  ${other} did not start well; back at ${before}`,
    ),
  ].join("\n");
}

/** By files that somebody brought. */
async function updateFrom(from: string, { check, now, json }: Omit<Options, "from">): Promise<void> {
  const prefix = installedPrefix();
  const file = resolve(from);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new CliError("update.no-file", `${from} cannot be read.`, "Name the release’s signed file.", {
      cause,
    });
  });
  const folders = openVersionFolders(prefix);
  const keys = parseProjectKeys((await loadConfig(process.env)).projectKeys ?? PROJECT_KEYS);
  if (keys === undefined)
    throw new CliError(
      "update.no-keys",
      "Nobody’s word would be believed: no keys are known.",
      ADVICE["update.no-keys"] ?? "",
    );
  const running = {
    version: await folders.current(),
    machine: machineOf(process.arch) ?? "",
    counter: (await folders.note()).counter,
  };
  const { release, build } = judge(() => readRelease(bytes, keys, running, Date.now()));
  if (check === true) {
    const { version, advisories } = release;
    const said = { version, runs: running.version, mends: advisories, file: build.file, bytes: build.bytes };
    console.log(json === true ? JSON.stringify(said) : describeRelease(said));
    return;
  }
  const incoming = join(prefix, PLACES.incoming);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { mode: 0o700 });
  await writeFile(join(incoming, RELEASE_FILE), bytes);
  await copyFile(join(dirname(file), build.file), join(incoming, build.file)).catch((cause: unknown) => {
    throw new CliError(
      "update.no-file",
      `${build.file} is not beside it.`,
      "Bring both files, in one folder.",
      { cause },
    );
  });
  await runUpdate({ from: "file", isNow: now === true }, json === true);
}

/** Has the service do it, so that a terminal that goes away ends nothing, and tells what it says. */
async function runUpdate(ask: UpdateAsk, isJson: boolean): Promise<void> {
  const run = process.env.PAWPOST_RUN ?? "/run/pawpost";
  const progress = join(run, PLACES.progress);
  await writeFile(progress, "", { mode: 0o600 });
  await writeFile(join(run, PLACES.ask), JSON.stringify(ask), { mode: 0o600 });
  const service = spawn("systemctl", ["start", "pawpost-update.service"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(service, "close");
  let [isOver, told]: [boolean, number] = [false, 0];
  let last: UpdateLine | undefined;
  void ended.then(() => {
    isOver = true;
  });
  for (;;) {
    const wasOver = isOver;
    const lines = (await readFile(progress, "utf8")).split("\n").slice(0, -1);
    for (const line of lines.slice(told)) {
      const said = updateLine.safeParse(parseJson(line));
      if (!said.success) continue;
      last = said.data;
      console.log(isJson ? line : describeLine(last));
    }
    told = lines.length;
    if (wasOver) break;
    await wait(LOOK_EVERY_MS);
  }
  if (last !== undefined && "done" in last) return;
  process.exitCode = 1;
  if (last === undefined || "step" in last)
    throw new CliError(
      "update.cut",
      "The update was cut short.",
      "What ran before runs on: journalctl -u pawpost-update",
    );
}

/** @throws CliError on anything but an installed system */
function installedPrefix(): string {
  const [, prefix] =
    /^(.*)\/versions\/[^/]+\/scripts\/cli\/[^/]+$/.exec(fileURLToPath(import.meta.url)) ?? [];
  if (prefix !== undefined) return prefix;
  throw new CliError(
    "update.by-hand",
    "This is a clone, which is not updated so.",
    "Stop it, git pull, and start it again: docs/updates.md",
  );
}

const OTHER = "Nothing was changed: what ran runs on.";
/** What to do about each refusal. */
const ADVICE: Readonly<Record<string, string>> = {
  "update.no-keys":
    "Set `project_keys` in config.yaml to the three keys of whoever you trust: docs/updates.md",
  "updates.off": "Set `releases` in config.yaml, or bring a release as a file: pawpost update --from FILE",
  "updates.no-keys":
    "Set `project_keys` in config.yaml to the three keys of whoever you trust: docs/updates.md",
  "update.current": "There is nothing to do.",
  "update.not-now": "Wait for the day, or say --now.",
  "update.busy": "Wait until toys are idle, and try again.",
  "update.did-not-start": "Wait for the next version, or try this one once more with --now.",
  "update.too-far": "Bring in that version first.",
  "update.over": "Get a release that is not over; and look at the clock of this machine.",
  "project-file.not-signed":
    "Nothing was changed. Ask whoever publishes it, by another way than the one it came by.",
  "project-file.one-signature":
    "Nothing was changed. Ask whoever publishes it, by another way than the one it came by.",
};

function judge<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof HubError)) throw cause;
    throw new CliError(cause.code, `${cause.message}.`, ADVICE[cause.code] ?? OTHER, { cause });
  }
}

interface Offered {
  readonly version: string;
  readonly runs: string;
  readonly mends: readonly string[];
  readonly file: string;
  readonly bytes: number;
}

function describeRelease({ version, runs, mends, file, bytes }: Offered): string {
  const what = `${version} is newer than ${runs}, which runs; ${file}, ${Math.round(bytes / 1_048_576)} MiB.`;
  return mends.length === 0 ? what : `${what} It mends ${mends.join(", ")}.`;
}

const STEPS: Readonly<Record<Extract<UpdateLine, { step: string }>["step"], string>> = {
  reading: "Reading what is signed",
  copying: "Copying and checking",
  unpacking: "Unpacking",
  waiting: "Waiting until nothing is on its way to a toy",
  trying: "Trying it, for two minutes at most",
};

export function describeLine(line: UpdateLine): string {
  if ("step" in line)
    return `  ${STEPS[line.step]}${line.version === undefined ? "" : ` (${line.version})`} ...`;
  if ("done" in line) return `Updated from ${line.before} to ${line.done}.`;
  if ("turnedBack" in line)
    return `${line.turnedBack} did not start well. Back at ${line.to}, with all that was kept.`;
  return `Error [${line.failed}]: ${line.message}.\nWhat to do: ${ADVICE[line.failed] ?? OTHER}`;
}
