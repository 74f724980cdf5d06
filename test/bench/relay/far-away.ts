/** Distance, in a process of its own: every byte comes half a round trip later. Connections are there at once: their own round trip anybody has. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { answerQuestions } from "../helper.ts";

export type FarAwayQuestions = {
  open: {
    readonly input: {
      readonly host: string;
      readonly port: number;
      readonly to: string;
      readonly roundTripMs: number;
    };
    readonly answer: null;
  };
};

function carry(from: Socket, to: Socket, afterMs: number): void {
  from.on("data", (bytes) => setTimeout(() => to.write(bytes), afterMs));
  from.on("end", () => setTimeout(() => to.end(), afterMs));
  from.on("error", () => undefined); // "close" follows
  from.on("close", () => setTimeout(() => to.destroy(), afterMs));
}

answerQuestions<FarAwayQuestions>({
  async open({ host, port, to, roundTripMs }) {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
      const far = connect({ host: to, port, allowHalfOpen: true, noDelay: true });
      carry(near, far, roundTripMs / 2);
      carry(far, near, roundTripMs / 2);
    });
    server.listen(port, host);
    await once(server, "listening");
    return null;
  },
});
