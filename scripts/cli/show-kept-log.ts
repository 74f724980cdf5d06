/** What scripts/start kept of what its processes said (`scripts/supervisor/kept-log.ts`), as `pawpost logs` shows it. */
import { open, readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { parseJson } from "../../hub/domain/parse-json.ts";
import { keptLogFiles } from "../supervisor/kept-log.ts";
import { CliError } from "./errors.ts";

const LOOK_AGAIN_MS = 250;

interface Wanted {
  readonly unit?: readonly string[];
  /** Unix ms. */
  readonly since?: number;
  /** The newest of those. */
  readonly lines: number;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** @throws CliError `logs.none` */
export async function showKeptLog(dataFolder: string, wanted: Wanted): Promise<void> {
  const { newer, older } = keptLogFiles(dataFolder);
  const text = await readWhole(newer);
  if (text === undefined && wanted.follow !== true)
    throw new CliError(
      "logs.none",
      `Nothing was kept in ${dataFolder} yet.`,
      "Start Pawpost first: scripts/start",
    );
  const all = `${(await readWhole(older)) ?? ""}${text ?? ""}`.split("\n").filter((line) => line !== "");
  for (const line of all.filter((one) => isWanted(one, wanted)).slice(-wanted.lines)) print(line, wanted);
  if (wanted.follow === true) await follow(newer, Buffer.byteLength(text ?? ""), wanted);
}

const readWhole = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });

/** Until somebody ends this process. A file that was begun anew is read from its beginning. */
async function follow(path: string, readSoFar: number, wanted: Wanted): Promise<void> {
  let at = readSoFar;
  let rest = "";
  for (;;) {
    await wait(LOOK_AGAIN_MS);
    const more = await readFrom(path, at);
    if (more === undefined) continue;
    at = more.end;
    const lines = `${rest}${more.text}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((one) => isWanted(one, wanted))) print(line, wanted);
  }
}

async function readFrom(
  path: string,
  at: number,
): Promise<{ readonly text: string; readonly end: number } | undefined> {
  await using file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  const { size } = await file.stat();
  if (size === at) return undefined;
  const from = size < at ? 0 : at;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  return { text: buffer.toString("utf8", 0, bytesRead), end: from + bytesRead };
}

const KEPT = /^(\S+) (\S+) (.*)$/;

function isWanted(line: string, { unit, since }: Wanted): boolean {
  const [, time = "", name = ""] = KEPT.exec(line) ?? [];
  return (unit?.includes(name) ?? true) && (since === undefined || Date.parse(time) >= since);
}

const print = (line: string, { json }: Wanted) =>
  console.log(json === true ? JSON.stringify(readKept(line)) : describeKept(line));

const logged = z.looseObject({
  level: z.union([z.string(), z.number()]),
  phrase: z.string(),
  facts: z.record(z.string(), z.unknown()).optional(),
});

/** As a program reads it. */
function readKept(line: string): object {
  const [, time = "", process = "", text = ""] = KEPT.exec(line) ?? [];
  const said = logged.safeParse(parseJson(text));
  if (!said.success) return { time, process, text };
  const { level, phrase, facts } = said.data;
  return { time, process, level, phrase, ...(facts !== undefined && { facts }) };
}

/** As a person reads it. */
function describeKept(line: string): string {
  const [, time = "", name = "", text = ""] = KEPT.exec(line) ?? [];
  const said = logged.safeParse(parseJson(text));
  if (!said.success) return `${time} ${name.padEnd(5)} ${text}`;
  const { level, phrase, facts = {} } = said.data;
  const told = Object.entries(facts).map(([fact, value]) => `${fact}=${String(value)}`);
  const loud = level === "warn" || level === "error" ? `${level.toUpperCase()}: ` : "";
  return [`${time} ${name.padEnd(5)} ${loud}${phrase}`, ...told].join(" ");
}
