/** `pawpost logs`: what the processes say. Of an installed system systemd's journal has it, in a clone what scripts/start kept. */
import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { CliError } from "./errors.ts";
import { hubDataOption } from "./hub-data-option.ts";
import { IS_INSTALLED } from "./installed.ts";
import { showKeptLog } from "./show-kept-log.ts";

const JOURNALCTL = "/usr/bin/journalctl";
const UNITS = ["hub", "ble", "link", "relay", "air", "toy", "start"] as const;
const USUAL_LINES = 100;

interface LogsOptions {
  readonly data: string;
  readonly unit?: readonly (typeof UNITS)[number][];
  readonly follow?: boolean;
  readonly lines?: number;
  /** Unix ms. */
  readonly since?: number;
  readonly json?: boolean;
}

export function registerLogsCommand(program: Command): void {
  program
    .command("logs")
    .description(
      "Shows what Pawpost's processes say: of an installed system from systemd's journal, in a clone what scripts/start kept, which is two mebibytes at most. It names nobody, and holds no code.",
    )
    .addOption(new Option("-u, --unit <process...>", "only of these").choices(UNITS))
    .option("-f, --follow", "go on with what comes")
    .option(
      "-n, --lines <number>",
      `so many, the newest (${USUAL_LINES}; with --since all of them)`,
      parseLines,
    )
    .option("--since <time>", "from then on: 90s, 10m, 2h, 3d ago, or 2026-11-29T08:00", (text) =>
      parseSince(text, Date.now()),
    )
    .option("--json", "a line of JSON each")
    .addOption(hubDataOption())
    .action(async (options: LogsOptions) => {
      if (!IS_INSTALLED) return showKeptLog(resolve(options.data), { ...options, lines: linesOf(options) });
      await access(JOURNALCTL, constants.X_OK).catch((cause: unknown) => {
        throw new CliError("logs.no-journal", "There is no journalctl here.", "Install Debian's systemd.", {
          cause,
        });
      });
      process.execve?.(JOURNALCTL, [JOURNALCTL, ...journalWords(options)], process.env);
    });
}

const linesOf = ({ lines, since }: Pick<LogsOptions, "lines" | "since">): number =>
  lines ?? (since === undefined ? USUAL_LINES : Number.POSITIVE_INFINITY);

/** What journalctl is asked. */
export function journalWords(options: Omit<LogsOptions, "data">): readonly string[] {
  const { unit, follow, since, json } = options;
  const lines = linesOf(options);
  return [
    ...(unit ?? ["*"]).map((name) => `--unit=pawpost-${name}`),
    ...(Number.isFinite(lines) ? [`--lines=${lines}`] : []),
    ...(since === undefined ? [] : [`--since=@${Math.floor(since / 1_000)}`]),
    ...(follow === true ? ["--follow"] : []),
    ...(json === true ? ["--output=json"] : []),
  ];
}

function parseLines(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("It is a whole number from 1.");
  return Number(text);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @param now Unix ms @returns Unix ms */
export function parseSince(text: string, now: number): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNIT_MS[unit] ?? 0);
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.replace(" ", "T")) : Number.NaN;
  if (Number.isNaN(moment))
    throw new InvalidArgumentError("Write 90s, 10m, 2h or 3d, or a time such as 2026-11-29T08:00.");
  return moment;
}
