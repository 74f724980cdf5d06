/** Post that has waited for a day for a toy that does not answer: empty batteries, mostly, and nobody looks. Guardians are told, once each time. */
import { minutes } from "../domain/duration.ts";
import { stateOf } from "../domain/message-state.ts";
import { ALERT_AFTER, waitsSince } from "../domain/out-of-reach.ts";
import type { Toy } from "../ports/household.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { House } from "./house.ts";
import { tellQueue } from "./tell-queue.ts";

const LOOK_AGAIN = minutes(5);

/** Looks every few minutes. */
export function startWatchingToys(house: House): Disposable {
  let stop: () => void = () => undefined;
  const lookAgain = () => {
    stop = house.clock.after(LOOK_AGAIN, () => {
      lookAgain();
      house.inTurn(() => lookAtToys(house)).catch(house.fail);
    });
  };
  lookAgain();
  return { [Symbol.dispose]: () => stop() };
}

async function lookAtToys(house: House): Promise<void> {
  await tellQueue(house);
  const open = await house.messages.open();
  for (const toy of house.household.toys()) {
    const waiting = open.filter(
      (record) => record.toy === toy.id && house.live.queueReasons.get(record.id) === "out-of-reach",
    );
    if (!waiting.some((record) => isTooLong(house, toy, record))) continue;
    await house.ledger.append({ at: house.clock.now(), kind: "toy-away", person: null, subject: toy.id });
  }
}

/**
 * Whether it waited for a day, and guardians were not told of that yet. A wall clock that is set ahead makes nobody wait longer: the
 * message is no older than the time that was lived since it came.
 */
function isTooLong(house: House, toy: Toy, record: MessageRecord): boolean {
  const { clock, lived, alerts } = house;
  const queuedAt = record.history.findLast(({ state }) => state === "queued")?.at ?? record.createdAt;
  const since = waitsSince(queuedAt, seenAt(house, toy));
  const age = lived.now() - (record.livedAt ?? record.createdAt);
  if (stateOf(record) !== "queued" || Math.min(clock.now() - since, age) < ALERT_AFTER) return false;
  const told = alerts.all().find((alert) => alert.class === "toy-away");
  return told?.recent.some(({ subject, at }) => subject === toy.id && at > since) !== true;
}

function seenAt({ toys }: House, { id, room }: Toy): number | undefined {
  const at = toys.room(room)?.toys.toys.find(({ toy }) => toy === id)?.seen_at;
  return at == null ? undefined : Date.parse(at);
}
