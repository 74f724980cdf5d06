import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { RoomInvitationView, RoomList } from "../../../hub/contract/rooms.ts";
import { inviteRoom, withdrawRoomCode } from "../actions/rooms.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { sayLength } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { joiningOf } from "./joining-of.ts";
import { TextField } from "./text-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { TrustWords } from "./trust-words.tsx";
import { useClock } from "./use-clock.ts";
import { useWork } from "./use-work.ts";

const SECOND = 1_000;

interface AddRoomProps {
  /** As the hub has it now. */
  readonly list: RoomList;
  readonly onClose: () => void;
}

/** Another machine joins: what the room is called, the line to type there, six words to compare, and how that ended. */
export function AddRoom({ list, onClose }: AddRoomProps) {
  const [made, setMade] = useState<RoomInvitationView>();
  return made === undefined ? (
    <NameForm onMade={setMade} onCancel={onClose} />
  ) : (
    <Joining key={made.code} made={made} list={list} onAgain={() => setMade(undefined)} onClose={onClose} />
  );
}

function NameForm({
  onMade,
  onCancel,
}: {
  readonly onMade: (made: RoomInvitationView) => void;
  readonly onCancel: () => void;
}) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [name, setName] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const isReady = name.trim() !== "";
  return (
    <form
      ref={form}
      class="card add-room"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) work.run(async () => onMade(await inviteRoom(page, name.trim())));
      }}
    >
      <h2>{words.rooms.add}</h2>
      <TextField
        id="room-name"
        label={words.rooms.newName}
        hint={words.rooms.nameHint}
        value={name}
        onValue={setName}
        autocomplete="off"
      />
      <FormEnd
        work={work}
        isReady={isReady}
        submit={words.rooms.make}
        busy={words.rooms.making}
        onCancel={onCancel}
      />
    </form>
  );
}

interface JoiningProps {
  readonly made: RoomInvitationView;
  readonly list: RoomList;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

function Joining({ made, list, onAgain, onClose }: JoiningProps) {
  const page = usePage();
  const work = useWork();
  const now = useClock(SECOND) + page.hubAheadMs.value;
  const [answer, setAnswer] = useState<"same" | "differ">();
  const seen = useRef<"nothing" | "code" | "words">("nothing");
  const joining = joiningOf(list, made, seen.current, now);
  if (joining.kind === "waits" && seen.current === "nothing") seen.current = "code";
  if (joining.kind === "compares") seen.current = "words";
  const { name } = made;
  const close = (label: string = words.rooms.close) => (
    <button type="button" onClick={onClose}>
      {label}
    </button>
  );
  const again = (
    <button type="button" class="main" onClick={onAgain}>
      {words.rooms.again}
    </button>
  );
  const withdraw = (then: () => void) => work.run(async () => withdrawRoomCode(page).then(then));
  const cancel = (
    <button
      type="button"
      class="quiet"
      disabled={work.isBusy}
      onClick={() =>
        withdraw(() => {
          page.said.value = words.rooms.cancelled;
          onClose();
        })
      }
    >
      {words.rooms.takeBack}
    </button>
  );
  const trouble = work.trouble !== undefined && <TroubleNote trouble={work.trouble} />;

  if (answer === "differ")
    return (
      <Stage key="differ" title={words.rooms.differTitle} isUrgent>
        <p>{words.rooms.differWhy}</p>
        <p>{words.rooms.differNext}</p>
        <div class="row">
          {again}
          {close()}
        </div>
      </Stage>
    );
  switch (joining.kind) {
    case "joined":
      return (
        <Stage key="joined" title={words.rooms.joined(name)}>
          <p role="status">{joining.isReached ? words.rooms.started : words.rooms.start}</p>
          <div class="row">{close()}</div>
        </Stage>
      );
    case "compares":
      return (
        <Stage key="compares" title={words.rooms.came(name)}>
          <p>{words.rooms.compare}</p>
          <FamilyWords />
          {answer === "same" && <p role="status">{words.rooms.sayYes}</p>}
          {trouble}
          <div class="row">
            {answer === undefined && (
              <button type="button" class="main" onClick={() => setAnswer("same")}>
                {words.rooms.same}
              </button>
            )}
            <button
              type="button"
              class={answer === undefined ? "" : "quiet"}
              disabled={work.isBusy}
              onClick={() => withdraw(() => setAnswer("differ"))}
            >
              {answer === undefined ? words.rooms.differ : words.rooms.notThese}
            </button>
          </div>
        </Stage>
      );
    case "left":
      return (
        <Stage key="left" title={words.rooms.left(name)}>
          <p>{words.rooms.leftWhy}</p>
          <div class="row">
            {again}
            {close()}
          </div>
        </Stage>
      );
    case "over":
      return (
        <Stage key="over" title={words.rooms.over(name)}>
          <p>{words.rooms.overWhy}</p>
          <div class="row">
            {again}
            {close()}
          </div>
        </Stage>
      );
    case "waits":
      return (
        <Stage key="waits" title={words.rooms.codeTitle(name)}>
          <Line made={made} />
          <p role="timer">{words.rooms.goodFor(sayLength(Date.parse(made.until) - now))}</p>
          <p class="small soft">{words.rooms.thenWords}</p>
          {trouble}
          <div class="row">{cancel}</div>
        </Stage>
      );
  }
}

interface StageProps {
  readonly title: string;
  readonly isUrgent?: boolean;
  readonly children: ComponentChildren;
}

/** Each begins where who listens to the page, or goes by keys, is led. */
function Stage({ title, isUrgent = false, children }: StageProps) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class={isUrgent ? "note broken add-room" : "card add-room"} aria-labelledby={id}>
      <h2 ref={heading} id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}

function Line({ made: { addresses, code } }: Pick<JoiningProps, "made">) {
  const page = usePage();
  const [address = "", ...others] = addresses;
  const line = `scripts/pawpost ble join ${address} ${code}`;
  const copy = async () => {
    await navigator.clipboard.writeText(line);
    page.said.value = words.handOver.copied(words.rooms.line);
  };
  return (
    <>
      <p>{words.rooms.type}</p>
      <p class="command" dir="ltr">
        <code>{line}</code>
      </p>
      <div class="row">
        {/* Where the browser lends no clipboard, the text is there to be marked. */}
        <button type="button" onClick={() => void copy().catch(() => undefined)}>
          {words.rooms.copy}
        </button>
      </div>
      {others.length > 0 && <p class="small soft">{words.rooms.elsewhere(others)}</p>}
    </>
  );
}

function FamilyWords() {
  const fingerprint = usePage().session.value?.roster.fingerprint;
  return fingerprint === undefined ? null : <TrustWords fingerprint={fingerprint} />;
}
