/** A child's day, by the household's clock: what its times are, whether it is quiet there, what a message of its waits for. */
import { type ChildTimes, nightAt, usualTimes } from "../domain/child-times.ts";
import { afterMoment, type Wait, type When, waitOf } from "../domain/message-when.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { House } from "./house.ts";

export const timesOf = ({ household, zone }: Pick<House, "household" | "zone">, child: string): ChildTimes =>
  household.children().find(({ id }) => id === child)?.times ?? usualTimes(zone);

/** Until when, Unix ms; `undefined` when it is not quiet. Where the clocks differ, either of them may say so. */
export function quietUntil(house: House, child: string): number | undefined {
  const times = timesOf(house, child);
  return (nightAt(times, house.lived.settled()) ?? nightAt(times, house.clock.now()))?.to;
}

type Timed = Pick<MessageRecord, "child" | "when" | "notBefore">;

export const whenOf = ({ when = { kind: "now" } }: Timed): When => when;

/** `undefined` where it may go to its toy now. */
export const waitOfMessage = (house: House, message: Timed): Wait | undefined =>
  waitOf({ when: whenOf(message), notBefore: message.notBefore ?? 0 }, timesOf(house, message.child), {
    settled: house.lived.settled(),
    wall: house.clock.now(),
  });

/** How a message begins to wait: in the queue, or put by for its time. */
export function placeFor(
  house: House,
  message: { readonly child: string; readonly when: When; readonly notBefore: number },
): {
  readonly state: "queued" | "scheduled";
  readonly time: { readonly when: When; readonly notBefore: number };
} {
  const { when, notBefore } = message;
  return waitOfMessage(house, message) === undefined
    ? { state: "queued", time: { when: afterMoment(when), notBefore } }
    : { state: "scheduled", time: { when, notBefore } };
}
