/** A cable between a room and its hub that a test can pull: what is in it then is lost, and neither end hears of it. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Cable extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  pull(): void;
  plugIn(): void;
}

/** @param to where the hub listens */
export async function layCable(to: { readonly host: string; readonly port: number }): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isPulled = false;
  const carry = (from: Socket, into: Socket) => {
    sockets.add(from);
    from.on("data", (bytes: Buffer) => {
      if (!isPulled) into.write(bytes);
    });
    from.on("error", () => undefined); // "close" follows
    from.on("close", () => {
      sockets.delete(from);
      if (!isPulled) into.destroy();
    });
  };
  const server = createServer((near) => {
    const far = connect(to);
    carry(near, far);
    carry(far, near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    host: "127.0.0.1",
    port: address.port,
    pull() {
      isPulled = true;
    },
    /** What was in it when it was pulled does not come back: both ends dial anew. */
    plugIn() {
      for (const socket of sockets) socket.destroy();
      isPulled = false;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
