/** A way into another network, run there: who comes to a Unix socket is joined to a TCP port. `GATE_SOCKET`, `GATE_HOST`, `GATE_PORT`. */
import { connect, createServer } from "node:net";

const { GATE_SOCKET: path, GATE_HOST: host, GATE_PORT: port } = process.env;

createServer({ allowHalfOpen: true }, (outside) => {
  const inside = connect({ host: host ?? "127.0.0.1", port: Number(port), allowHalfOpen: true });
  for (const [from, into] of [
    [outside, inside],
    [inside, outside],
  ] as const) {
    from.on("error", () => undefined).once("close", () => into.destroy());
    from.pipe(into);
  }
}).listen(path, () => process.stdout.write("ready\n"));
