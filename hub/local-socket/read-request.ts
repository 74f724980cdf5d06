import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body, never more than `max` bytes.
 * @returns `undefined` when it is longer; the line stays open, so that the refusal arrives
 */
export async function readRequest(
  request: IncomingMessage,
  max: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > max) {
      request.resume(); // the rest is read and dropped
      return undefined;
    }
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
