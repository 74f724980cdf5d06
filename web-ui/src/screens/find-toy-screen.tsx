import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { HouseState } from "../../../hub/contract/api.ts";
import { usePage } from "../page-context.ts";
import { Bear } from "../parts/bear.tsx";
import { Later } from "../parts/later.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { TextField } from "../parts/text-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import { WizardStep } from "../parts/wizard-step.tsx";
import { words } from "../words.ts";

type Candidate = HouseState["candidates"][number];

interface FindToyScreenProps {
  readonly house: HouseState;
  readonly onDone: () => void;
  /** What else there is to know, below. */
  readonly children: ComponentChildren;
}

/** From "switch it on" to a pressed paw. The hub's events tell what is found; a claimed toy appears among the toys. */
export function FindToyScreen({ house, onDone, children }: FindToyScreenProps) {
  const { client } = usePage();
  const work = useWork();
  const [toysBefore] = useState(house.toys.length);
  const [chosen, setChosen] = useState<string>();
  const [hasSearched, setSearched] = useState(false);
  const candidate = house.candidates.find(({ id }) => id === chosen);
  const claiming = house.candidates.find(
    ({ claim }) => claim === "connecting" || claim === "waiting-for-paw",
  );
  if (house.toys.length > toysBefore) queueMicrotask(onDone);

  const isFirst = isFirstRun(house);

  if (claiming !== undefined) return <PressThePaw candidate={claiming} isFirst={isFirst} />;
  if (candidate !== undefined) {
    return <NameThem candidate={candidate} house={house} onBack={() => setChosen(undefined)} />;
  }

  const search = () =>
    work.run(async () => {
      await client.call("POST", "/toys/search");
      setSearched(true);
    });
  return (
    <section class="screen">
      <header>
        {isFirst && <WizardStep step={2} />}
        <ScreenTitle title={words.findToy.title} />
        <p class="soft">{words.findToy.lead}</p>
      </header>
      {house.heldForOthers > 0 && (
        <div class="note">
          <p>{words.findToy.held}</p>
          <p>
            <code>{words.findToy.heldCommand}</code>
          </p>
        </div>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <ul class="messages" aria-live="polite">
        {house.candidates.map((found) => (
          <li class="card candidate" key={found.id}>
            <Bear />
            <div>
              <h2>{words.findToy.candidate(found.model)}</h2>
              <p class="soft small">{sayWhere(found)}</p>
            </div>
            <button type="button" class="main" onClick={() => setChosen(found.id)}>
              {words.findToy.choose}
            </button>
          </li>
        ))}
      </ul>
      {house.searching ? (
        <>
          <p class="searching" role="status">
            {words.findToy.searching}
          </p>
          <button type="button" onClick={() => work.run(() => client.call("DELETE", "/toys/search"))}>
            {words.findToy.stop}
          </button>
        </>
      ) : (
        <>
          {hasSearched && house.candidates.length === 0 && <p class="note">{words.findToy.nothing}</p>}
          <button type="button" class="main wide" onClick={search} disabled={work.isBusy}>
            {hasSearched ? words.findToy.again : words.findToy.start}
          </button>
        </>
      )}
      {house.toys.length > 0 && (
        <button type="button" class="quiet" onClick={onDone}>
          {words.findToy.back}
        </button>
      )}
      {children}
    </section>
  );
}

/** A child who has no toy here yet. */
const ANOTHER = "another";

interface NameThemProps {
  readonly candidate: Candidate;
  readonly house: HouseState;
  readonly onBack: () => void;
}

function NameThem({ candidate, house, onBack }: NameThemProps) {
  const { client } = usePage();
  const work = useWork();
  const [toyName, setToyName] = useState("");
  const [child, setChild] = useState<string>(house.children[0]?.id ?? ANOTHER);
  const [newName, setNewName] = useState("");
  const childName = house.children.find(({ id }) => id === child)?.name ?? newName;
  const isReady = toyName.trim() !== "" && childName.trim() !== "";
  const claim = () =>
    work.run(() =>
      client.call("POST", `/toys/${candidate.id}/claim`, {
        json: { toyName: toyName.trim(), childName: childName.trim() },
      }),
    );
  return (
    <section class="screen">
      <header>
        {isFirstRun(house) && <WizardStep step={3} />}
        <ScreenTitle title={words.findToy.nameTitle} />
      </header>
      {candidate.claim === "failed" && (
        <p class="note" role="alert">
          <strong>{words.findToy.failed}</strong>{" "}
          {words.claimFailures[candidate.failure ?? ""] ?? words.errors.unknown.next}
        </p>
      )}
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) claim();
        }}
      >
        <TextField
          id="toy-name"
          label={words.findToy.toyName}
          value={toyName}
          onValue={setToyName}
          autocomplete="off"
        />
        {house.children.length > 0 && (
          <SelectField
            id="child"
            label={words.findToy.whose}
            value={child}
            options={[
              ...house.children.map(({ id, name }): [string, string] => [id, name]),
              [ANOTHER, words.findToy.anotherChild],
            ]}
            onValue={setChild}
          />
        )}
        {child === ANOTHER && (
          <TextField
            id="child-name"
            label={words.findToy.childName}
            value={newName}
            onValue={setNewName}
            autocomplete="off"
          />
        )}
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button type="submit" class="main wide" disabled={!isReady || work.isBusy}>
          {words.findToy.blink}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {words.findToy.back}
        </button>
      </form>
    </section>
  );
}

function PressThePaw({ candidate, isFirst }: { candidate: Candidate; isFirst: boolean }) {
  const { client, session } = usePage();
  const fingerprint = session.value?.roster.fingerprint;
  const work = useWork();
  const isBlinking = candidate.claim === "waiting-for-paw";
  return (
    <section class="screen press">
      {isFirst && <WizardStep step={3} />}
      <Bear hands={true} heart={isBlinking ? "blinking" : "off"} />
      <ScreenTitle
        title={isBlinking ? words.findToy.press : words.findToy.connecting}
        tab={words.findToy.title}
        live="polite"
      />
      {isBlinking && <p class="soft">{words.findToy.pressHint}</p>}
      {isBlinking && fingerprint !== undefined && (
        <>
          <p class="small soft">{words.toys.pressWords}</p>
          <Later
            load={async () => {
              const { TrustWords } = await import("../parts/trust-words.tsx");
              return () => <TrustWords fingerprint={fingerprint} />;
            }}
          />
        </>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <button
        type="button"
        disabled={work.isBusy}
        onClick={() => work.run(() => client.call("DELETE", `/toys/${candidate.id}/claim`))}
      >
        {words.findToy.cancel}
      </button>
    </section>
  );
}

/** Nothing was ever here: a newcomer's way goes on. */
const isFirstRun = ({ toys, children, messages }: HouseState): boolean =>
  toys.length + children.length + messages.length === 0;

/** Which room hears it, where that is not the hub's own. */
const sayWhere = ({ room, rssi }: Candidate): string =>
  room === null ? sayNearness(rssi) : words.findToy.inRoom(room, sayNearness(rssi));

function sayNearness(rssi: number | null): string {
  if (rssi === null || rssi < -80) return words.findToy.far;
  return rssi > -60 ? words.findToy.near : words.findToy.middle;
}
