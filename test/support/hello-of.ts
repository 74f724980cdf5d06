import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { connect } from "node:tls";

/** What OpenSSL says first, as a phone's browser would. */
export async function helloOf(options: {
  readonly servername?: string;
  readonly ALPNProtocols?: string[];
}): Promise<Uint8Array> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const heard = new Promise<Uint8Array>((resolve) => {
    server.on("connection", (socket) => socket.once("data", (bytes) => resolve(new Uint8Array(bytes))));
  });
  const { port } = server.address() as AddressInfo;
  const client = connect({ host: "127.0.0.1", port, ...options, rejectUnauthorized: false });
  client.on("error", () => undefined);
  const bytes = await heard;
  client.destroy();
  server.close();
  return bytes;
}
