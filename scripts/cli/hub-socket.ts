/** What a command asks the running hub: HTTP over a Unix socket that only the hub's own user can open (`hub/command-line`). */
import { request } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { parseJson } from "../../hub/domain/parse-json.ts";
import { findRunFolder } from "../supervisor/running-note.ts";
import { CliError } from "./errors.ts";

/** The hub shapes and seals 40 s in about a second, on a slow machine in a few. */
const ANSWER_WITHIN_MS = 60_000;

/** Whose words an error is in: codes begin with the command's name. */
type Asker =
  | "send"
  | "start-anew"
  | "link"
  | "name"
  | "room"
  | "backup"
  | "advisories"
  | "mqtt"
  | "code"
  | "doctor"
  | "drill";

/** @param data of the hub that runs. @throws CliError `<asker>.not-running` */
export async function findHubSocket(asker: Asker, data: string): Promise<string> {
  const folder = process.env.PAWPOST_RUN ?? (await findRunFolder(data));
  if (folder !== undefined) return join(folder, COMMAND_LINE.socket);
  throw new CliError(
    `${asker}.not-running`,
    `No Pawpost runs on ${data}.`,
    "Start it first (scripts/start), or name its folder with --data DIR.",
  );
}

export interface HubAnswer {
  readonly status: number;
  /** What it says, where it is JSON. */
  readonly json: unknown;
}

/** @throws CliError `<asker>.no-answer` */
export function askHub(
  asker: Asker,
  socketPath: string,
  path: string,
  body: { readonly type: string; readonly bytes: Uint8Array },
): Promise<HubAnswer> {
  return new Promise((resolved, rejected) => {
    const fail = (cause: Error) =>
      rejected(
        new CliError(
          `${asker}.no-answer`,
          `The hub does not answer (${cause.message}).`,
          "Is Pawpost still running? Look at the window of scripts/start, then try again.",
          { cause },
        ),
      );
    const asking = request(
      {
        socketPath,
        path,
        method: "POST",
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        headers: { "content-type": body.type, "content-length": body.bytes.byteLength },
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => {
          text += part;
        });
        answer.on("end", () => resolved({ status: answer.statusCode ?? 0, json: parseJson(text) }));
        answer.on("error", fail);
      },
    );
    asking.on("error", fail);
    asking.end(body.bytes);
  });
}

const refused = z.object({ code: z.string(), message: z.string() });

/**
 * Why the hub did not do it, in its own code and words; or that what it answered is none of its refusals.
 * @param advice by code: what to do about it
 * @param otherwise what to do about every other one
 */
export function refusalOf(
  asker: Asker,
  { status, json }: HubAnswer,
  advice: Readonly<Record<string, string>>,
  otherwise = "Try again; the hub's log says what happened.",
): CliError {
  const told = refused.safeParse(json);
  if (!told.success) return notUnderstood(asker, status);
  const { code, message } = told.data;
  const own = Object.hasOwn(advice, code) ? advice[code] : undefined;
  return new CliError(code, sentence(message), own ?? otherwise);
}

/** An answer that is none of the hub's. */
export const notUnderstood = (asker: Asker, status: number): CliError =>
  new CliError(
    `${asker}.no-answer`,
    `The hub answered what this command does not understand (status ${status}).`,
    "Are both of the same version? Stop Pawpost and start it again.",
  );

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
