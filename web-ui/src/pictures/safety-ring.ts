/**
 * Where what was said lies, as a ring of five places. Which of them can open it is told apart by the line: sealed is one broad line, what
 * can be heard there two thin ones, and where nothing lies the ring is dotted. Pure.
 */
import type { HouseState } from "../../../hub/contract/api.ts";
import type { MessageState } from "../../../hub/domain/message-state.ts";
import { slotsOf } from "./toy-slots.ts";

/** In the order in which a message meets them, clockwise from the top. */
export const RING_PLACES = ["phone", "hub", "toys", "backups", "outside"] as const;
export type RingPlace = (typeof RING_PLACES)[number];

/** Whether somebody at that place can hear what lies there. */
export type RingKind = "sealed" | "heard" | "nothing";

export const RING_SIZE = 120;
const RADIUS = 46;
const GAP_DEGREES = 10;

export interface RingArc {
  /** Of a line along the middle of the ring. */
  readonly path: string;
  /** The middle of the arc, where its number stands. */
  readonly x: number;
  readonly y: number;
}

/** @param at from 0, in the order of `RING_PLACES` */
export function arcOf(at: number): RingArc {
  const share = 360 / RING_PLACES.length;
  const [from, to] = [at * share + GAP_DEGREES / 2, (at + 1) * share - GAP_DEGREES / 2];
  const [begin, middle, end] = [pointAt(from), pointAt((from + to) / 2), pointAt(to)];
  return { path: `M${begin.x} ${begin.y}A${RADIUS} ${RADIUS} 0 0 1 ${end.x} ${end.y}`, ...middle };
}

function pointAt(degrees: number): { readonly x: number; readonly y: number } {
  const angle = ((degrees - 90) * Math.PI) / 180;
  const round = (value: number) => Math.round(100 * value) / 100;
  return {
    x: round(RING_SIZE / 2 + RADIUS * Math.cos(angle)),
    y: round(RING_SIZE / 2 + RADIUS * Math.sin(angle)),
  };
}

/** Until it was heard, or can come no more, the hub has a copy for the toy, which it can read. */
const HAS_TOYS_COPY: ReadonlySet<MessageState> = new Set([
  "scheduled",
  "queued",
  "delivering",
  "on_toy",
  "on_toy_unconfirmed",
]);

/** What lies where, as far as this page sees it. */
export interface RingFacts {
  /** Recordings on this device that have not reached the hub. */
  readonly waitingHere: number;
  readonly messages: number;
  /** Of the sealed files on the hub. */
  readonly bytes: number;
  /** Messages of which the hub has a copy that it can read. */
  readonly toysCopies: number;
  /** Lullabies and stories: the hub can read them. */
  readonly libraryItems: number;
  /** What lies on toys, that is known of. */
  readonly onToys: number;
  readonly toys: number;
  /** The day of the newest backup, in words. */
  readonly backedUp: string | undefined;
  /** At another hub, which may be in another house. */
  readonly isKeptElsewhere: boolean;
}

export const countToysCopies = ({ messages }: Pick<HouseState, "messages">): number =>
  messages.filter(({ state, direction }) => direction === "to-toy" && HAS_TOYS_COPY.has(state)).length;

export const countOnToys = ({ toys, messages }: Pick<HouseState, "toys" | "messages">): number =>
  toys
    .flatMap(({ id, recordedOverAt }) => slotsOf(messages, id, recordedOverAt))
    .filter(({ kind }) => kind === "recording" || kind === "message" || kind === "behind").length;

/** What a place is, at its weakest. */
export function kindOf(place: RingPlace, facts: RingFacts): RingKind {
  switch (place) {
    case "phone":
      return facts.waitingHere > 0 ? "sealed" : "nothing";
    case "hub":
      if (facts.toysCopies + facts.libraryItems > 0) return "heard";
      return facts.messages > 0 ? "sealed" : "nothing";
    case "toys":
      return facts.onToys > 0 ? "heard" : "nothing";
    case "backups":
      return facts.backedUp === undefined ? "nothing" : "sealed";
    case "outside":
      return facts.isKeptElsewhere ? "sealed" : "nothing";
  }
}
