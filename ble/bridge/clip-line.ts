/** Clips to and from the hub: HTTP by ticket, over its Unix socket or a line of our own. See `hub/contract/clip-ticket.ts`. */
import { request } from "node:http";
import { clipPath, MAX_TOY_BYTES } from "../../hub/contract/clip-ticket.ts";
import { BridgeError } from "./errors.ts";
import type { HubReach } from "./hub-line.ts";

const TIMEOUT_MS = 20_000;
const MAX_PROBLEM_BYTES = 4_096;

export interface ClipLine {
  /** @throws BridgeError `bridge.clip-unavailable`: void ticket, or the hub is away */
  fetch(ticket: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Resolves when the hub has it on disk. @throws BridgeError `bridge.clip-refused` for good, `bridge.clip-unavailable` for now */
  hand(ticket: string, bytes: Uint8Array): Promise<void>;
}

export function makeClipLine(reach: HubReach): ClipLine {
  const way =
    "dial" in reach
      ? { createConnection: () => reach.dial("clips") }
      : {
          agent: false,
          socketPath: reach.socketPath,
          headers: { authorization: `Bearer ${reach.credential}` },
        };
  const ask = (method: "GET" | "PUT", ticket: string, body: Uint8Array | undefined, limit: number) =>
    new Promise<{ status: number; bytes: Uint8Array<ArrayBuffer> }>((answered, failed) => {
      const unavailable = (cause?: unknown) =>
        failed(new BridgeError("bridge.clip-unavailable", "the hub did not answer", { cause }));
      const sent = request(
        // A line of its own: one kept from before may be closing at the other end just now.
        { ...way, method, path: clipPath(ticket), timeout: TIMEOUT_MS },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on("data", (chunk: Buffer) => {
            size += chunk.byteLength;
            if (size > limit) response.destroy(new Error("longer than any clip"));
            else chunks.push(chunk);
          });
          response.on("error", unavailable);
          response.on("end", () =>
            answered({ status: response.statusCode ?? 0, bytes: Uint8Array.from(Buffer.concat(chunks)) }),
          );
        },
      );
      sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
      sent.on("error", unavailable);
      sent.end(body);
    });

  return {
    async fetch(ticket) {
      const { status, bytes } = await ask("GET", ticket, undefined, MAX_TOY_BYTES);
      if (status === 200) return bytes;
      throw new BridgeError("bridge.clip-unavailable", `the hub answered ${status}`);
    },
    async hand(ticket, clip) {
      const { status } = await ask("PUT", ticket, clip, MAX_PROBLEM_BYTES);
      if (status === 204) return;
      const isFinal = status === 422 || status === 413;
      throw new BridgeError(
        isFinal ? "bridge.clip-refused" : "bridge.clip-unavailable",
        `the hub answered ${status}`,
      );
    },
  };
}
