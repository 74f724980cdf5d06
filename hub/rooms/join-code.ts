/** The one code by which a room may join just now, and what is said to who brings it. `hub/contract/room-line.ts` */
import { timingSafeEqual } from "node:crypto";
import type { TLSSocket } from "node:tls";
import {
  JOIN_CODE_MINUTES,
  type JoinOffer,
  joinAgreed,
  joinAsk,
  writeJoinCode,
} from "../contract/room-line.ts";
import { minutes, seconds } from "../domain/duration.ts";
import { openJsonLines } from "../local-socket/json-lines.ts";
import type { Clock } from "../ports/clock.ts";
import type { PendingRoom } from "../ports/rooms.ts";

const LIFE = minutes(JOIN_CODE_MINUTES);
/** Who connects says what it brings, or goes. */
const SAY_WITHIN = seconds(5);
/** A wrong one waits for its end; with how many may ask at once it bounds how fast anybody can guess. */
const REFUSED_AFTER = seconds(1);
const MOST_BYTES = 256;

export interface JoinCodes {
  /** In place of the last. @returns what is typed, and until when it is good, Unix ms */
  make(title: string): { readonly code: string; readonly until: number };
  withdraw(): void;
  /** What there is, or with what somebody compares words: who does that is still let to say so. */
  pending(): PendingRoom | undefined;
  take(socket: TLSSocket, pin: string): void;
}

interface Pending {
  readonly title: string;
  readonly secret: Buffer;
  /** Monotonic ms. */
  readonly until: number;
}

export function makeJoinCodes(parts: {
  /** The hub's own. */
  readonly pin: string;
  readonly clock: Clock;
  random(bytes: number): Uint8Array;
  offer(title: string): JoinOffer;
  /** Durable when it resolves. */
  welcome(offer: JoinOffer, pin: string): Promise<void>;
  /** What is pending is another, or nothing is. */
  onChange(): void;
  fail(error: unknown): void;
}): JoinCodes {
  const { clock, random, fail } = parts;
  let pending: Pending | undefined;
  const comparing = new Map<TLSSocket, Pick<Pending, "title" | "until">>();
  const good = () => (pending !== undefined && pending.until > clock.monotonic() ? pending : undefined);

  return {
    make(title) {
      const secret = Buffer.from(random(9));
      pending = { title, secret, until: clock.monotonic() + LIFE };
      clock.after(LIFE, parts.onChange);
      return {
        code: writeJoinCode({ pin: parts.pin, secret: secret.toString("hex") }),
        until: clock.now() + LIFE,
      };
    },
    withdraw() {
      pending = undefined;
      for (const socket of comparing.keys()) socket.destroy();
    },
    pending() {
      const [compared] = comparing.values();
      const one = good() ?? compared;
      if (one === undefined) return undefined;
      const until = clock.now() + one.until - clock.monotonic();
      return { title: one.title, until, isComparing: one === compared };
    },
    take(socket, pin) {
      let offer: JoinOffer | undefined;
      let isAgreed = false;
      let stop = clock.after(SAY_WITHIN, () => socket.destroy());
      const lines = openJsonLines(socket, {
        maxBytes: MOST_BYTES,
        hear(message) {
          if (offer !== undefined) {
            joinAgreed.parse(message);
            if (isAgreed) throw new RangeError("agreed twice");
            isAgreed = true;
            parts
              .welcome(offer, pin)
              .then(() => lines.send({ joined: true }))
              .catch((error: unknown) => {
                fail(error);
                lines.end();
              });
            return;
          }
          const given = Buffer.from(joinAsk.parse(message).secret, "hex");
          stop();
          const known = good();
          if (known === undefined || !timingSafeEqual(given, known.secret)) {
            socket.pause();
            stop = clock.after(REFUSED_AFTER, () => socket.destroy());
            return;
          }
          pending = undefined; // once, whatever becomes of it
          comparing.set(socket, { title: known.title, until: clock.monotonic() + LIFE });
          offer = parts.offer(known.title);
          stop = clock.after(LIFE, () => socket.destroy());
          lines.send(offer);
          parts.onChange();
        },
        gone() {
          stop();
          comparing.delete(socket);
          parts.onChange();
        },
      });
    },
  };
}
