/** Joining a hub as one of its rooms, by a one-time code and six words that a person compares. `hub/contract/room-line.ts` */
import type { z } from "zod";
import { type JoinCode, type JoinOffer, joined, joinOffer, ROOM_LINE } from "../../hub/contract/room-line.ts";
import { type Roster, verifyRoster } from "../../hub/contract/roster.ts";
import { openJsonLines } from "../../hub/local-socket/json-lines.ts";
import { makePinnedIdentity } from "../../hub/pinned-tls/self-signed.ts";
import { dialHub } from "./dial-hub.ts";
import { HouseLineError } from "./errors.ts";
import type { JoinedRoom } from "./joined-room.ts";

/** A roster of many years. */
const MOST_BYTES = 16 * 1_048_576;
const ANSWER_WITHIN_MS = 10_000;

export interface JoinParts {
  readonly host: string;
  readonly port: number;
  readonly code: JoinCode;
  /**
   * Whether the words are the page's. Nothing is believed, and nothing known to the hub, before. What is to be kept is kept here, before the
   * hub knows of it.
   */
  agree(offer: JoinOffer, roster: Roster, room: JoinedRoom): Promise<boolean>;
}

/**
 * @returns `undefined` where the person said no; the code is used up then, too
 * @throws HouseLineError, SignatureError: a roster that does not hold
 */
export async function joinHub({ host, port, code, agree }: JoinParts): Promise<JoinedRoom | undefined> {
  const own = makePinnedIdentity();
  let hubPin = "";
  const socket = dialHub({ host, port, hubPin: code.pin, ...own }, ROOM_LINE.join, (shown) => {
    hubPin = shown;
  });
  const heard: unknown[] = [];
  let failure: unknown;
  let isGone = false;
  let wake: () => void = () => undefined;
  socket.once("error", (error) => {
    failure = error;
  });
  const lines = openJsonLines(socket, {
    maxBytes: MOST_BYTES,
    hear(message) {
      heard.push(message);
      wake();
    },
    gone() {
      isGone = true;
      wake();
    },
  });
  const next = async <S extends z.ZodType>(schema: S): Promise<z.output<S>> => {
    const patience = setTimeout(() => socket.destroy(), ANSWER_WITHIN_MS);
    try {
      while (heard.length === 0 && !isGone)
        await new Promise<void>((woken) => {
          wake = woken;
        });
    } finally {
      clearTimeout(patience);
    }
    const parsed = schema.safeParse(heard.shift());
    if (parsed.success) return parsed.data;
    if (failure instanceof HouseLineError) throw failure;
    const code = failure === undefined ? "house.refused" : "house.silent";
    throw new HouseLineError(code, failure === undefined ? "the hub hung up" : "the hub did not answer", {
      cause: failure,
    });
  };
  try {
    lines.send({ secret: code.secret });
    const offer = await next(joinOffer);
    const roster = await verifyRoster(offer.roster);
    const { key, certificate } = own;
    const room = {
      version: 1,
      room: offer.room,
      title: offer.title,
      host,
      port,
      hubPin,
      key,
      certificate,
    } as const;
    if (!(await agree(offer, roster, room))) return undefined;
    lines.send({ agreed: true });
    await next(joined);
    return room;
  } finally {
    lines.end();
  }
}
