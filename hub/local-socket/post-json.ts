/** A question to a server of ours on a socket of this machine, and its answer. */
import { request } from "node:http";

export interface Question {
  readonly socketPath: string;
  readonly path: string;
  readonly body: unknown;
  readonly signal: AbortSignal;
  /** In UTF-16 units; a longer answer is an error. */
  readonly maxAnswer: number;
}

/** @throws Error of Node's: `ENOENT` and `ECONNREFUSED` where nobody serves there */
export const postJson = ({ socketPath, path, body, signal, maxAnswer }: Question) =>
  new Promise<{ readonly status: number; readonly text: string }>((answered, failed) => {
    const headers = { "content-type": "application/json" };
    const sent = request({ socketPath, agent: false, method: "POST", path, headers, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > maxAnswer) response.destroy(new Error("longer than any answer"));
      });
      response.on("error", failed);
      response.on("end", () => answered({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", failed);
    sent.end(JSON.stringify(body));
  });
