import { useEffect, useState } from "preact/hooks";
import { type HouseState, type MessageView, messagePage, type ToyView } from "../../../hub/contract/api.ts";
import { isUnstamped } from "../../../hub/domain/message-state.ts";
import type { Trouble } from "../actions/trouble.ts";
import { childName, isFree } from "../names.ts";
import { usePage } from "../page-context.ts";
import { FileButton } from "../parts/file-button.tsx";
import { MessageRow } from "../parts/message-row.tsx";
import { OutboxRow } from "../parts/outbox-row.tsx";
import { RadioNote } from "../parts/radio-note.tsx";
import { ToyCard } from "../parts/toy-card.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import type { RawSound } from "../recording/recorder.ts";
import { openSoundSystemAhead } from "../recording/sound-system.ts";
import { words } from "../words.ts";

const PAGE = 50;
const FIRST_SHOWN = 6;

export interface HomeScreenProps {
  readonly house: HouseState;
  readonly onRecord: (toy: ToyView) => void;
  readonly onSound: (toy: ToyView, sound: RawSound) => void;
  readonly onAddToy: () => void;
}

export function HomeScreen({ house, onRecord, onSound, onAddToy }: HomeScreenProps) {
  const page = usePage();
  const [chosenId, setChosen] = useState<string>();
  const [fileTrouble, setFileTrouble] = useState<Trouble>();
  useEffect(openSoundSystemAhead, []);
  const [first] = house.toys;
  const theirs = house.toys.filter((each) => !isFree(house, each));
  const toy = theirs.find(({ id }) => id === chosenId) ?? theirs[0];
  if (first === undefined) return null;

  return (
    <section class="screen home">
      <header>
        <h1 tabIndex={-1}>
          {toy === undefined ? words.home.free(first.name) : words.home.title(childName(house, toy.child))}
        </h1>
        {toy === undefined && <p class="soft">{words.home.freeNext}</p>}
      </header>
      <RadioNote radio={house.radio} />
      {house.toys.map((each) => (
        <ToyCard key={each.id} toy={each} house={house} />
      ))}
      {toy !== undefined && theirs.length > 1 && (
        <div class="field">
          <label for="to">{words.review.to}</label>
          <select id="to" value={toy.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {theirs.map((each) => (
              <option key={each.id} value={each.id}>
                {`${childName(house, each.child)}, ${each.name}`}
              </option>
            ))}
          </select>
        </div>
      )}
      <h2>{words.home.messages}</h2>
      {house.messages.length + page.outbox.value.length === 0 && <p class="soft">{words.home.empty}</p>}
      <MessageList house={house} toy={toy ?? first} />
      {fileTrouble !== undefined && <TroubleNote trouble={fileTrouble} />}
      {toy !== undefined && (
        <div class="recording-bar">
          <button type="button" class="main round" onClick={() => onRecord(toy)}>
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
              <rect x="8.500" y="2" width="7" height="12" rx="3.500" fill="currentColor" />
              <path
                d="M5 11a7 7 0 0 0 14 0M12 18v4"
                fill="none"
                stroke="currentColor"
                stroke-width="2"
                stroke-linecap="round"
              />
            </svg>
            {words.home.record}
          </button>
        </div>
      )}
      <div class="row ends">
        {toy !== undefined && (
          <FileButton onSound={(sound) => onSound(toy, sound)} onTrouble={setFileTrouble} />
        )}
        <button type="button" class="quiet small" onClick={onAddToy}>
          {words.home.addToy}
        </button>
      </div>
    </section>
  );
}

function MessageList({ house, toy }: { house: HouseState; toy: ToyView }) {
  const page = usePage();
  const work = useWork();
  const [isOpen, setOpen] = useState(false);
  const [isAtEnd, setAtEnd] = useState(house.messages.length < PAGE);
  // What waits for a guardian never slips out of sight.
  const ordered = house.messages.toSorted((one, other) => rank(one) - rank(other));
  const shown = isOpen ? ordered : ordered.slice(0, FIRST_SHOWN);
  const last = house.messages.at(-1);
  const showOlder = () => {
    if (!isOpen) return setOpen(true);
    work.run(async () => {
      if (last === undefined) return;
      const { messages } = await page.client.call("GET", `/messages?before=${last.id}`, {
        schema: messagePage,
      });
      const known = new Set(page.house.value?.messages.map(({ id }) => id));
      const more = messages.filter(({ id }) => !known.has(id));
      const now = page.house.value;
      if (now !== undefined) page.house.value = { ...now, messages: [...now.messages, ...more] };
      setAtEnd(messages.length < PAGE);
    });
  };
  return (
    <>
      {shown.length + page.outbox.value.length > 0 && (
        <ul class="messages">
          {page.outbox.value.map((item) => (
            <OutboxRow key={item.id} item={item} />
          ))}
          {shown.map((message) => (
            <MessageRow key={message.id} message={message} house={house} toy={toy} />
          ))}
        </ul>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {(isOpen ? !isAtEnd : house.messages.length > FIRST_SHOWN) && (
        <button type="button" class="quiet" onClick={showOlder} disabled={work.isBusy}>
          {words.home.older}
        </button>
      )}
    </>
  );
}

const rank = ({ state }: MessageView) => (isUnstamped(state) ? 0 : 1);
