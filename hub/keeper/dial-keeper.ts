/** This hub's side of `hub/contract/keeper-line.ts`: asks the hub that keeps its backups, over lines that show the one key that is known. */
import { Agent, request as ask, type IncomingMessage } from "node:http";
import {
  DEPOSIT_HEADER,
  depositAnswer,
  KEEPER_PROTOCOL,
  keepingRefusal,
  keptList,
  MOST_ASKED_FILES,
  MOST_KEEPER_JSON_BYTES,
  MOST_KEPT_LIST_BYTES,
  missingAnswer,
  paired,
} from "../contract/keeper-line.ts";
import { parseJson } from "../domain/parse-json.ts";
import { type DialledPin, dialPinned } from "../pinned-tls/dial-pinned.ts";
import { type KeeperLine, KeepersRefused } from "../ports/keepers.ts";
import { KeepingError } from "./errors.ts";
import type { Readable } from "./readable.ts";

const LINES = 2;
/** Nothing comes and nothing goes. */
const SILENT_MS = 2 * 60_000;
/** Who keeps backups reads all of one through before it answers. */
const READING_MS = 60 * 60_000;
const MOST_LIST_JSON_BYTES = 4 * 1_048_576;

export interface DialledKeeper extends KeeperLine {
  /** By a code: who this hub is, to be kept from now on. @returns what the other one says of itself */
  pair(secret: string, said: string): Promise<string>;
  /** By a code: to read what is kept of a hub. */
  fetch(secret: string): Promise<void>;
}

/** Lines are dialled when they are needed. @throws each function: KeepersRefused `keeper.unreachable`, `keeper.other-hub`; KeepingError */
export function dialKeeper(
  place: DialledPin,
  signal: AbortSignal,
  onPin: (pin: string) => void = () => undefined,
): DialledKeeper {
  const refusal = (why: "other" | "silent") =>
    why === "other"
      ? new KeepersRefused("keeper.other-hub", "somebody else answers there")
      : new KeepersRefused("keeper.unreachable", "no answer in time");
  const agent = new Agent({ keepAlive: true, maxSockets: LINES });
  Object.assign(agent, { createConnection: () => dialPinned(place, KEEPER_PROTOCOL, refusal, onPin) });

  async function call(
    method: string,
    path: string,
    body?: Uint8Array,
    { headers = {}, silentMs = SILENT_MS }: { readonly headers?: object; readonly silentMs?: number } = {},
  ): Promise<IncomingMessage> {
    const length = body === undefined ? {} : { "content-length": body.byteLength };
    const sent = ask({ agent, method, path, headers: { host: "keeper", ...length, ...headers }, signal });
    sent.setTimeout(silentMs, () => sent.destroy(refusal("silent")));
    const response = await new Promise<IncomingMessage>((answered, failed) => {
      sent.once("response", answered);
      sent.on("error", (cause) => failed(unreachable(cause, signal)));
      sent.end(body);
    });
    const { statusCode = 0 } = response;
    if (statusCode < 300) return response;
    const refused = keepingRefusal.safeParse(parseJson(await readAll(response, MOST_KEEPER_JSON_BYTES)));
    throw new KeepingError(
      refused.success ? refused.data.code : "keeping.failed",
      `${method}: ${statusCode}`,
    );
  }
  async function talk<T>(schema: Readable<T>, max: number, ...how: Parameters<typeof call>): Promise<T> {
    const answer = schema.safeParse(parseJson(await readAll(await call(...how), max)));
    if (answer.success) return answer.data;
    throw new KeepersRefused("keeper.other-hub", "what answers there does not speak as we do");
  }
  async function* piecesOf(response: IncomingMessage): AsyncGenerator<Uint8Array> {
    try {
      yield* response as AsyncIterable<Buffer>;
    } catch (cause) {
      throw unreachable(cause, signal);
    }
  }
  async function readAll(response: IncomingMessage, max: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of piecesOf(response)) {
      size += chunk.byteLength;
      if (size > max) throw new KeepersRefused("keeper.other-hub", "an answer that does not end");
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
  const json = (value: object) => Buffer.from(JSON.stringify(value));
  const ifThere = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof KeepingError && error.code === "keeping.not-there") return undefined;
      throw error;
    }
  };

  return {
    async pair(secret, said) {
      const body = json({ secret, said });
      return (await talk(paired, MOST_KEEPER_JSON_BYTES, "POST", "/pair", body)).said;
    },
    async fetch(secret) {
      (await call("POST", "/fetch", json({ secret }))).resume();
    },
    list: () => talk(keptList, MOST_LIST_JSON_BYTES, "GET", "/backups"),
    async backup(counter) {
      const response = await ifThere(call("GET", `/backups/${counter}`));
      return response && readAll(response, MOST_KEPT_LIST_BYTES);
    },
    async file(sha256) {
      const response = await ifThere(call("GET", `/files/${sha256}`));
      return response && piecesOf(response);
    },
    async missing(files) {
      const missing = new Set<string>();
      for (let at = 0; at < files.length; at += MOST_ASKED_FILES) {
        const body = json({ files: files.slice(at, at + MOST_ASKED_FILES) });
        const answer = await talk(missingAnswer, MOST_KEEPER_JSON_BYTES, "POST", "/missing", body);
        for (const sha256 of answer.missing) missing.add(sha256);
      }
      return missing;
    },
    async put({ sha256 }, bytes) {
      (await call("PUT", `/files/${sha256}`, bytes)).resume();
    },
    async deposit(said, list) {
      const how = { headers: { [DEPOSIT_HEADER]: said }, silentMs: READING_MS };
      const answer = await talk(depositAnswer, MOST_KEEPER_JSON_BYTES, "PUT", "/backups", list, how);
      return "receipt" in answer ? answer.receipt : answer.missing;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
    },
  };
}

function unreachable(cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (cause instanceof KeepersRefused) return cause;
  return new KeepersRefused("keeper.unreachable", "nobody answers there", { cause });
}
