import type { Socket } from "node:net";

/** Whole messages over a socket: JSON, one line each. */
export interface JsonLines {
  send(message: object): void;
  end(): void;
}

/**
 * @param hear each message, in order; where it throws, or a line is longer or no JSON, the connection is cut
 * @param gone called once
 */
export function openJsonLines(
  socket: Socket,
  options: {
    readonly maxBytes: number;
    readonly hear: (message: unknown) => void;
    readonly gone: () => void;
  },
): JsonLines {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("error", () => undefined); // "close" follows
  socket.once("close", options.gone);
  socket.on("data", (part: string) => {
    text += part;
    try {
      for (let end = text.indexOf("\n"); end >= 0 && !socket.destroyed; end = text.indexOf("\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        options.hear(JSON.parse(line));
      }
      if (text.length > options.maxBytes) throw new RangeError("a line that does not end");
    } catch {
      socket.destroy(); // whoever is there does not speak as we do
    }
  });
  return {
    send: (message) => void socket.write(`${JSON.stringify(message)}\n`),
    end: () => socket.destroy(),
  };
}
