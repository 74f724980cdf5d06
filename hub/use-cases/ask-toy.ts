/** What a guardian wants of a toy that is here: a volume, a heart to find it by. ble says whether it was done. */
import type { ASK_FAILURES, BleEvent } from "../contract/ble-control.ts";
import type { PublicId } from "../contract/public-id.ts";
import { seconds } from "../domain/duration.ts";
import type { Toy } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { assertOnline } from "./room-online.ts";

/** A little longer than ble itself tries. */
const ANSWER_WITHIN = seconds(65);
const HEART_SECONDS = 8;

type Failure = (typeof ASK_FAILURES)[number];
/** How a wish ended; `undefined`: well. */
export type WishEnd = Failure | undefined;

const REFUSALS = {
  "link-lost": "toy.out-of-reach",
  "not-claimed": "toy.out-of-reach",
  "toy-busy": "toy.busy",
  "toy-lies": "toy.strange",
  cancelled: "toy.busy",
} as const satisfies Record<Failure, RequestRefused["code"]>;

/**
 * From now on, also when it is switched on again.
 * @throws RequestRefused `toy.unknown`, `room.offline`, `toy.out-of-reach`, `toy.busy`, `toy.strange`
 */
export const setToyVolume = (
  house: House,
  id: PublicId,
  percent: number,
  signal: AbortSignal,
): Promise<void> => wish(house, id, { kind: "set-volume", percent }, signal);

/** Resolves when it has blinked. @throws as {@link setToyVolume} */
export const showToyHeart = (house: House, id: PublicId, signal: AbortSignal): Promise<void> =>
  wish(house, id, { kind: "show-heart", seconds: HEART_SECONDS }, signal);

async function wish(
  house: House,
  toy: PublicId,
  what:
    | { readonly kind: "set-volume"; readonly percent: number }
    | { readonly kind: "show-heart"; readonly seconds: number },
  signal: AbortSignal,
): Promise<void> {
  const { room } = assertHere(house, toy);
  const id = house.newId();
  const { promise: ended, resolve: end } = Promise.withResolvers<WishEnd>();
  house.live.wishes.set(id, { room, end });
  const giveUp = () => {
    void house.toys.send(room, { kind: "cancel", id: house.newId(), target: id }).catch(house.fail);
    end("cancelled");
  };
  const stop = house.clock.after(ANSWER_WITHIN, giveUp);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    await house.toys.send(room, { id, toy, ...what });
    const failure = signal.aborted ? "cancelled" : await ended;
    if (failure !== undefined) throw new RequestRefused(REFUSALS[failure], failure);
  } finally {
    stop();
    signal.removeEventListener("abort", giveUp);
    house.live.wishes.delete(id);
  }
}

/** @throws RequestRefused `toy.unknown`, `room.offline`, `toy.out-of-reach` */
function assertHere(house: House, id: PublicId): Toy {
  const toy = ownToy(house, id);
  assertOnline(house, toy.room);
  if (!house.toys.room(toy.room)?.toys.toys.some((seen) => seen.toy === id && seen.connected))
    throw new RequestRefused("toy.out-of-reach", "nobody can ask it now");
  return toy;
}

export const hearWish = (
  { live }: House,
  event: Extract<BleEvent, { kind: "asked-done" | "asked-failed" }>,
): void => live.wishes.get(event.id)?.end(event.kind === "asked-done" ? undefined : event.code);

/** The room is gone: nobody answers any more. */
export function dropWishes({ live }: House, room: string): void {
  for (const wish of live.wishes.values()) if (wish.room === room) wish.end("link-lost");
}
