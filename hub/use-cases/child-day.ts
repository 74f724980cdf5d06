/** A child's day, by the household's clock: what its times are, whether it is quiet there, what a message of its waits for. */
import { type ChildTimes, usualTimes } from "../domain/child-times.ts";
import {
  afterMoment,
  type BothClocks,
  nightNow,
  type Wait,
  type When,
  waitOf,
} from "../domain/message-when.ts";
import type { Toy } from "../ports/household.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { House } from "./house.ts";

export const timesOf = ({ household, zone }: Pick<House, "household" | "zone">, child: string): ChildTimes =>
  household.children().find(({ id }) => id === child)?.times ?? usualTimes(zone);

const clocksOf = ({ lived, clock }: House): BothClocks => ({ settled: lived.settled(), wall: clock.now() });

/** Until when, Unix ms; `undefined` when it is not quiet. */
export const quietUntil = (house: House, child: string): number | undefined =>
  nightNow(timesOf(house, child), clocksOf(house))?.to;

/** Whether it is night at its child's, or the house's automation wants the toy quiet. */
export const isQuietAt = (house: House, { child, hushed }: Pick<Toy, "child" | "hushed">): boolean =>
  hushed === true || quietUntil(house, child) !== undefined;

type Timed = Pick<MessageRecord, "child" | "when" | "notBefore">;

export const whenOf = ({ when = { kind: "now" } }: Timed): When => when;

/** What a guardian wants there even while it is quiet does not wait for the house's automation. */
export const isHushedFor = ({ hushed }: Pick<Toy, "hushed">, message: Timed): boolean =>
  hushed === true && whenOf(message).kind !== "at-once";

/** `undefined` where it may go to its toy now. */
export const waitOfMessage = (house: House, message: Timed): Wait | undefined =>
  waitOf(
    { when: whenOf(message), notBefore: message.notBefore ?? 0 },
    timesOf(house, message.child),
    clocksOf(house),
  );

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
