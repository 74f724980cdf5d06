/** A cable between a room and its hub that a test can pull: what is in it then is lost, and neither end hears of it. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Cable extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  pull(): void;
  plugIn(): void;
}

/**
 * @param to where the hub listens
 * @param lateMs of the n-th connection, from 0: by how much later arrives what goes there; nothing is, where it is left out
 */
export async function layCable(
  to: { readonly host: string; readonly port: number },
  lateMs: (nth: number) => number = () => 0,
): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isPulled = false;
  const carry = (from: Socket, into: Socket, late: number) => {
    sockets.add(from);
    const after = (then: () => void) => void (late === 0 ? then() : setTimeout(then, late));
    from.on("data", (bytes: Buffer) => {
      if (!isPulled) after(() => into.write(bytes));
    });
    from.on("error", () => undefined); // "close" follows
    from.on("close", () => {
      sockets.delete(from);
      if (!isPulled) after(() => into.destroy());
    });
  };
  let connections = 0;
  const server = createServer((near) => {
    const far = connect(to);
    carry(near, far, lateMs(connections++));
    carry(far, near, 0);
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
