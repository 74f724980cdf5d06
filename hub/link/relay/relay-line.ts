import { once } from "node:events";
import type { LookupFunction } from "node:net";
import type { TLSSocket } from "node:tls";
import { type ClientOptions, WebSocket } from "ws";
import {
  type HubMessage,
  MAX_MESSAGE_BYTES,
  type PATHS,
  parseMessage,
  type RelayMessage,
  relayMessage,
} from "../../../relay/wire/control-message.ts";
import { CONTROL_TLS } from "../../../relay/wire/control-tls.ts";
import { WIRE_CODES, WireError } from "../../../relay/wire/errors.ts";
import { CHANNEL } from "../../../relay/wire/hello.ts";
import { relayName } from "../../../relay/wire/remote-name.ts";
import { makeUrgentPing, type UrgentPing } from "../../../relay/wire/urgent-ping.ts";
import { nodesOf, type Resolve, systemResolve } from "./nodes-of.ts";

/** For the connection, TLS and the first answer together. */
const OPEN_MS = 10_000;
/** A relay asks every 40 s whether we are there; one that does not is not there itself. */
const SILENCE_MS = 85_000;

interface RelayAddress {
  readonly zone: string;
  readonly host: string;
  readonly port: number;
}

export interface RelayLine {
  /** What this TLS connection exports, for the hellos. */
  readonly channel: Uint8Array;
  /** The machine at its other end. */
  readonly remoteAddress: string;
  /** Of all nodes of the relay, as its name says. */
  readonly nodes: readonly string[];
  send(message: HubMessage): void;
  /** @returns milliseconds there and back; `undefined` where the line ended meanwhile */
  measure(): Promise<number | undefined>;
  /** Aborts where the relay does not answer any more. */
  readonly silent: AbortSignal;
  /** Asks whether the relay is there; a line that does not answer within three and a half seconds is cut. */
  readonly probe: UrgentPing["ask"];
  /** @returns the next message, in order. @throws WireError: `wire.silent`, or what the relay closed with */
  next(): Promise<RelayMessage>;
  end(): void;
  readonly isOver: boolean;
}

/**
 * A control session's connection, seen from the house. Its certificate is not asked for: who speaks, the hellos prove.
 * @throws WireError `wire.silent` where nobody answers
 */
export async function openRelayLine(
  { host, port, zone }: RelayAddress,
  path: (typeof PATHS)[keyof typeof PATHS],
  resolve: Resolve = systemResolve(Math.random),
): Promise<RelayLine> {
  const nodes = await nodesOf(host, resolve).catch((cause: unknown) => {
    throw new WireError("wire.silent", "its name leads nowhere", { cause });
  });
  const options: ClientOptions & { readonly servername: string; readonly lookup: LookupFunction } = {
    servername: relayName(zone),
    rejectUnauthorized: false,
    ...CONTROL_TLS,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handshakeTimeout: OPEN_MS,
    followRedirects: false,
    lookup: nodes.lookup,
  };
  const socket = new WebSocket(`wss://${host}:${port}${path}`, options);
  let tls: TLSSocket | undefined;
  socket.once("upgrade", ({ socket: upgraded }) => {
    tls = upgraded as TLSSocket;
  });
  const inbox: RelayMessage[] = [];
  let awaited: PromiseWithResolvers<void> = Promise.withResolvers();
  let ended: WireError | undefined;
  const wake = () => {
    awaited.resolve();
    awaited = Promise.withResolvers();
  };
  let deadline: NodeJS.Timeout | undefined;
  const silent = new AbortController();
  const giveUp = () => {
    silent.abort();
    socket.terminate();
  };
  const urgent = makeUrgentPing({ ping: () => socket.ping(), giveUp });
  const heard = () => {
    clearTimeout(deadline);
    deadline = setTimeout(giveUp, SILENCE_MS);
  };
  socket.on("ping", heard);
  socket.on("pong", urgent.answered);
  socket.on("message", (data: Buffer, isBinary) => {
    heard();
    try {
      if (isBinary) throw new WireError("wire.malformed", "binary");
      inbox.push(parseMessage(relayMessage, data.toString()));
    } catch (error) {
      ended ??= error as WireError;
      socket.terminate();
    }
    wake();
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", (_, reason) => {
    clearTimeout(deadline);
    urgent.answered();
    const said = reason.toString();
    const code = WIRE_CODES.find((one) => one === said);
    ended ??=
      code === undefined
        ? new WireError("wire.silent", "the line is gone")
        : new WireError(code, "the relay said so");
    wake();
  });
  heard();
  await Promise.race([once(socket, "open"), once(socket, "close")]).catch(() => undefined); // "close" says why
  if (tls === undefined || socket.readyState !== WebSocket.OPEN)
    throw ended ?? new WireError("wire.silent", "nobody answers");
  return {
    channel: tls.exportKeyingMaterial(CHANNEL.bytes, CHANNEL.label, Buffer.alloc(0)),
    remoteAddress: tls.remoteAddress ?? "",
    nodes: nodes.addresses,
    silent: silent.signal,
    send: (message) => socket.send(JSON.stringify(message)),
    measure: () =>
      new Promise((measured) => {
        if (socket.readyState !== WebSocket.OPEN) return measured(undefined);
        const began = performance.now();
        const answered = () => {
          socket.off("close", ended);
          measured(Math.round(performance.now() - began));
        };
        const ended = () => {
          socket.off("pong", answered);
          measured(undefined);
        };
        socket.once("pong", answered).once("close", ended);
        socket.ping();
      }),
    probe(isStill) {
      if (socket.readyState === WebSocket.OPEN) urgent.ask(isStill);
    },
    async next() {
      for (;;) {
        const message = inbox.shift();
        if (message !== undefined) return message;
        if (ended !== undefined) throw ended;
        await awaited.promise;
      }
    },
    end: () => socket.close(1000),
    get isOver() {
      return ended !== undefined;
    },
  };
}
