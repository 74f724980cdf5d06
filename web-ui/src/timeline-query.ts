import type { MessageView } from "../../hub/contract/api.ts";
import { dayAt } from "../../hub/domain/child-times.ts";
import { MESSAGE_STATES } from "../../hub/domain/message-state.ts";
import { isUnheard } from "./message-facts.ts";

export const TIMELINE_KINDS = [
  "all",
  "sent",
  "answers",
  "underway",
  "unheard",
  "heard",
  "failed",
  "kept",
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** What somebody looks for. */
export interface TimelineQuery {
  /** Words that must all be there, in any order. */
  readonly text: string;
  /** A person, or a child for what it answered; empty for everybody. */
  readonly who: string;
  readonly kind: TimelineKind;
  /** Days as a date field gives them, "2026-03-04", both counted in; empty for none. */
  readonly from: string;
  readonly to: string;
}

export const EVERYTHING: TimelineQuery = { text: "", who: "", kind: "all", from: "", to: "" };

export const isEverything = ({ text, who, kind, from, to }: TimelineQuery): boolean =>
  text.trim() === "" && who === "" && kind === "all" && from === "" && to === "";

const IS_KIND: Readonly<Record<TimelineKind, (message: MessageView) => boolean>> = {
  all: () => true,
  sent: ({ direction }) => direction === "to-toy",
  answers: ({ direction }) => direction === "from-toy",
  underway: ({ state, direction }) => direction === "to-toy" && !MESSAGE_STATES[state].final,
  unheard: isUnheard,
  heard: ({ state }) => state === "played",
  failed: ({ state }) => state === "failed",
  kept: ({ kept }) => kept,
};

/** Letters without their marks and case: "Jörg" is found by "jorg". */
export const plain = (text: string): string => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();

/**
 * @param wordsOf what can be found of a message, already {@link plain}; asked for only where words are looked for
 * @param dayOf the day it was made on, "2026-03-04", where the child is
 */
export function findMessages(
  messages: readonly MessageView[],
  query: TimelineQuery,
  wordsOf: (message: MessageView) => string,
  dayOf: (message: MessageView) => string,
): readonly MessageView[] {
  if (isEverything(query)) return messages;
  const terms = plain(query.text).split(/\s+/).filter(Boolean);
  return messages.filter((message) => {
    if (!IS_KIND[query.kind](message)) return false;
    if (query.who !== "" && authorOf(message) !== query.who) return false;
    if (query.from !== "" && dayOf(message) < query.from) return false;
    if (query.to !== "" && dayOf(message) > query.to) return false;
    if (terms.length === 0) return true;
    const said = wordsOf(message);
    return terms.every((term) => said.includes(term));
  });
}

/** A child, for its answers. */
export const authorOf = ({ direction, child, author }: MessageView): string =>
  direction === "from-toy" ? child : (author ?? "");

/** "2026-03-04", as the calendar has it in an IANA zone. */
export const dayKey = (iso: string, zone: string): string => dayAt({ zone }, Date.parse(iso));
