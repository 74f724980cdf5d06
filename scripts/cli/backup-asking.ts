/** Has the running hub make a backup, and hears how it goes: lines of JSON over its own socket. Who hangs up stops it. */
import { request } from "node:http";
import { createInterface } from "node:readline";
import { type BackupLine, backupLine, COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { parseJson } from "../../hub/domain/parse-json.ts";
import type { BackupMade, BackupProgress } from "../../hub/ports/backups.ts";
import { CliError } from "./errors.ts";
import { findHubSocket, unasked, WHERE_IT_SAYS } from "./hub-socket.ts";

/** A large backup is silent for no longer than it takes to read one file. */
const SILENT_MS = 120_000;

/** @throws CliError with the hub's own code, or `backup.not-running`, `backup.no-answer` */
export async function askForBackup(
  data: string,
  newPlace: boolean,
  tell: (progress: BackupProgress) => void,
): Promise<BackupMade> {
  const socketPath = await findHubSocket("backup", data);
  for await (const line of linesOf(socketPath, JSON.stringify({ newPlace }))) {
    if (line.kind === "made") return line.made;
    if (line.kind === "failed") throw new CliError(line.code, sentence(line.message), line.advice);
    const { phase, files, of } = line;
    tell({ phase, files, ...(of === undefined ? {} : { of }) });
  }
  throw noAnswer("it ended in the middle");
}

async function* linesOf(socketPath: string, body: string): AsyncGenerator<BackupLine> {
  const asking = request({
    socketPath,
    path: COMMAND_LINE.backup,
    method: "POST",
    headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
  });
  const answered = Promise.withResolvers<import("node:http").IncomingMessage>();
  asking.once("response", answered.resolve);
  asking.once("error", (cause) => answered.reject(unasked("backup", cause)));
  asking.setTimeout(SILENT_MS, () => asking.destroy(new Error("it has been silent for two minutes")));
  asking.end(body);
  const answer = await answered.promise;
  try {
    for await (const text of createInterface({ input: answer })) {
      const line = backupLine.safeParse(parseJson(text));
      if (!line.success) throw noAnswer("it says what this command does not understand");
      yield line.data;
    }
  } finally {
    asking.destroy();
  }
}

const noAnswer = (why: string) =>
  new CliError(
    "backup.no-answer",
    `The hub does not answer (${why}).`,
    `Is Pawpost still running? Then ${WHERE_IT_SAYS}; try again.`,
  );

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
