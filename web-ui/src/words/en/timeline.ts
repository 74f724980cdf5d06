/** Everything that was ever said, by day, and finding it again. */
import type { TimelineKind } from "../../timeline-query.ts";
import { number } from "./amounts.ts";

const kinds: Readonly<Record<TimelineKind, string>> = {
  all: "Everything",
  sent: "Messages to the child",
  answers: "Answers of the child",
  underway: "Not heard yet",
  unheard: "On the toy, not heard",
  heard: "Heard",
  failed: "Not delivered",
  kept: "With a star",
};

export const timelineWords = {
  timeline: {
    title: "Timeline",
    /** Of a child who is in another time zone than the viewer. */
    where: (place: string) => `Days and times are those of ${place}.`,
    search: "Search",
    searchHint: "A name, a day, or what happened. Titles are found once they were opened here.",
    who: "Who",
    anybody: "Everybody",
    kind: "What",
    kinds,
    narrow: "Who, what and when",
    from: "From",
    to: "To",
    clear: "Show everything again",
    found: (messages: number, looked: number) => `${number(messages)} of ${number(looked)} found`,
    further: "Look further back",
    older: "Show older ones",
    beginning: "Here it begins.",
    empty: "Nothing here yet.",
    nothing: "Nothing like that so far.",
    today: "Today",
    yesterday: "Yesterday",
    sentTo: (author: string, child: string) => `${author} to ${child}`,
    close: "Close",
    keep: (name: string) => `Keep: ${name}`,
  },
} as const;
