/** What the hub talks to: `hub/contract/link-job.ts`. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { LINK, MAX_JOB_BYTES, pushJob } from "../contract/link-job.ts";
import { readRequest } from "../local-socket/read-request.ts";
import { serveLocally } from "../local-socket/serve-locally.ts";
import type { Logger } from "../ports/logger.ts";
import { LinkRefused } from "./errors.ts";
import type { PushQueue } from "./push-queue.ts";

const STATUS = { "link.malformed": 400, "link.not-allowed": 403, "link.full": 503 } as const;

export async function openLinkServer(options: {
  readonly socketPath: string;
  readonly queue: PushQueue;
  readonly log: Logger;
}): Promise<AsyncDisposable> {
  const { socketPath, queue, log } = options;
  // A job may be tried for an hour: the hub hangs up when it does not want to wait.
  const server = createServer({ maxHeaderSize: 4_096, requestTimeout: 10_000 });
  server.maxConnections = 128;
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(queue, request, response).catch((error: unknown) => {
      const code = error instanceof LinkRefused ? error.code : undefined;
      log.warn("a job was not taken", { code: code ?? String((error as Error).name) });
      send(response, code === undefined ? 500 : STATUS[code], { code: code ?? "link.broken" });
    });
  });
  return serveLocally(server, socketPath);
}

async function answer(queue: PushQueue, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hungUp = new AbortController();
  response.on("close", () => hungUp.abort());
  const isPush = request.method === "POST" && request.url === LINK.push;
  const body = isPush ? await readRequest(request, MAX_JOB_BYTES) : undefined;
  const job = pushJob.safeParse(parseJson(body));
  if (!job.success) throw new LinkRefused("link.malformed", "not a job");
  send(response, 200, { outcome: await queue.push(job.data, hungUp.signal) });
}

function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // no schema takes that
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
}
