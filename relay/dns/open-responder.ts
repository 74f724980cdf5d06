/** The zone's name server: UDP and TCP on one port (RFC 1035, 4.2; RFC 7766), EDNS (RFC 6891), authoritative for one zone and nothing else. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, isIPv6, type Socket } from "node:net";
import dns from "dns-packet";
import { makeBuckets } from "../../hub/domain/buckets.ts";
import { sourceOf } from "../gate/source-of.ts";
import type { HubId } from "../wire/remote-name.ts";
import { answerQuestion, hubAsked, isOwnAsked, type Proofs, type Zone } from "./zone-answers.ts";

/** Of an answer by UDP, whatever a resolver says it can take: what gets through everywhere in one piece (DNS flag day 2020). */
const MOST_BY_UDP = 1_232;
/** A resolver that does not say what it can take: RFC 1035, 2.3.4. */
const PLAIN_UDP = 512;
/** A question has one name of 255 bytes at most. */
const LONGEST_QUESTION = 1_024;
/** A resolver asks for many; who asks for more is not heard. Answers are small, so that a forged address is not flooded either. */
const PER_SOURCE = { perSecond: 50, burst: 500 };
const MOST_TCP = 200;
const TCP_IDLE_MS = 10_000;

/** Header bits: RFC 1035, 4.1.1. */
const AUTHORITATIVE = 1 << 10;
const TRUNCATED = 1 << 9;
const RECURSION_DESIRED = 1 << 8;
const RCODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const;

type AskProofs = (hub: HubId) => Promise<Proofs | undefined | "unknown">;

/** Questions whose answer has a proof in it. */
const PROVEN: ReadonlySet<string> = new Set(["TXT", "CAA", "ANY"]);

export interface Responder {
  readonly port: number;
  close(): Promise<void>;
}

export async function openResponder(options: {
  readonly host: string;
  readonly port: number;
  readonly zone: Zone;
  /** What a hub says of itself, wherever it is; `"unknown"` where nobody can say just now: then the answer is none, and asked for again. */
  readonly proofs: AskProofs;
  /** What the relay says of its own name, as `proofs` says of a hub's; nothing when left out. */
  readonly ownProofs?: () => Promise<Proofs | "unknown">;
}): Promise<Responder> {
  const { host, zone } = options;
  const proofs = async (name: string, type: string) => {
    const hub = hubAsked(name, zone.zone);
    if (hub !== undefined) return options.proofs(hub);
    // Where the relay is, hubs ask all the time: nobody else is asked for that.
    return PROVEN.has(type) && isOwnAsked(name, zone.zone) ? options.ownProofs?.() : undefined;
  };
  const sources = makeBuckets(PER_SOURCE);
  const open = new Set<Socket>();
  let isClosed = false;

  const tcp = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => undefined); // "close" follows
    socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
    readFramed(socket, (question) => {
      if (!sources.take(sourceOf(socket.remoteAddress), performance.now())) return socket.destroy();
      void respond(question, zone, proofs, 65_535).then((answer) => {
        if (answer === undefined) return void socket.destroy();
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        socket.write(Buffer.concat([length, answer]));
      });
    });
  });
  tcp.maxConnections = MOST_TCP;
  tcp.listen(options.port, host);
  await once(tcp, "listening");
  const address = tcp.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");

  const udp = createSocket(isIPv6(host) ? "udp6" : "udp4");
  udp.on("message", (question, { address: from, port }) => {
    if (!sources.take(sourceOf(from), performance.now())) return;
    void respond(question, zone, proofs, undefined).then((answer) => {
      if (answer !== undefined && !isClosed) udp.send(answer, port, from);
    });
  });
  udp.on("error", () => undefined); // one answer that cannot be sent
  udp.bind(address.port, host);
  // The port is another program's for UDP alone.
  await once(udp, "listening").catch((error: unknown) => {
    tcp.close();
    throw error;
  });

  return {
    port: address.port,
    async close() {
      isClosed = true;
      udp.close();
      for (const socket of open) socket.destroy();
      await new Promise<void>((closed) => void tcp.close(() => closed()));
    },
  };
}

/** @param most bytes of the answer; by UDP, what the question says @returns `undefined` for what is no question, which gets no answer */
async function respond(
  bytes: Buffer,
  zone: Zone,
  askProofs: (name: string, type: string) => ReturnType<AskProofs>,
  most: number | undefined,
): Promise<Buffer | undefined> {
  const packet = decode(bytes);
  if (packet === undefined || packet.type !== "query") return undefined;
  const {
    id,
    flags = 0,
    questions = [],
    additionals = [],
    opcode,
  } = packet as typeof packet & { opcode?: string };
  const edns = additionals.find((record) => record.type === "OPT");
  const base = { id, type: "response" as const, questions };
  const say = (rcode: keyof typeof RCODES, more: dns.Packet = {}): Buffer => {
    const code = RCODES[rcode];
    const opt = edns && [
      {
        type: "OPT" as const,
        name: ".",
        udpPayloadSize: MOST_BY_UDP,
        extendedRcode: code >> 4,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ];
    const own = (more.additionals ?? []) as dns.Answer[];
    return dns.encode({
      ...base,
      ...more,
      flags: (flags & RECURSION_DESIRED) | (more.flags ?? 0) | (code & 15),
      additionals: [...own, ...(opt ?? [])],
    });
  };
  const [question] = questions;
  if (opcode !== "QUERY") return say("NOTIMP");
  if (edns?.type === "OPT" && edns.ednsVersion !== 0) return say("BADVERS");
  if (question === undefined || questions.length !== 1) return say("FORMERR");
  if (question.class !== "IN" && question.class !== "ANY") return say("REFUSED");
  const proofs = await askProofs(question.name, question.type);
  // That nobody may issue, or that there is no proof, is only to be said where it is so.
  if (proofs === "unknown") return say("SERVFAIL");
  const {
    rcode,
    answers,
    authorities,
    additionals: glue,
  } = answerQuestion(question.name, question.type, zone, proofs);
  const more = {
    answers: answers as dns.Answer[],
    authorities: authorities as dns.Answer[],
    additionals: glue as dns.Answer[],
  };
  const isOurs = rcode !== "REFUSED";
  const whole = say(rcode, { ...more, flags: isOurs ? AUTHORITATIVE : 0 });
  const room = most ?? Math.min(MOST_BY_UDP, Math.max(PLAIN_UDP, sizeOf(edns)));
  return whole.length <= room ? whole : say(rcode, { flags: AUTHORITATIVE | TRUNCATED });
}

const sizeOf = (edns: dns.Answer | undefined): number =>
  edns?.type === "OPT" ? edns.udpPayloadSize : PLAIN_UDP;

function decode(bytes: Buffer): dns.DecodedPacket | undefined {
  if (bytes.length > LONGEST_QUESTION) return undefined;
  try {
    return dns.decode(bytes);
  } catch {
    return undefined; // whatever it is, it is no question
  }
}

/** Messages by TCP: two bytes of length before each. RFC 1035, 4.2.2. */
function readFramed(socket: Socket, hear: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && !socket.destroyed) {
      const length = rest.readUInt16BE();
      if (length > LONGEST_QUESTION) return void socket.destroy();
      if (rest.length < 2 + length) return;
      hear(rest.subarray(2, 2 + length));
      rest = rest.subarray(2 + length);
    }
  });
}
