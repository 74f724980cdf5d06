/** A controller's Unix socket as unkind software serves it: the same bytes, cut and joined anywhere, strangers between them. */
import { connect, createServer, type Socket } from "node:net";
import { H4Parser } from "../../ble/radio/hci/h4-parser.ts";

/** `strewn`: vendor events between the packets, and all of it cut anywhere. */
export type Mangling = "byte-by-byte" | "glued" | "strewn";

/** Events a host has never heard of: vendor debug (0xff) and two codes no specification names. */
const STRANGERS = ["04ff0301beef", "04ff00", "04fe02cafe", "04a000"].map((hex) => Buffer.from(hex, "hex"));
const GLUE_MS = 3;

/** Listens at `path` and passes on, both ways, to whoever listens at `to`. */
export async function startMangler(options: {
  readonly path: string;
  readonly to: string;
  readonly mangling: Mangling;
  readonly random: () => number;
}): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(options.to);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.on("data", mangler(options, far, false));
    far.on("data", mangler(options, near, true));
  });
  await new Promise<void>((resolve) => server.listen(options.path, resolve));
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Random = { readonly random: () => number; readonly mangling: Mangling };

function mangler({ mangling, random }: Random, to: Socket, isToHost: boolean): (chunk: Buffer) => void {
  switch (mangling) {
    case "byte-by-byte":
      return (chunk) => {
        for (const byte of chunk) to.write(Buffer.of(byte));
      };
    case "glued": {
      let waiting: Buffer[] = [];
      return (chunk) => {
        waiting.push(chunk);
        if (waiting.length > 1) return;
        setTimeout(() => {
          to.write(Buffer.concat(waiting));
          waiting = [];
        }, GLUE_MS);
      };
    }
    case "strewn": {
      const cut = (chunk: Buffer) => {
        for (let at = 0; at < chunk.length; ) {
          const end = at + 1 + Math.floor(random() * 9);
          to.write(chunk.subarray(at, end));
          at = end;
        }
      };
      if (!isToHost) return cut;
      const parser = new H4Parser((packet) => {
        cut(packet);
        cut(STRANGERS[Math.floor(random() * STRANGERS.length)] ?? packet.subarray(0, 0));
      });
      return (chunk) => parser.push(chunk);
    }
  }
}
