/**
 * Readable clips, those under the device key: each stays only while a toy may still need it, and at most 14 days. A hub whose
 * clock jumps must not give messages up, so the wall clock counts only where nothing better knows, and only as far as it is likely.
 */
import { hours } from "../domain/duration.ts";
import {
  isOnItsWay,
  isUnstamped,
  isWaiting,
  KEPT_TOO_LONG,
  MESSAGE_STATES,
  stateOf,
} from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { eraseDeclined } from "./decline-message.ts";
import { deliverNext } from "./deliver-next.ts";
import type { House } from "./house.ts";
import { moveMessage, noteStep } from "./move-message.ts";
import { retire } from "./retire-message.ts";

const LOOK_AGAIN = hours(1);
/** A clip is first seen up to one look late, and the next look must not come too late. */
const MOST_KEPT = hours(14 * 24) - 2 * LOOK_AGAIN;
/** For how long a family may well leave the hub switched off. */
const MOST_AWAY = hours(60 * 24);

interface Sight {
  /** When this process first saw it lie there, by the clock that cannot jump (ms). */
  readonly at: number;
  /** It lay there when the process started: how long before, only the wall clock tells. */
  readonly isOlder: boolean;
}

/**
 * @param seenFor ms by the clock that cannot jump
 * @param wallAge ms by the wall clock, which may have jumped; `undefined` where it is not needed. An age that no hub reaches,
 *   unless it was off for longer than 60 days, is taken for a wrong clock: then 14 days of running decide
 */
export function isKeptTooLong(seenFor: number, wallAge: number | undefined): boolean {
  if (seenFor >= MOST_KEPT) return true;
  return wallAge !== undefined && wallAge >= MOST_KEPT && wallAge <= MOST_KEPT + MOST_AWAY;
}

/** Looks at once, and then every hour. */
export function startErasing(house: House): Disposable {
  const seen = new Map<string, Sight>();
  let isOlder = true;
  let stop: () => void = () => undefined;
  const look = () => {
    stop = house.clock.after(LOOK_AGAIN, look);
    eraseWaiting(house, seen, isOlder)
      .then(() => eraseDeclined(house))
      .catch(house.fail);
    isOlder = false;
  };
  look();
  return { [Symbol.dispose]: () => stop() };
}

async function eraseWaiting(house: House, seen: Map<string, Sight>, isOlder: boolean): Promise<void> {
  const at = house.clock.monotonic();
  const ids = await house.inTurn(() => idsOf(house));
  for (const id of seen.keys()) if (!ids.has(id)) seen.delete(id);
  for (const id of ids) {
    const sight = seen.get(id) ?? { at, isOlder };
    seen.set(id, sight);
    const isOver = (record: MessageRecord) =>
      isKeptTooLong(at - sight.at, sight.isOlder ? house.clock.now() - cameAt(record) : undefined);
    // Not while it is taken in: then the clip is there before its record.
    await house.live.takeIn(id, () => house.inTurn(() => eraseIfOver(house, id, isOver)));
  }
  await deliverNext(house);
}

async function idsOf(house: House): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  try {
    for await (const id of house.waiting.ids()) ids.add(id);
  } catch (error) {
    house.fail(error); // told at the end: a damaged clip keeps none of the others here
  }
  return ids;
}

/** When its clip came, as the wall clock had it then. */
const cameAt = ({ history, createdAt }: MessageRecord): number =>
  history.find(({ state }) => isWaiting(state))?.at ?? createdAt;

/** The message says first why its clip goes: a kill between the two leaves a clip that the next look finds. */
async function eraseIfOver(
  house: House,
  id: string,
  isOver: (record: MessageRecord) => boolean,
): Promise<void> {
  const record = await house.messages.get(id);
  // Nobody's: refused after it was written; or left by a kill when the message was heard, withdrawn or not stamped yet.
  if (record === undefined || !mayNeedClip(record)) return house.waiting.delete(id);
  if (!isOver(record)) return;
  if (await giveUp(house, record)) await retire(house, id, record.toy);
  else await house.waiting.delete(id);
}

const mayNeedClip = (record: MessageRecord): boolean =>
  !MESSAGE_STATES[stateOf(record)].final && !isUnstamped(stateOf(record));

/** @returns whether it will never get to the toy now; what is there already may still be heard */
async function giveUp(house: House, record: MessageRecord): Promise<boolean> {
  const state = stateOf(record);
  const failure = { code: KEPT_TOO_LONG, retry: false };
  if (isOnItsWay(state)) {
    await moveMessage(house, record, "failed", KEPT_TOO_LONG, { failure });
    return true;
  }
  const change = state === "failed" ? { failure } : {};
  if (!record.history.some(({ cause }) => cause === KEPT_TOO_LONG))
    await noteStep(house, record, KEPT_TOO_LONG, change);
  return state === "failed";
}
