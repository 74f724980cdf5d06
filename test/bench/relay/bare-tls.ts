/** What a TLS connection alone costs a Node process, with none of our code: as many as somebody opens. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { makeControlCertificate } from "../../../relay/sessions/control-certificate.ts";
import { answerQuestions } from "../helper.ts";

export type BareTlsQuestions = {
  /** @param input of the key exchange; Node's own where it is null @returns the port */
  open: { readonly input: { readonly group: string | null }; readonly answer: number };
};

const open = new Set<TLSSocket>();

answerQuestions<BareTlsQuestions>({
  async open({ group }) {
    const certificate = await makeControlCertificate(Date.now());
    const options = {
      ...certificate,
      minVersion: "TLSv1.3" as const,
      ...(group !== null && { ecdhCurve: group }),
    };
    const server = createServer(options, (socket) => {
      open.add(socket);
      socket.on("error", () => undefined).resume();
    });
    server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  },
});
