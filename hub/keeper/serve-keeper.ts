/** Answers other hubs whose backups are kept here, and a new machine that fetches one's: `hub/contract/keeper-line.ts`. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { TLSSocket } from "node:tls";
import { BackupError } from "../backup/errors.ts";
import { KeepingRefused, type KeptForOthers } from "../backup/keep-for-others.ts";
import {
  DEPOSIT_HEADER,
  fetchAsk,
  type KeepingCode,
  keptFile,
  MOST_KEEPER_JSON_BYTES,
  MOST_KEPT_LIST_BYTES,
  missingAsk,
  pairAsk,
} from "../contract/keeper-line.ts";
import type { PublicId } from "../contract/public-id.ts";
import { seconds } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import { parseJson } from "../domain/parse-json.ts";
import { readRequest } from "../local-socket/read-request.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { KeepingError } from "./errors.ts";
import type { Readable } from "./readable.ts";

/** Of one key, at once. */
const MOST_LINES = 6;
/** With keys that nobody knows yet, while there is a code: so many at once, and each has so long to bring it. */
const MOST_STRANGERS = 4;
const STRANGE_FOR = seconds(60);
/** Not a byte comes or goes. */
const IDLE_MS = 120_000;

export interface KeeperFaceParts {
  readonly keeping: KeptForOthers;
  readonly clock: Pick<Clock, "after">;
  readonly log: Logger;
  /** Whose backups are kept by this key. */
  hubOf(pin: string): PublicId | undefined;
  /** Whose may be read by it. */
  readableBy(pin: string): PublicId | undefined;
  /** Whether there is a code. */
  isPairing(): boolean;
  /** @returns what this hub says of itself. @throws KeepingError */
  pair(secret: string, said: string, pin: string): Promise<string>;
  /** @throws KeepingError */
  fetch(secret: string, pin: string): Promise<void>;
}

export interface KeeperFace extends Disposable {
  take(socket: TLSSocket, pin: string): boolean;
  /** Its lines end at once. */
  end(pin: string): void;
}

export function openKeeperFace(parts: KeeperFaceParts): KeeperFace {
  const { keeping, log } = parts;
  const lines = new Map<TLSSocket, string>();
  const isKnown = (pin: string) => parts.hubOf(pin) !== undefined || parts.readableBy(pin) !== undefined;
  /** By key: a list is held in memory, so one at a time. */
  const depositing = new Set<string>();
  const server = createServer({ maxHeaderSize: 32_768, keepAliveTimeout: IDLE_MS }, (request, response) => {
    const pin = lines.get(request.socket as TLSSocket);
    if (pin === undefined) return void request.socket.destroy();
    answer(request, response, pin).catch((error: unknown) => {
      // Who asked hung up: there is nobody to tell, and what came of it is gone.
      if (response.destroyed || (request.destroyed && !request.complete)) return void response.destroy();
      const code = codeOf(error);
      if (code === "keeping.failed")
        log.error("keeping a backup for another hub failed", {
          code: error instanceof HubError ? error.code : "hub.failed",
        });
      if (response.headersSent) return void response.destroy();
      request.resume(); // the rest is read and dropped, so that the refusal arrives
      send(response, STATUS[code] ?? 422, { code });
    });
  });
  // Its other limits of time hold only where it listens itself (Node 24.21).
  server.setTimeout(IDLE_MS);

  async function answer(request: IncomingMessage, response: ServerResponse, pin: string): Promise<void> {
    const asked = `${request.method} ${request.url}`;
    if (asked === "POST /pair") {
      const { secret, said } = await read(request, pairAsk);
      return send(response, 200, { said: await parts.pair(secret, said, pin) });
    }
    if (asked === "POST /fetch") {
      await parts.fetch((await read(request, fetchAsk)).secret, pin);
      return send(response, 200, {});
    }
    const own = parts.hubOf(pin);
    const hub = own ?? parts.readableBy(pin);
    if (hub === undefined) throw new KeepingError("keeping.no-such-code", "nothing is kept for this key");
    if (request.method === "GET") return give(hub, request, response);
    if (own === undefined) throw notThere();
    if (asked === "POST /missing") {
      const { files } = await read(request, missingAsk);
      return send(response, 200, { missing: await keeping.missing(own, files) });
    }
    const [, sha256] = /^PUT \/files\/([0-9a-f]{64})$/.exec(asked) ?? [];
    if (sha256 !== undefined) {
      const file = keptFile.safeParse({ sha256, bytes: Number(request.headers["content-length"] ?? "none") });
      if (!file.success) throw malformed();
      await keeping.take(own, file.data, request.iterator({ destroyOnReturn: false }));
      request.resume();
      response.writeHead(204);
      response.end();
      return;
    }
    if (asked === "PUT /backups") {
      if (depositing.has(pin)) throw new KeepingError("keeping.too-often", "one is being read through");
      depositing.add(pin);
      try {
        const said = request.headers[DEPOSIT_HEADER];
        const list = await readRequest(request, MOST_KEPT_LIST_BYTES);
        if (typeof said !== "string" || list === undefined) throw malformed();
        request.setTimeout(0); // all of it is read through before a byte goes back
        const answered = await keeping.deposit(own, said, list);
        return send(
          response,
          200,
          typeof answered === "string" ? { receipt: answered } : { missing: answered },
        );
      } finally {
        depositing.delete(pin);
      }
    }
    throw notThere();
  }

  async function give(hub: PublicId, request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const url = request.url ?? "";
    if (url === "/backups") return send(response, 200, await keeping.list(hub));
    const [, counter] = /^\/backups\/([1-9]\d{0,8})$/.exec(url) ?? [];
    if (counter !== undefined) {
      response.writeHead(200, BYTES);
      response.end(await keeping.backup(hub, Number(counter)));
      return;
    }
    const [, sha256] = /^\/files\/([0-9a-f]{64})$/.exec(url) ?? [];
    const pieces = sha256 === undefined ? undefined : await keeping.file(hub, sha256);
    if (pieces === undefined) throw notThere();
    response.writeHead(200, BYTES);
    await pipeline(pieces, response);
  }

  return {
    take(socket, pin) {
      if (!isKnown(pin)) {
        const strangers = [...lines.values()].filter((one) => !isKnown(one));
        if (!parts.isPairing() || strangers.length >= MOST_STRANGERS) return false;
        const stop = parts.clock.after(STRANGE_FOR, () => {
          if (!isKnown(pin)) socket.destroy();
        });
        socket.once("close", stop);
      }
      const own = [...lines].filter(([, one]) => one === pin);
      // No key has more than its share: the oldest goes.
      for (const [one] of own.slice(0, own.length + 1 - MOST_LINES)) one.destroy();
      lines.set(socket, pin);
      socket.once("close", () => lines.delete(socket));
      server.emit("connection", socket);
      return true;
    },
    end(pin) {
      for (const [socket, one] of lines) if (one === pin) socket.destroy();
    },
    [Symbol.dispose]() {
      for (const socket of lines.keys()) socket.destroy();
      server.close();
    },
  };
}

const BYTES = { "content-type": "application/octet-stream" };

const STATUS: Partial<Record<KeepingCode, number>> = {
  "keeping.no-such-code": 403,
  "keeping.not-there": 404,
  "keeping.backwards": 409,
  "keeping.full": 507,
  "keeping.disk-full": 507,
  "keeping.failed": 500,
};

function codeOf(error: unknown): KeepingCode {
  if (error instanceof KeepingError) return error.code;
  if (error instanceof KeepingRefused) return error.says;
  if (!(error instanceof BackupError)) return "keeping.failed";
  if (error.code === "backup.newer") return "keeping.malformed";
  if (error.code === "backup.full") return "keeping.disk-full";
  if (error.code === "backup.altered") return "keeping.other-bytes";
  return error.code === "backup.none" ? "keeping.not-there" : "keeping.failed";
}

async function read<T>(request: IncomingMessage, schema: Readable<T>): Promise<T> {
  const body = await readRequest(request, MOST_KEEPER_JSON_BYTES);
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw malformed();
  return parsed.data;
}

const malformed = () => new KeepingError("keeping.malformed", "not what is asked here");
const notThere = () => new KeepingError("keeping.not-there", "it is not there");

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
