import type { HouseState, MessageView, ToyView } from "../../hub/contract/api.ts";
import { CANCEL_ASKED, STARTED_ANEW } from "../../hub/domain/message-state.ts";
import { TIP_AFTER, waitsSince } from "../../hub/domain/out-of-reach.ts";
import { type Paces, secondsLeft } from "./delivery-pace.ts";
import { inPlace, sayComing, sayLength, sayMomentThere } from "./moments.ts";
import {
  authorName,
  childName,
  isGoneToy,
  type KnownPeople,
  nameIn,
  toyName,
  toyOf,
  zoneOf,
} from "./names.ts";
import type { MessageFacts } from "./words/en/messages.ts";
import { words } from "./words.ts";

/** What a message's state is, in one sentence. */
export const sayState = (
  message: MessageView,
  house: HouseState,
  now: number,
  people: KnownPeople = undefined,
  paces: Paces = new Map(),
): string => words.states[message.state](factsOf(message, house, now, people, paces));

function factsOf(
  message: MessageView,
  house: HouseState,
  now: number,
  people: KnownPeople,
  paces: Paces,
): MessageFacts {
  const toy = toyOf(house, message);
  const zone = zoneOf(house, message.child);
  const since = message.history.findLast(({ state }) => state === message.state)?.at ?? message.createdAt;
  return {
    toy: toyName(house, message.toy),
    child: childName(house, message.child),
    author: authorName(house, message, undefined, people),
    length: sayLength(message.milliseconds),
    declined: message.declined,
    sharedWith: message.shares.map(({ person }) => nameIn(people, person) ?? words.share.somebody),
    at: sayMomentThere(since, now, zone),
    percent: message.progress?.percent ?? 0,
    attempt: message.progress?.attempt ?? 1,
    failure: sayFailure(message.failure?.code),
    ...waitFacts(message, house, now),
    darkUntil:
      toy?.quietUntil == null
        ? undefined
        : inPlace(sayComing(toy.quietUntil, now, zone), toy.quietUntil, zone),
    isTakenBack: message.history.at(-1)?.cause === CANCEL_ASKED,
    isToyGone: isGoneToy(house, message.toy),
    isOfFormerFamily: message.history.at(-1)?.cause === STARTED_ANEW,
    secondsLeft: secondsLeft(paces, message, now),
    queuedFor:
      message.waitsFor !== null && !("until" in message.waitsFor) ? message.waitsFor.reason : undefined,
    waitsLong: toy !== undefined && waitedFor(message, toy, now) >= TIP_AFTER,
    isPlaying: toy?.activity === "playing",
    lastSeen: toy?.seenAt == null ? undefined : sayMomentThere(toy.seenAt, now, zone),
  };
}

/** Its own moment where it waits for one; what was held for the night goes when the night ends. */
function waitFacts(
  { when, waitsFor, child }: MessageView,
  house: HouseState,
  now: number,
): Pick<MessageFacts, "awaited" | "awaitedUntil"> {
  if (waitsFor === null || !("until" in waitsFor)) return { awaited: "night", awaitedUntil: "" };
  const isMoment = waitsFor.reason === "moment" && (when.kind === "wake-up" || when.kind === "bedtime");
  const awaited = isMoment ? when.kind : waitsFor.reason === "moment" ? "at" : "night";
  const zone = zoneOf(house, child);
  return { awaited, awaitedUntil: inPlace(sayComing(waitsFor.until, now, zone), waitsFor.until, zone) };
}

/** Else it is a copy of the library, which has a screen of its own. */
export const isSpoken = ({ library }: MessageView) => library === undefined;

export const isUnheard = ({ state }: MessageView) => state === "on_toy" || state === "on_toy_unconfirmed";

export const sayFailure = (code: string | undefined): string =>
  code !== undefined && isFailure(code) ? words.failures[code] : words.unknownFailure;

const isFailure = (code: string): code is keyof typeof words.failures => Object.hasOwn(words.failures, code);

/** Whether another message waits until this one was heard or makes room. */
export const holdsUp = (message: MessageView, house: HouseState): boolean =>
  isUnheard(message) &&
  isSpoken(message) &&
  house.messages.some((other) => other.toy === message.toy && other.state === "queued");

/** @returns ms that the message has waited for this toy, out of reach; 0 where it waits for something else */
export function waitedFor(message: MessageView, toy: ToyView, now: number): number {
  if (message.toy !== toy.id || message.waitsFor?.reason !== "out-of-reach") return 0;
  const queuedAt = message.history.findLast(({ state }) => state === "queued")?.at ?? message.createdAt;
  const seenAt = toy.seenAt === null ? undefined : Date.parse(toy.seenAt);
  return Math.max(0, now - waitsSince(Date.parse(queuedAt), seenAt));
}
