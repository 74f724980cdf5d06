import { useState } from "preact/hooks";
import type { HouseState, MessageView } from "../../../hub/contract/api.ts";
import { starMessage } from "../actions/keeping.ts";
import { sayState } from "../message-facts.ts";
import { sayClock, sayLength, spellLength } from "../moments.ts";
import { authorName, childName, toyName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { MessageRow } from "./message-row.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface TimelineLineProps {
  readonly message: MessageView;
  readonly house: HouseState;
  /** IANA: whose clock it stands under. */
  readonly zone: string;
}

/** One message in a line: who, for whom, when, what became of it, and its star. Pressed, it opens where it stands. */
export function TimelineLine({ message, house, zone }: TimelineLineProps) {
  const page = usePage();
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <OpenLine message={message} house={house} onClose={() => setOpen(false)} />;
  const who = sayWho(message, house, page.session.value?.info.person.id, page.people.value);
  const at = Date.parse(message.createdAt);
  const title = page.titles.peek().get(message.id);
  return (
    <li data-message={message.id} data-state={message.state} class={message.direction}>
      <button type="button" class="line" aria-expanded={false} onClick={() => setOpen(true)}>
        <span class="who">{title === undefined ? who : `${who}: ${title}`}</span>
        <span class="when">
          {sayLength(message.milliseconds)} · {sayClock(at, zone)}
        </span>
        <span class="state">{sayState(message, house, Date.now(), page.people.value, page.paces)}</span>
      </button>
      <Star message={message} name={`${who}, ${spellLength(message.milliseconds)}, ${sayClock(at, zone)}`} />
    </li>
  );
}

function sayWho(
  message: MessageView,
  house: HouseState,
  own: string | undefined,
  people: Parameters<typeof authorName>[3],
): string {
  const author = authorName(house, message, own, people);
  if (message.state === "quarantined") return words.message.unseen(toyName(house, message.toy));
  if (message.direction === "from-toy") return words.message.answer(author);
  return house.children.length < 2 ? author : words.timeline.sentTo(author, childName(house, message.child));
}

function OpenLine({ message, house, onClose }: Omit<TimelineLineProps, "zone"> & { onClose: () => void }) {
  const toy = house.toys.find(({ child }) => child === message.child);
  return (
    <li class="open">
      <ul class="messages">
        <MessageRow message={message} house={house} toy={toy} />
      </ul>
      <button type="button" class="quiet" aria-expanded={true} onClick={onClose}>
        {words.timeline.close}
      </button>
    </li>
  );
}

function Star({ message, name }: { message: MessageView; name: string }) {
  const page = usePage();
  const work = useWork();
  return (
    <>
      <button
        type="button"
        class="star"
        aria-pressed={message.kept}
        aria-label={words.timeline.keep(name)}
        disabled={work.isBusy}
        onClick={() => work.run(() => starMessage(page, message, !message.kept))}
      >
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="m12 4.500 2.300 4.800 5.200.700-3.800 3.700.900 5.200L12 16.400l-4.600 2.500.900-5.200L4.500 10l5.200-.700z" />
        </svg>
      </button>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </>
  );
}
