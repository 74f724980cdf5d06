/** Phones away from home, in a process of their own: TLS to whatever they are sent to, each connection from an address of its own. */
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { answerQuestions } from "../helper.ts";

/** Where to, and by which names; one after the other where there are several. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly names: readonly string[];
}

export type VisitorQuestions = {
  /** @returns ms from the first request to the last byte; the connections were open before */
  download: {
    readonly input: { readonly target: Target; readonly streams: number; readonly bytesEach: number };
    readonly answer: number;
  };
  /** @returns of each visit, one after the other: ms from the connection until TLS is there, and until the first answer */
  newVisits: {
    readonly input: { readonly target: Target; readonly count: number };
    readonly answer: { readonly secureMs: readonly number[]; readonly answeredMs: readonly number[] };
  };
  /** @returns ms of each question on a connection that is open */
  openVisits: {
    readonly input: { readonly target: Target; readonly count: number };
    readonly answer: readonly number[];
  };
  /** Visits until the time is over, each with one answer. */
  crowd: {
    readonly input: { readonly target: Target; readonly atOnce: number; readonly forMs: number };
    readonly answer: { readonly served: number; readonly perSecond: number; readonly failed: number };
  };
  /** Visitors that ask for much and never read. */
  stall: {
    readonly input: { readonly target: Target; readonly count: number; readonly bytes: number };
    readonly answer: null;
  };
  /** Opens so many and says nothing. */
  hold: { readonly input: { readonly target: Target; readonly count: number }; readonly answer: null };
  release: { readonly input: null; readonly answer: null };
};

const HELD_AT_ONCE = 32;

let drawn = 0;
/** A relay counts by address; the whole of 127.0.0.0/8 is this machine. */
function nextAddress(): string {
  drawn += 1;
  return `127.${16 + ((drawn >> 16) & 127)}.${(drawn >> 8) & 255}.${drawn & 255}`;
}

const dial = ({ host, port, names }: Target): TLSSocket => {
  const options = {
    host,
    port,
    servername: names[drawn % names.length] ?? "",
    localAddress: nextAddress(),
    rejectUnauthorized: false,
    minVersion: "TLSv1.3" as const,
  };
  const socket = connect(options);
  socket.setNoDelay(true);
  return socket;
};

async function open(target: Target): Promise<TLSSocket> {
  const socket = dial(target);
  await once(socket, "secureConnect");
  return socket;
}

function request(socket: TLSSocket, bytes: number): Promise<void> {
  const asked = Buffer.alloc(4);
  asked.writeUInt32BE(bytes);
  let left = bytes;
  return new Promise((done, failed) => {
    const leave = () => failed(new Error("hung up"));
    const hear = (chunk: Buffer) => {
      left -= chunk.length;
      if (left > 0) return;
      socket.off("data", hear).off("close", leave);
      done();
    };
    socket.on("data", hear).once("close", leave);
    socket.write(asked);
  });
}

const stalled: TLSSocket[] = [];

answerQuestions<VisitorQuestions>({
  async download({ target, streams, bytesEach }) {
    const sockets = await Promise.all(Array.from({ length: streams }, () => open(target)));
    await Promise.all(sockets.map((socket) => request(socket, 1)));
    const since = performance.now();
    await Promise.all(sockets.map((socket) => request(socket, bytesEach)));
    const ms = performance.now() - since;
    for (const socket of sockets) socket.destroy();
    return ms;
  },
  async newVisits({ target, count }) {
    const secureMs: number[] = [];
    const answeredMs: number[] = [];
    for (let visit = 0; visit < count; visit += 1) {
      const since = performance.now();
      const socket = await open(target);
      secureMs.push(performance.now() - since);
      await request(socket, 1);
      answeredMs.push(performance.now() - since);
      socket.destroy();
    }
    return { secureMs, answeredMs };
  },
  async openVisits({ target, count }) {
    const socket = await open(target);
    await request(socket, 1);
    const ms: number[] = [];
    for (let asked = 0; asked < count; asked += 1) {
      const since = performance.now();
      await request(socket, 1);
      ms.push(performance.now() - since);
    }
    socket.destroy();
    return ms;
  },
  async crowd({ target, atOnce, forMs }) {
    const begun = performance.now();
    let served = 0;
    let failed = 0;
    const visitor = async () => {
      while (performance.now() - begun < forMs) {
        const socket = dial(target);
        try {
          await once(socket, "secureConnect");
          await request(socket, 1);
          served += 1;
        } catch {
          failed += 1;
        }
        socket.on("error", () => undefined); // it is over
        socket.destroy();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, visitor));
    return { served, perSecond: served / ((performance.now() - begun) / 1_000), failed };
  },
  async stall({ target, count, bytes }) {
    const asked = Buffer.alloc(4);
    asked.writeUInt32BE(bytes);
    for (let each = 0; each < count; each += 1) {
      const socket = await open(target);
      socket.on("error", () => undefined); // it is over
      socket.pause();
      socket.write(asked);
      stalled.push(socket);
    }
    return null;
  },
  async hold({ target, count }) {
    let left = count;
    const opener = async () => {
      while (left-- > 0) {
        const socket = await open(target);
        socket.on("error", () => undefined); // it is over
        stalled.push(socket);
      }
    };
    await Promise.all(Array.from({ length: HELD_AT_ONCE }, opener));
    return null;
  },
  release() {
    for (const socket of stalled.splice(0)) socket.destroy();
    return null;
  },
});
