import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HouseState, MessageView, ToyView } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { isUnstamped } from "../../../hub/domain/message-state.ts";
import type { Trouble } from "../actions/trouble.ts";
import { type Home, homesOf, messagesAt } from "../homes.ts";
import { isSpoken } from "../message-facts.ts";
import { childName, isFree } from "../names.ts";
import { usePage } from "../page-context.ts";
import { trueAsOf } from "../page-state.ts";
import { ApproveHeard } from "../parts/approve-heard.tsx";
import { AskingNote } from "../parts/asking-note.tsx";
import { AwayTip } from "../parts/away-tip.tsx";
import { FileButton } from "../parts/file-button.tsx";
import { HomeSwitch } from "../parts/home-switch.tsx";
import { MessageRow } from "../parts/message-row.tsx";
import { OutboxRow } from "../parts/outbox-row.tsx";
import { RadioNote } from "../parts/radio-note.tsx";
import { RecordingIcon } from "../parts/recording-icon.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { ToyCard } from "../parts/toy-card.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useClock } from "../parts/use-clock.ts";
import { isInTray, WakeUpTray } from "../parts/wake-up-tray.tsx";
import { WizardStep } from "../parts/wizard-step.tsx";
import type { RawSound } from "../recording/raw-sound.ts";
import { openSoundSystemAhead } from "../recording/sound-system.ts";
import { words } from "../words.ts";

/** Whether post has waited for long is looked at so often. */
const LOOKS_MS = 60_000;
/** The rest is in the timeline. */
const LAST_SHOWN = 3;

export interface HomeScreenProps {
  readonly house: HouseState;
  readonly onRecord: (toy: ToyView) => void;
  readonly onSound: (toy: ToyView, sound: RawSound) => void;
  readonly onAll: () => void;
  readonly onToys: () => void;
  /** What there is to know at once, below the child's name. */
  readonly urgent: ComponentChildren;
  /** What can wait, below the messages. */
  readonly notes: ComponentChildren;
}

/** One child's post: its toy, what waits for a guardian, what was said last, and Record at the thumb. */
export function HomeScreen({ house, onRecord, onSound, onAll, onToys, urgent, notes }: HomeScreenProps) {
  const page = usePage();
  const [chosenToy, setChosenToy] = useState<PublicId>();
  const [fileTrouble, setFileTrouble] = useState<Trouble>();
  useEffect(openSoundSystemAhead, []);
  useClock(LOOKS_MS);
  const now = page.client.hubNow();
  const homes = homesOf(house);
  const home = homes.find(({ child }) => child === page.homeOf.value) ?? homes[0];
  const toy = home?.toys.find(({ id }) => id === chosenToy) ?? home?.toys[0];
  const free = house.toys.filter((each) => isFree(house, each));
  const since = trueAsOf(page.connection.value);
  // What is below the toy is not known yet, and moves nothing when it comes.
  const isAsking = page.connection.value.kind === "asked";
  const isNew = since === undefined ? house.messages.length === 0 : page.wasNew.value;
  const isFirstMessage =
    house.toys.length === 1 && isNew && page.outbox.value.length === 0 && toy !== undefined;
  const title = titleOf(house, home, free);
  const messages = messagesAt(house, home).filter(isSpoken);
  const waiting = messages.filter(({ state }) => isUnstamped(state));
  const tray = messages.filter(isInTray);
  const last = messages.filter((message) => !isUnstamped(message.state) && !isInTray(message));
  const shown = last.length + page.outbox.value.length;

  return (
    <section class="screen home">
      <header>
        {isFirstMessage && <WizardStep step={4} />}
        <ScreenTitle title={title} tab={words.menu.home} />
        {homes.length > 1 && home !== undefined && (
          <HomeSwitch
            homes={homes}
            here={home}
            onSwitch={(child) => {
              page.homeOf.value = child;
            }}
          />
        )}
        {toy === undefined && free.length > 0 && <p class="soft">{words.home.freeNext}</p>}
        {home?.toys.length === 0 && free.length === 0 && <p class="soft">{words.homes.noToy(home.name)}</p>}
      </header>
      {urgent}
      <RadioNote radio={house.radio} />
      {[...(home?.toys ?? []), ...free].map((each) => (
        <Fragment key={each.id}>
          <ToyCard toy={each} house={house} />
          <AwayTip toy={each} house={house} now={now} onToys={onToys} />
        </Fragment>
      ))}
      {toy !== undefined && home !== undefined && home.toys.length > 1 && (
        <SelectField
          id="to"
          label={words.review.to}
          value={toy.id}
          options={home.toys.map(({ id, name }) => [id, name])}
          onValue={(chosen) => setChosenToy(home.toys.find(({ id }) => id === chosen)?.id)}
        />
      )}
      {isAsking ? (
        <AskingNote />
      ) : (
        <>
          {waiting.length > 0 && (
            <>
              <h2>{words.homes.forYou}</h2>
              <Messages messages={waiting} house={house} toy={toy} />
              <ApproveHeard />
            </>
          )}
          <WakeUpTray messages={tray} house={house} />
          {(tray.length === 0 || shown > 0) && <h2>{words.home.messages}</h2>}
          {shown + waiting.length + tray.length === 0 && <p class="soft">{words.home.empty}</p>}
          <Messages messages={last.slice(0, LAST_SHOWN)} house={house} toy={toy} isOutboxFirst={true} />
          {last.length > LAST_SHOWN && (
            <button type="button" class="quiet all" onClick={onAll}>
              {words.homes.all}
            </button>
          )}
          {notes}
        </>
      )}
      {fileTrouble !== undefined && <TroubleNote trouble={fileTrouble} />}
      {toy !== undefined && (
        <>
          <div class="recording-bar">
            <RecordButton onRecord={() => onRecord(toy)} />
          </div>
          <div class="row file">
            <FileButton onSound={(sound) => onSound(toy, sound)} onTrouble={setFileTrouble} />
          </div>
        </>
      )}
    </section>
  );
}

function titleOf(house: HouseState, home: Home | undefined, free: readonly ToyView[]): string {
  const [first] = free;
  const isNobodys = home === undefined || home.toys.length === 0;
  if (isNobodys && first !== undefined) return words.home.free(first.name);
  return words.home.title(home?.name ?? childName(house, ""));
}

interface MessagesProps {
  readonly messages: readonly MessageView[];
  readonly house: HouseState;
  readonly toy: ToyView | undefined;
  /** Before them what has not reached the hub yet. */
  readonly isOutboxFirst?: boolean;
}

function Messages({ messages, house, toy, isOutboxFirst = false }: MessagesProps) {
  const { outbox } = usePage();
  const sending = isOutboxFirst ? outbox.value : [];
  if (messages.length + sending.length === 0) return null;
  return (
    <ul class="messages">
      {sending.map((item) => (
        <OutboxRow key={item.id} item={item} />
      ))}
      {messages.map((message) => (
        <MessageRow key={message.id} message={message} house={house} toy={toy} />
      ))}
    </ul>
  );
}

function RecordButton({ onRecord }: { onRecord: () => void }) {
  return (
    <button type="button" class="main round" onClick={onRecord}>
      <RecordingIcon of="record" />
      {words.home.record}
    </button>
  );
}
