/**
 * A hub's TLS with nothing behind it, in a process of its own: whoever asks for so many bytes (u32, big-endian) gets them. It listens on a port, for
 * those who come directly or by another proxy, and on the Unix socket to which the link hands the relay's visitors.
 */
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { makeControlCertificate } from "../../../relay/sessions/control-certificate.ts";
import { answerQuestions } from "../helper.ts";

export type HubDoorQuestions = {
  /** @returns the port */
  open: { readonly input: { readonly door: string }; readonly answer: number };
};

const REQUEST_BYTES = 4;
const CHUNK = Buffer.alloc(262_144, "bear");

async function serve(socket: TLSSocket): Promise<void> {
  socket.on("error", () => undefined); // a visitor that has seen enough
  let asked = Buffer.alloc(0);
  try {
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      asked = Buffer.concat([asked, bytes]);
      for (; asked.length >= REQUEST_BYTES; asked = asked.subarray(REQUEST_BYTES))
        for (let left = asked.readUInt32BE(); left > 0; left -= Math.min(left, CHUNK.length))
          if (!socket.write(CHUNK.subarray(0, left))) await once(socket, "drain");
    }
  } catch {
    // it has left
  }
}

answerQuestions<HubDoorQuestions>({
  async open({ door }) {
    const certificate = await makeControlCertificate(Date.now());
    const server = createServer({ ...certificate, noDelay: true }, (socket) => void serve(socket));
    server.on("tlsClientError", (_, socket) => socket.destroy());
    const local = createServer(certificate, (socket) => void serve(socket));
    local.on("tlsClientError", (_, socket: Socket) => socket.destroy());
    server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 });
    local.listen({ path: door, backlog: 4_096 });
    await Promise.all([once(server, "listening"), once(local, "listening")]);
    return (server.address() as AddressInfo).port;
  },
});
