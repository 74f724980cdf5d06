import { useEffect, useRef, useState } from "preact/hooks";
import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import { showToyHeart } from "../actions/care-for-toy.ts";
import { type Borrower, lendToy, removeToy, renameToy } from "../actions/change-toy.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { NotNow } from "../actions/step-up.ts";
import { isUnheard } from "../message-facts.ts";
import { sayComing, sayMoment } from "../moments.ts";
import { childName, isFree, isInGoneRoom, zoneOf } from "../names.ts";
import { usePage } from "../page-context.ts";
import { BackButton } from "../parts/back-button.tsx";
import { FormEnd } from "../parts/form-end.tsx";
import { LeftToys } from "../parts/left-toys.tsx";
import { MailboxSwitch } from "../parts/mailbox-switch.tsx";
import { RadioNote } from "../parts/radio-note.tsx";
import { RenameForm } from "../parts/rename-form.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { SignalHistory } from "../parts/signal-history.tsx";
import { SlotPebbles } from "../parts/slot-pebbles.tsx";
import { SureForm } from "../parts/sure-form.tsx";
import { TextField } from "../parts/text-field.tsx";
import { ToyCard } from "../parts/toy-card.tsx";
import { ToyCareForm } from "../parts/toy-care-form.tsx";
import { ToyVolume } from "../parts/toy-volume.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { TrustWords } from "../parts/trust-words.tsx";
import { useWork } from "../parts/use-work.ts";
import { WalkTest } from "../parts/walk-test.tsx";
import { strengthOf } from "../pictures/signal-strength.ts";
import { words } from "../words.ts";

/** What is asked about a toy just now. */
type Asked = "lend" | "rename" | "walk" | "remove" | undefined;

interface ToysScreenProps {
  readonly onBack: () => void;
  readonly onAddToy: () => void;
  readonly onTimes: () => void;
}

/** The toys, whose they are, and the words by which they know the family. */
export function ToysScreen({ onBack, onAddToy, onTimes }: ToysScreenProps) {
  const page = usePage();
  const house = page.house.value;
  const fingerprint = page.session.value?.roster.fingerprint;
  if (house === undefined) return null;
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.toys.title} />
      </header>
      <RadioNote radio={house.radio} />
      {house.toys.map((toy) => (
        <OneToy key={toy.id} toy={toy} house={house} />
      ))}
      <LeftToys toys={house.goneToys} />
      <div class="row">
        <button type="button" onClick={onAddToy}>
          {words.home.addToy}
        </button>
        <button type="button" onClick={onTimes}>
          {words.times.open}
        </button>
      </div>
      {fingerprint !== undefined && (
        <>
          <h2>{words.toys.compare}</h2>
          <TrustWords fingerprint={fingerprint} />
          <p class="small soft">{words.toys.compareHow}</p>
        </>
      )}
      <BackButton onBack={onBack} />
    </section>
  );
}

function OneToy({ toy, house }: { toy: ToyView; house: HouseState }) {
  const page = usePage();
  const [asked, setAsked] = useState<Asked>();
  const free = isFree(house, toy);
  const lend = free ? words.toys.give : words.toys.lend;
  const { care } = words;
  const done = (said: string) => {
    page.said.value = said;
    setAsked(undefined);
  };
  return (
    <section class="one-toy" aria-label={toy.name}>
      <ToyCard toy={toy} house={house} />
      <p>{free ? words.toys.free : words.toys.whose(childName(house, toy.child))}</p>
      {toy.quietUntil !== null && (
        <p class="small soft">
          {words.times.isNight(
            childName(house, toy.child),
            sayComing(toy.quietUntil, Date.now(), zoneOf(house, toy.child)),
          )}
        </p>
      )}
      {asked === "walk" && <WalkTest toy={toy} onClose={() => setAsked(undefined)} />}
      {asked === undefined && (
        <div class="row">
          <HeartButton toy={toy} />
          <button
            type="button"
            aria-label={words.verbOf(care.walk.open, toy.name)}
            disabled={!house.radio.online}
            onClick={() => setAsked("walk")}
          >
            {care.walk.open}
          </button>
          <button type="button" aria-label={words.verbOf(lend, toy.name)} onClick={() => setAsked("lend")}>
            {lend}
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={words.verbOf(words.toys.rename, toy.name)}
            onClick={() => setAsked("rename")}
          >
            {words.toys.rename}
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={words.verbOf(words.toys.remove, toy.name)}
            onClick={() => setAsked("remove")}
          >
            {words.toys.remove}
          </button>
        </div>
      )}
      {asked === "remove" && (
        <SureForm
          title={words.toys.sureRemove(toy.name)}
          what={words.toys.whatRemove(toy.name)}
          more={toy.connected ? words.toys.removeHere(toy.name) : words.toys.removeAway(toy.name)}
          needsKeys={false}
          submit={words.toys.removeNow}
          busy={words.toys.removing}
          onSure={() => removeToy(page, toy)}
          onDone={() => {
            page.said.value = words.toys.removed(toy.name);
            document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
          }}
          onCancel={() => setAsked(undefined)}
        />
      )}
      {asked === "lend" && (
        <LendForm toy={toy} house={house} onDone={done} onCancel={() => setAsked(undefined)} />
      )}
      {asked === "rename" && (
        <RenameForm
          id="new-name"
          label={words.findToy.toyName}
          name={toy.name}
          submit={words.toys.rename}
          onName={async (name) => {
            await renameToy(page, toy, name);
            done(words.toys.renamed(name));
          }}
          onCancel={() => setAsked(undefined)}
        />
      )}
      <div class="halves">
        <SlotPebbles toy={toy} house={house} />
        <ToyVolume toy={toy} />
        <ToyCareForm toy={toy} />
        {toy.can.includes("mailbox") && <MailboxSwitch toy={toy} />}
      </div>
      <SignalHistory toy={toy} house={house} />
      <ToyDetails toy={toy} />
    </section>
  );
}

/** What nobody needs every day. A battery is not told by any toy that we know. */
function ToyDetails({ toy }: { toy: ToyView }) {
  const { care } = words;
  const { details } = care;
  const now = Date.now();
  const seen = toy.seenAt === null ? care.neverSeen : care.seen(sayMoment(toy.seenAt, now));
  return (
    <details class="small">
      <summary>{details.title}</summary>
      <dl>
        <dt>{details.link}</dt>
        <dd>{toy.heldSince === null ? seen : care.heldSince(sayMoment(toy.heldSince, now))}</dd>
        <dt>{details.signal}</dt>
        <dd>{care.signalNow(words.strengths[strengthNow(toy)], toy.connected ? toy.rssi : null)}</dd>
        {toy.room !== null && (
          <>
            <dt>{details.room}</dt>
            <dd>{isInGoneRoom(toy) ? words.rooms.goneRoom : toy.room}</dd>
          </>
        )}
        <dt>{details.model}</dt>
        <dd>{toy.model}</dd>
        <dt>{details.firmware}</dt>
        <dd>{toy.firmware ?? details.unknown}</dd>
        <dt>{details.id}</dt>
        <dd>{toy.id}</dd>
        <dt>{details.noBattery}</dt>
        <dd>{details.noBatteryWhy}</dd>
      </dl>
    </details>
  );
}

const strengthNow = ({ connected, rssi }: ToyView) => strengthOf(connected ? rssi : null);

/** Blinks until the toy has done; leaving the screen ends it. */
function HeartButton({ toy }: { toy: ToyView }) {
  const page = usePage();
  const work = useWork((error) => error instanceof DOMException && error.name === "AbortError");
  const leaving = useRef(new AbortController());
  const { heart } = words.care;
  useEffect(() => () => leaving.current.abort(), []);
  return (
    <>
      <button
        type="button"
        aria-label={words.verbOf(heart.show, toy.name)}
        disabled={!toy.connected || work.isBusy}
        aria-busy={work.isBusy}
        onClick={() =>
          work.run(async () => {
            await showToyHeart(page, toy, leaving.current.signal);
            page.said.value = heart.done(toy.name);
          })
        }
      >
        {work.isBusy ? heart.showing : heart.show}
      </button>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </>
  );
}

interface LendFormProps {
  readonly toy: ToyView;
  readonly house: HouseState;
  readonly onDone: (said: string) => void;
  readonly onCancel: () => void;
}

const SOMEBODY_NEW = "new";

function LendForm({ toy, house, onDone, onCancel }: LendFormProps) {
  const page = usePage();
  const work = useWork((error) => error instanceof NotNow || showDistrust(page, error));
  const others = house.children.filter(({ id }) => id !== toy.child);
  const [choice, setChoice] = useState<string>(others[0]?.id ?? SOMEBODY_NEW);
  const [name, setName] = useState("");
  const chosen = others.find(({ id }) => id === choice);
  const isReady = chosen !== undefined || name.trim() !== "";
  // The toy forgets nothing: what was heard is heard again, until another message takes its place.
  const held = house.messages.find(
    (message) => message.toy === toy.id && (isUnheard(message) || message.state === "played"),
  );
  const submit = () =>
    work.run(async () => {
      const to: Borrower = chosen === undefined ? { name: name.trim() } : { id: chosen.id };
      await lendToy(page, toy, to);
      onDone(words.toys.lent(toy.name, chosen?.name ?? name.trim()));
    });
  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) submit();
      }}
    >
      {others.length > 0 && (
        <SelectField
          id="lend-to"
          label={words.toys.to}
          value={choice}
          options={[
            ...others.map((child): [string, string] => [child.id, child.name]),
            [SOMEBODY_NEW, words.toys.somebodyNew],
          ]}
          onValue={setChoice}
        />
      )}
      {chosen === undefined && (
        <TextField
          id="lend-name"
          label={words.findToy.childName}
          value={name}
          onValue={setName}
          autocomplete="off"
        />
      )}
      <p class="small">
        {isFree(house, toy) ? words.toys.mayHold : words.toys.lendWhat(childName(house, toy.child))}
      </p>
      {held !== undefined && (
        <p class="small">
          {words.toys.stillOnIt(toy.name, childName(house, held.child), held.state === "played")}
        </p>
      )}
      <FormEnd
        work={work}
        isReady={isReady}
        submit={words.toys.lendNow}
        busy={words.toys.busy}
        onCancel={onCancel}
      />
    </form>
  );
}
