/** What the hub talks to: `hub/contract/link-job.ts`. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { splice } from "../../relay/wire/splice.ts";
import { LINK, MAX_JOB_BYTES, pushJob, textsJob } from "../contract/link-job.ts";
import { parseJson } from "../domain/parse-json.ts";
import { readRequest } from "../local-socket/read-request.ts";
import { serveLocally } from "../local-socket/serve-locally.ts";
import type { Logger } from "../ports/logger.ts";
import type { AskNameServers } from "./ask-name-servers.ts";
import type { DialOut } from "./dial-out.ts";
import { LinkRefused } from "./errors.ts";
import type { PushQueue } from "./push-queue.ts";

const STATUS = { "link.malformed": 400, "link.not-allowed": 403, "link.full": 503 } as const;

interface Work {
  readonly queue: PushQueue;
  readonly dialOut: DialOut;
  readonly askNameServers: AskNameServers;
}

export async function openLinkServer(
  options: Work & { readonly socketPath: string; readonly log: Logger },
): Promise<AsyncDisposable> {
  const { socketPath, log } = options;
  // A job may be tried for an hour: the hub hangs up when it does not want to wait.
  const server = createServer({ maxHeaderSize: 4_096, requestTimeout: 10_000 });
  server.maxConnections = 128;
  const refuse = (error: unknown) => {
    const code = error instanceof LinkRefused ? error.code : undefined;
    log.warn("a job was not taken", { code: code ?? String((error as Error).name) });
    return { status: code === undefined ? 500 : STATUS[code], code: code ?? "link.broken" };
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(options, request, response).catch((error: unknown) => {
      const { status, code } = refuse(error);
      send(response, status, { code });
    });
  });
  const streams = new Set<Socket>();
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    streams.add(socket);
    socket.once("close", () => streams.delete(socket));
    socket.on("error", () => undefined); // "close" follows
    carry(options.dialOut, request.url ?? "", socket, head).catch((error: unknown) => {
      socket.end(`HTTP/1.1 ${refuse(error).status} Refused\r\n\r\n`);
    });
  });
  const serving = await serveLocally(server, socketPath);
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of streams) socket.destroy(); // the server has let go of them
      await serving[Symbol.asyncDispose]();
    },
  };
}

async function answer(
  { queue, askNameServers }: Work,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const hungUp = new AbortController();
  response.on("close", () => hungUp.abort());
  const path = request.method === "POST" ? request.url : undefined;
  const isKnown = path === LINK.push || path === LINK.texts;
  const body = parseJson(isKnown ? await readRequest(request, MAX_JOB_BYTES) : undefined);
  const texts = textsJob.safeParse(path === LINK.texts ? body : undefined);
  if (texts.success) return send(response, 200, await askNameServers(texts.data));
  const job = pushJob.safeParse(path === LINK.push ? body : undefined);
  if (!job.success) throw new LinkRefused("link.malformed", "not a job");
  send(response, 200, { outcome: await queue.push(job.data, hungUp.signal) });
}

async function carry(dialOut: DialOut, target: string, socket: Socket, head: Buffer): Promise<void> {
  const hungUp = new AbortController();
  const hangUp = () => hungUp.abort();
  socket.once("close", hangUp);
  const out = await dialOut(target, hungUp.signal);
  socket.off("close", hangUp);
  if (out === undefined) return void socket.end("HTTP/1.1 502 Nobody answers\r\n\r\n");
  if (socket.destroyed) return void out.destroy();
  socket.write("HTTP/1.1 200 Connected\r\n\r\n");
  if (head.length > 0) socket.unshift(head);
  await splice(socket, out);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
}
