import { useState } from "preact/hooks";
import type { PostMessage, PostView } from "../../../hub/contract/post.ts";
import { isWaiting } from "../../../hub/domain/message-state.ts";
import { openAnswer, type PostAnswer, type PostChild, sendPost, takeBackOwn } from "../actions/post.ts";
import { KeyError } from "../keys/errors.ts";
import { inPlace, sayComing, sayLength, sayMoment, sayMomentThere, spellLength } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { AskingNote } from "../parts/asking-note.tsx";
import { BigRecorder } from "../parts/big-recorder.tsx";
import { ClockNote } from "../parts/clock-note.tsx";
import { ConnectionBanner } from "../parts/connection-banner.tsx";
import { InstallNote } from "../parts/install-note.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { Later } from "../parts/later.tsx";
import { NewerNote } from "../parts/newer-note.tsx";
import { OutboxState } from "../parts/outbox-state.tsx";
import { PhoneLinks } from "../parts/phone-links.tsx";
import { Player } from "../parts/player.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useKeptFocus } from "../parts/use-kept-focus.ts";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** As many as somebody takes in at a glance. */
const SHOWN = 3;

/** A relative's one page: a button to speak, what became of it, and what the child answered. No menu, nothing to type. */
export function RelativeScreen() {
  const page = usePage();
  const post = page.post.value;
  useKeptFocus();
  const [chosenId, setChosen] = useState<string>();
  const [isMoving, setMoving] = useState(false);
  if (post === undefined)
    return (
      <main class="opening">
        <p>{words.opening}</p>
        <ConnectionBanner />
      </main>
    );
  const child = post.children.find(({ id }) => id === chosenId) ?? post.children[0];
  const guardians = words.relative.oneOf(post.guardians);
  const isAsking = page.connection.value.kind === "asked";
  if (isMoving)
    return (
      <div class="frame relative">
        <ConnectionBanner />
        <main class="columns">
          <Later
            load={async () => {
              const { HandOverScreen } = await import("./hand-over-screen.tsx");
              return () => <HandOverScreen whose="relative" onBack={() => setMoving(false)} />;
            }}
          />
        </main>
        <p class="unseen" aria-live="polite">
          {page.said}
        </p>
      </div>
    );
  return (
    <div class="frame relative">
      <ConnectionBanner />
      <NewerNote />
      <ClockNote />
      <main class="columns">
        {child === undefined ? (
          <ScreenTitle title={words.relative.nobody} tab={words.tab.post} />
        ) : (
          <section class="screen">
            <ScreenTitle title={words.relative.for(child.name)} tab={words.tab.post} />
            {post.children.length > 1 && (
              <fieldset class="children">
                <legend>{words.relative.whom}</legend>
                {post.children.map(({ id, name }) => (
                  <label key={id}>
                    <input
                      type="radio"
                      name="child"
                      checked={id === child.id}
                      onChange={() => setChosen(id)}
                    />
                    {name}
                  </label>
                ))}
              </fieldset>
            )}
            {child.mayWrite ? (
              <BigRecorder
                key={child.id}
                child={child}
                onSend={(clip, reviewed) => void sendPost(page, clip, child, reviewed)}
              />
            ) : (
              <p>{words.relative.mayNotWrite}</p>
            )}
            <AskingNote />
            {!isAsking && <Sent child={child} />}
            {!isAsking && child.mayHear && <Answers child={child} guardians={guardians} />}
          </section>
        )}
        {/* Below what is not known yet: it would be moved by it. */}
        {!isAsking && (
          <>
            <InstallNote hasPost={post.messages.length > 0} handOver={words.handOver.relative.title} />
            <details class="help">
              <summary>{words.relative.help}</summary>
              <p>{words.relative.helpText(guardians)}</p>
              <PhoneLinks phones={post.phones} />
            </details>
            <button type="button" class="quiet" onClick={() => setMoving(true)}>
              {words.handOver.relative.title}
            </button>
            {post.elsewhere.length > 0 && (
              <p class="soft">{words.handOver.elsewhere(sayPlaces(post.elsewhere), guardians)}</p>
            )}
            <LanguageChoice />
          </>
        )}
      </main>
      <p class="unseen" aria-live="polite">
        {page.said}
      </p>
    </div>
  );
}

const sayPlaces = (places: PostView["elsewhere"]): string =>
  places
    .map(({ label, since }) =>
      words.handOver.place(label, since === null ? undefined : sayMoment(since, Date.now())),
    )
    .join("; ");

/** What became of the last few that were sent. */
function Sent({ child }: { child: PostChild }) {
  const page = usePage();
  const messages = (page.post.value?.messages ?? []).filter((message) => message.child === child.id);
  const outbox = page.outbox.value;
  if (messages.length + outbox.length === 0) return null;
  return (
    <>
      <h2>{words.relative.yours}</h2>
      <ul class="messages">
        {outbox.map((item) => (
          <li key={item.id} class="message to-toy" data-state={item.state}>
            <p class="head">
              <span class="when">{sayLength(item.milliseconds)}</span>
            </p>
            <OutboxState item={item} />
          </li>
        ))}
        {messages.slice(0, SHOWN).map((message) => (
          <SentRow key={message.id} message={message} child={child.name} zone={child.zone} />
        ))}
      </ul>
    </>
  );
}

function SentRow({ message, child, zone }: { message: PostMessage; child: string; zone: string }) {
  const page = usePage();
  const work = useWork();
  const now = Date.now();
  const { state, at, declined, waitsFor } = message;
  const waits =
    waitsFor === null
      ? undefined
      : {
          until: inPlace(sayComing(waitsFor.until, now, zone), waitsFor.until, zone),
          isNight: waitsFor.reason === "quiet-hours",
        };
  const isToyGone = message.toyGone === true;
  const mayTakeBack = state === "awaiting_approval" || isWaiting(state);
  return (
    <li class="message to-toy" data-state={state} data-message={message.id}>
      <p class="head">
        <span class="when">
          {sayLength(message.milliseconds)} · {sayMomentThere(message.createdAt, now, zone)}
        </span>
      </p>
      <p class="state">
        {words.postStates[state]({ child, at: sayMomentThere(at, now, zone), declined, isToyGone, waits })}
      </p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {mayTakeBack && (
        <div class="row">
          <button
            type="button"
            class="quiet"
            disabled={work.isBusy}
            onClick={() => work.run(() => takeBackOwn(page, message))}
          >
            {words.relative.takeBack}
          </button>
        </div>
      )}
    </li>
  );
}

function Answers({ child, guardians }: { child: PostChild; guardians: string }) {
  const page = usePage();
  const answers = (page.post.value?.answers ?? []).filter((answer) => answer.child === child.id);
  return (
    <>
      <h2>{words.relative.answers(child.name)}</h2>
      {answers.length === 0 && <p>{words.relative.noAnswers(child.name)}</p>}
      <ul class="messages">
        {answers.slice(0, SHOWN).map((answer) => (
          <AnswerRow
            key={answer.id}
            answer={answer}
            child={child.name}
            zone={child.zone}
            guardians={guardians}
          />
        ))}
      </ul>
    </>
  );
}

interface AnswerRowProps {
  readonly answer: PostAnswer;
  readonly child: string;
  readonly zone: string;
  readonly guardians: string;
}

function AnswerRow({ answer, child, zone, guardians }: AnswerRowProps) {
  const page = usePage();
  const [wav, setWav] = useState<Uint8Array<ArrayBuffer>>();
  const [isKeyLost, setKeyLost] = useState(false);
  const work = useWork((error) => {
    const isLost = error instanceof KeyError && error.code === "keys.none";
    setKeyLost(isLost);
    return isLost;
  });
  const when = sayMomentThere(answer.createdAt, Date.now(), zone);
  const length = spellLength(answer.milliseconds);
  return (
    <li class="message from-toy" data-message={answer.id}>
      <p class="head">
        <span class="who">{when}</span>
        <span class="when">{sayLength(answer.milliseconds)}</span>
      </p>
      {isKeyLost && (
        <p class="note" role="alert">
          {words.relative.keyLost(guardians)}
        </p>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {wav === undefined ? (
        <button
          type="button"
          class="main wide large"
          disabled={work.isBusy}
          aria-label={words.relative.playFrom(child, when, length)}
          onClick={() => work.run(async () => setWav((await openAnswer(page, answer)).wav))}
        >
          {work.isBusy ? words.message.opening : words.relative.play}
        </button>
      ) : (
        <Player wav={wav} name={words.relative.playing(child, length)} isStarting={true} />
      )}
    </li>
  );
}
