/**
 * Where rooms come in: TLS 1.3 on addresses of the house's own network. Who it is is decided by the key, in the handshake: of a
 * connection by any other not a byte is read.
 *
 *   hello without one of our protocols          ──▶ the end
 *   a room's key, control or clips              ──▶ broker, clip tickets: as that room, whatever it says it is
 *   any key, to join, while there is a code     ──▶ the code
 *   another protocol of the house's, its own keys ▶ who speaks that one (hub/keeper)
 *   anything else                               ──▶ the end
 */
import { createServer, type TLSSocket } from "node:tls";
import { ROOM_LINE } from "../contract/room-line.ts";
import { type Listeners, openListeners } from "../house-network/open-listeners.ts";
import { type PinnedIdentity, pinOf } from "../pinned-tls/self-signed.ts";
import type { Logger } from "../ports/logger.ts";

/** A room has a line for control, and one for each clip. */
const LIMITS = { connections: 64, perSource: 24, newPerSource: { perSecond: 5, burst: 40 } };
const HANDSHAKE_MS = 5_000;
const JOINING_AT_ONCE = 4;
/** Of one room, at once. */
const MOST_LINES = { [ROOM_LINE.mqtt]: 1, [ROOM_LINE.clips]: 8 } as const;
const TELL_EVERY_MS = 60_000;

interface Line {
  readonly room: string;
  readonly protocol: keyof typeof MOST_LINES;
}

export interface RoomDoorParts {
  readonly identity: PinnedIdentity;
  readonly log: Logger;
  /** The room with this key. */
  roomOf(pin: string): string | undefined;
  isJoining(): boolean;
  /** What becomes of a connection is theirs. */
  admitMqtt(socket: TLSSocket, room: string): void;
  admitClips(socket: TLSSocket, room: string): void;
  join(socket: TLSSocket, pin: string): void;
  readonly beside?: BesideRooms | undefined;
}

/** What else comes in at this door, by keys of its own. */
export interface BesideRooms {
  /** By ALPN. */
  readonly protocol: string;
  /** Whether anybody could come. */
  isWanted(): boolean;
  /** @returns whether it is theirs; what becomes of it is their affair then */
  take(socket: TLSSocket, pin: string): boolean;
}

export interface RoomDoor extends AsyncDisposable, Pick<Listeners, "be" | "addresses"> {
  /** Its lines end at once. */
  end(room: string): void;
}

export function openRoomDoor(parts: RoomDoorParts): RoomDoor {
  const { identity, log, beside } = parts;
  const lines = new Map<TLSSocket, Line>();
  let joining = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  /** A room that was removed knocks twice a second until somebody looks after it. */
  const tellStranger = () => {
    const nowMs = performance.now();
    if (nowMs - toldAtMs < TELL_EVERY_MS) return;
    toldAtMs = nowMs;
    log.warn("nobody's key at the rooms' door", {});
  };

  /** No room has more than its share, whoever owns its machine: the oldest goes. */
  const makeWay = (room: string, protocol: Line["protocol"]): void => {
    const own = [...lines].filter(([, line]) => line.room === room && line.protocol === protocol);
    for (const [socket] of own.slice(0, own.length + 1 - MOST_LINES[protocol])) {
      lines.delete(socket);
      socket.destroy();
    }
  };

  const tls = createServer({
    key: identity.key,
    cert: identity.certificate,
    minVersion: "TLSv1.3",
    ALPNProtocols: [...Object.values(ROOM_LINE), ...(beside === undefined ? [] : [beside.protocol])],
    // Nobody issued them: what counts is whose key it is, and that whoever comes has it (RFC 8446, 4.4.3).
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_MS,
  });
  tls.on("tlsClientError", (_, socket) => socket.destroy());
  tls.on("secureConnection", (socket) => {
    socket.on("error", () => undefined); // "close" follows
    const certificate = socket.getPeerX509Certificate();
    const pin = certificate && pinOf(certificate.publicKey);
    const room = pin && parts.roomOf(pin);
    const { alpnProtocol } = socket;
    if (room && (alpnProtocol === ROOM_LINE.mqtt || alpnProtocol === ROOM_LINE.clips)) {
      makeWay(room, alpnProtocol);
      lines.set(socket, { room, protocol: alpnProtocol });
      socket.once("close", () => lines.delete(socket));
      return alpnProtocol === ROOM_LINE.mqtt ? parts.admitMqtt(socket, room) : parts.admitClips(socket, room);
    }
    if (pin && alpnProtocol === ROOM_LINE.join && parts.isJoining() && joining < JOINING_AT_ONCE) {
      joining += 1;
      socket.once("close", () => {
        joining -= 1;
      });
      return parts.join(socket, pin);
    }
    if (pin && alpnProtocol === beside?.protocol && beside.take(socket, pin)) return;
    tellStranger();
    socket.destroy();
  });

  const listeners = openListeners({
    name: "the rooms' door",
    limits: LIMITS,
    log,
    take: (socket) => void tls.emit("connection", socket),
  });
  return {
    be: listeners.be,
    addresses: listeners.addresses,
    end(room) {
      for (const [socket, line] of lines) if (line.room === room) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      await listeners[Symbol.asyncDispose]();
      tls.close();
    },
  };
}
