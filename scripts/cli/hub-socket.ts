/** What a command asks the running hub: HTTP over a Unix socket that only the hub's own user can open (`hub/command-line`). */
import { request } from "node:http";
import { join, resolve } from "node:path";
import { z } from "zod";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { parseJson } from "../../hub/domain/parse-json.ts";
import { findRunFolder } from "../supervisor/running-note.ts";
import { CliError } from "./errors.ts";
import { HOW_TO_START, IS_INSTALLED } from "./installed.ts";
import { whileWaiting } from "./waiting-line.ts";

/** The hub shapes and seals 40 s in about a second, on a slow machine in a few. */
const ANSWER_WITHIN_MS = 60_000;

/** Whose words an error is in: codes begin with the command's name. */
type Asker = string;

/** @param data of the hub that runs. @throws CliError `<asker>.not-running` */
export async function findHubSocket(asker: Asker, data: string): Promise<string> {
  const folder = process.env.PAWPOST_RUN ?? (await findRunFolder(data));
  if (folder !== undefined) return join(folder, COMMAND_LINE.socket);
  throw new CliError(
    `${asker}.not-running`,
    `No Pawpost runs on ${data}.`,
    `Start it first (${HOW_TO_START}), or name its folder with --data DIR.`,
  );
}

/** What to look at where the hub is silent. */
export const WHERE_IT_SAYS = IS_INSTALLED ? "pawpost logs says more" : "look at the window of scripts/start";

/** Why nobody could be asked. @param cause of the system's */
export function unasked(asker: Asker, cause: NodeJS.ErrnoException): CliError {
  if (cause.code === "ENOENT" || cause.code === "ECONNREFUSED")
    return new CliError(
      `${asker}.not-running`,
      "Pawpost does not run here.",
      `Start it first: ${HOW_TO_START}`,
      {
        cause,
      },
    );
  if (cause.code === "EACCES")
    return new CliError(
      `${asker}.not-allowed`,
      "Only root, or who runs the hub, may ask it.",
      "Put sudo before the command.",
      { cause },
    );
  return new CliError(
    `${asker}.no-answer`,
    `The hub does not answer (${cause.message}).`,
    `Is Pawpost still running? Then ${WHERE_IT_SAYS}; try again.`,
    { cause },
  );
}

/**
 * What a question is answered that changes nothing.
 * @throws CliError `<asker>.not-running`, `<asker>.not-allowed`, `<asker>.no-answer`
 */
export async function readFromHub<T>(
  asker: Asker,
  data: string,
  path: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const socketPath = await findHubSocket(asker, resolve(data));
  const nothing = { type: "text/plain", bytes: new Uint8Array() };
  const { status, json } = await askHub(asker, socketPath, path, nothing);
  const answer = schema.safeParse(json);
  if (status === 200 && answer.success) return answer.data;
  throw notUnderstood(asker, status);
}

export interface HubAnswer {
  readonly status: number;
  /** What it says, where it is JSON. */
  readonly json: unknown;
}

/** @throws CliError `<asker>.not-running`, `<asker>.not-allowed`, `<asker>.no-answer` */
export function askHub(
  asker: Asker,
  socketPath: string,
  path: string,
  body: { readonly type: string; readonly bytes: Uint8Array },
): Promise<HubAnswer> {
  const answered = new Promise<HubAnswer>((resolved, rejected) => {
    const fail = (cause: Error) => rejected(unasked(asker, cause));
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
  return whileWaiting("The hub is at it", answered);
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
const notUnderstood = (asker: Asker, status: number): CliError =>
  new CliError(
    `${asker}.no-answer`,
    `The hub answered what this command does not understand (status ${status}).`,
    "Are both of the same version? Stop Pawpost and start it again.",
  );

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
