import { connect, type Socket } from "node:net";

/** The relay's one refusal: a fatal TLS alert, `unrecognized_name`. */
export const REFUSED = "15030300020270";

export interface RawVisit {
  /** All that was heard until the end, as hex; behind it how the line broke, where it did. */
  readonly heard: string;
  /** From the last byte that was said to the first that was heard; `undefined` where none was. */
  readonly waitedMs: number | undefined;
}

/** 127.x.y.z, of which every machine has sixteen million: visitors from many places. @param number 0 to 65,000 */
export const sourceNumber = (number: number): string => `127.1.${number >> 8}.${number & 255}`;

/** Says these pieces, one write each, and listens until the line is closed. @param where a port of this machine, or a Unix socket @param options `afterwards`: what it does once all is said */
export function visitRaw(
  where: number | string,
  pieces: readonly Uint8Array[],
  options: { readonly localAddress?: string; readonly afterwards?: (socket: Socket) => void } = {},
): Promise<RawVisit> {
  return new Promise((resolve) => {
    const heard: Buffer[] = [];
    let said = performance.now();
    let first: number | undefined;
    let broke = "";
    const { localAddress, afterwards } = options;
    const place = typeof where === "string" ? { path: where } : { host: "127.0.0.1", port: where };
    const socket = connect({
      ...place,
      noDelay: true,
      ...(localAddress !== undefined && { localAddress }),
    });
    socket.on("connect", () => {
      said = performance.now();
      for (const piece of pieces) socket.write(piece);
      afterwards?.(socket);
    });
    socket.on("data", (chunk: Buffer) => {
      first ??= performance.now();
      heard.push(chunk);
    });
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      broke = code ?? "broken"; // "close" follows
    });
    socket.on("close", () =>
      resolve({
        heard: `${Buffer.concat(heard).toString("hex")}${broke}`,
        waitedMs: first === undefined ? undefined : first - said,
      }),
    );
  });
}
