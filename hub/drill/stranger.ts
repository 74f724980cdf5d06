/** Somebody without a session at the page's own port, as any program on the house's machines could be. */
import { request } from "node:http";

interface StrangersAnswer {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Its beginning: who is turned away is told in a line. */
  readonly body: Buffer;
}

interface StrangersRequest {
  readonly method?: string;
  readonly path: string;
  readonly json?: unknown;
}

export type AskAsStranger = (asked: StrangersRequest, signal: AbortSignal) => Promise<StrangersAnswer>;

const ANSWER_WITHIN_MS = 10_000;
const MOST_BYTES = 2 * 1_048_576;

/** @param port a function, because a free one is known only once the hub listens */
export const makeStranger =
  (port: () => number): AskAsStranger =>
  ({ method = "GET", path, json }, signal) => {
    const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
    return new Promise((answered, failed) => {
      const asking = request(
        {
          host: "127.0.0.1",
          port: port(),
          method,
          path,
          agent: false,
          signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
          headers: {
            host: `localhost:${port()}`,
            ...(body && { "content-type": "application/json", "content-length": body.byteLength }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          const done = () => {
            const { statusCode: status = 0, headers } = answer;
            answered({ status, headers, type: headers["content-type"] ?? "", body: Buffer.concat(chunks) });
          };
          answer.on("data", (chunk: Buffer) => {
            bytes += chunk.byteLength;
            chunks.push(chunk);
            if (bytes <= MOST_BYTES) return;
            done();
            answer.destroy();
          });
          answer.on("end", done);
          answer.on("error", failed);
          // A stream goes on: that it was opened says everything.
          if (answer.headers["content-type"] !== "text/event-stream") return;
          done();
          answer.destroy();
        },
      );
      asking.on("error", failed);
      asking.end(body);
    });
  };
