import type { TLSSocket } from "node:tls";
import type { WebSocket } from "ws";
import { makeBuckets } from "../../hub/domain/buckets.ts";
import { type HubMessage, hubMessage, parseMessage, type RelayMessage } from "../wire/control-message.ts";
import { WireError } from "../wire/errors.ts";
import { CHANNEL } from "../wire/hello.ts";
import { makeUrgentPing, type UrgentPing } from "../wire/urgent-ping.ts";

/** A hub that has connected says who it is within so long. */
const HELLO_MS = 10_000;
/** Asked so often whether it is still there: one that is not is noticed within 80 s. */
const PING_MS = 40_000;
/** A hub has little to say: who it is, and when its family gets or loses a device. */
const MESSAGES = { perSecond: 1, burst: 30 };
/** Policy violation: RFC 6455, 7.4.1. */
const REFUSED = 1008;

export interface ControlLine {
  /** What this TLS connection exports, for the hellos. */
  readonly channel: Uint8Array;
  /** From where the hub has come, as the system says it. */
  readonly address: string | undefined;
  send(message: RelayMessage): void;
  /** It has said who it is: from now on it may be silent. */
  admit(): void;
  end(code: WireError["code"]): void;
  /** Asks whether the hub is there; a line that does not answer within three and a half seconds is cut. */
  readonly probe: UrgentPing["ask"];
}

export interface ControlEnd {
  /** One message after the other. @throws WireError ends the line */
  hear(message: HubMessage): Promise<void>;
  /** @param isSilent it did not answer any more: what else is open to that hub is as dead */
  gone(isSilent: boolean): void;
}

/** One WebSocket: its deadlines, its limits and the order of what comes. @param begin is told of the line and answers what hears it */
export function openControlLine(
  socket: WebSocket,
  tls: TLSSocket,
  begin: (line: ControlLine) => ControlEnd,
): ControlLine {
  const limit = makeBuckets(MESSAGES);
  let hearing: Promise<void> = Promise.resolve();
  let isAnswered = true;
  let isSilent = false;
  const giveUp = () => {
    isSilent = true;
    socket.terminate();
  };
  const urgent = makeUrgentPing({ ping: () => socket.ping(), giveUp });
  const late = setTimeout(() => socket.terminate(), HELLO_MS);
  const ping = setInterval(() => {
    if (!isAnswered) return giveUp();
    isAnswered = false;
    socket.ping();
  }, PING_MS);
  const fail = (error: unknown) => {
    if (!(error instanceof WireError)) throw error;
    line.end(error.code);
  };
  const calm = () => {
    urgent.answered();
    isAnswered = true;
  };

  const line: ControlLine = {
    channel: tls.exportKeyingMaterial(CHANNEL.bytes, CHANNEL.label, Buffer.alloc(0)),
    address: tls.remoteAddress,
    send: (message) => socket.send(JSON.stringify(message)),
    admit: () => clearTimeout(late),
    end: (code) => socket.close(REFUSED, code),
    probe: urgent.ask,
  };
  const { hear, gone } = begin(line);

  socket.on("pong", calm);
  socket.on("message", (data: Buffer, isBinary) => {
    calm();
    if (isBinary || !limit.take("", performance.now())) return line.end("wire.malformed");
    hearing = hearing.then(() => hear(parseMessage(hubMessage, data.toString()))).catch(fail);
  });
  socket.on("error", () => socket.terminate()); // too long, not UTF-8, a broken frame
  socket.on("close", () => {
    clearTimeout(late);
    clearInterval(ping);
    urgent.answered();
    gone(isSilent);
  });
  return line;
}
