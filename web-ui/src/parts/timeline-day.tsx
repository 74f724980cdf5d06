import { useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { MessageView } from "../../../hub/contract/api.ts";
import { MESSAGE_STATES } from "../../../hub/domain/message-state.ts";
import { usePage } from "../page-context.ts";
import { dayKey } from "../timeline-query.ts";
import { spokenLanguage } from "../words.ts";
import { DayPicture } from "./day-picture.tsx";
import { TimelineLine } from "./timeline-line.tsx";

interface TimelineDayProps {
  /** Where the day begins. */
  readonly title: string | undefined;
  readonly messages: readonly MessageView[];
  /** IANA: whose day. */
  readonly zone: string;
}

/** What one line is high, as a guess for what is not drawn yet. */
const LINE_REM = 4.25;

/**
 * Messages of one day. What is over does not change with the house: it is drawn once, so that news cost nothing however much is
 * shown, and the browser skips what is out of sight but finds and reads it all the same.
 */
export function TimelineDay({ title, messages, zone }: TimelineDayProps) {
  const page = usePage();
  const isOver = messages.every(isDone);
  const children = useComputed(() => page.house.value?.children);
  // Names may change; whatever else happens in the house does not matter to what is over, and is not heard of there.
  const names = isOver ? children.value : page.house.value;
  const house = page.house.peek();
  const people = page.people.value;
  return useMemo(() => {
    if (house === undefined) return null;
    return (
      <section class="day" style={{ containIntrinsicBlockSize: sizeOf(messages.length, title) }}>
        {title !== undefined && (
          <header class="row ends">
            <h2>{title}</h2>
            <DayPicture day={dayKey(messages[0]?.createdAt ?? "", zone)} name={title} zone={zone} />
          </header>
        )}
        <ul class="lines">
          {messages.map((message) => (
            <TimelineLine key={message.id} message={message} house={house} zone={zone} />
          ))}
        </ul>
      </section>
    );
  }, [messages, names, people, title, zone, spokenLanguage()]);
}

const isDone = ({ state, erasedFrom, direction }: MessageView): boolean =>
  erasedFrom === null && (MESSAGE_STATES[state].final || state === "failed" || direction === "from-toy");

const sizeOf = (lines: number, title: string | undefined): string =>
  `auto ${lines * LINE_REM + (title === undefined ? 0 : 3)}rem`;
