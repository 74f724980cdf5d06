import { useState } from "preact/hooks";
import type { HouseState, MessageView, ToyView } from "../../../hub/contract/api.ts";
import { CANCEL_ASKED, isWaiting, MESSAGE_STATES } from "../../../hub/domain/message-state.ts";
import {
  type MessageVerb,
  type OpenedClip,
  openRecording,
  sendDraft,
  tellMessage,
} from "../actions/listen.ts";
import { stepUp } from "../actions/step-up.ts";
import { holdsUp, sayState } from "../message-facts.ts";
import { sayClock, sayLength, sayMomentThere, spellLength } from "../moments.ts";
import { authorName, childName, toyName, zoneOf } from "../names.ts";
import { usePage } from "../page-context.ts";
import { type Session, trueAsOf } from "../page-state.ts";
import { words } from "../words.ts";
import { AnswerSharing } from "./answer-sharing.tsx";
import { Approval } from "./approval.tsx";
import { MessageKeeping } from "./message-keeping.tsx";
import { MessageStory } from "./message-story.tsx";
import { Player } from "./player.tsx";
import { Quarantine } from "./quarantine.tsx";
import { SoundPicture } from "./sound-picture.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { UnlockForm } from "./unlock-form.tsx";
import { useClock } from "./use-clock.ts";
import { useWork } from "./use-work.ts";

const AGES_MS = 30_000;

export interface MessageRowProps {
  readonly message: MessageView;
  readonly house: HouseState;
  /** Where a draft goes that has no toy yet; `undefined` while there is none. */
  readonly toy: ToyView | undefined;
}

export function MessageRow({ message, house, toy }: MessageRowProps) {
  const page = usePage();
  const work = useWork();
  const opening = useWork();
  const [opened, setOpened] = useState<OpenedClip>();
  const [isAsking, setAsking] = useState(false);
  const [isHeard, setHeard] = useState(false);
  const [played, setPlayed] = useState(0);
  const [isWhy, setWhy] = useState(false);
  const now = useClock(AGES_MS);
  const isAnswer = message.direction === "from-toy";
  const isDraft = message.state === "draft";
  const isAwaiting = message.state === "awaiting_approval";
  const isShut = isShutFor(page.session.value, message);
  const people = page.people.value;
  const author =
    message.state === "quarantined"
      ? toyName(house, message.toy)
      : authorName(house, message, page.session.value?.info.person.id, people);
  const isQuarantined = message.state === "quarantined";
  const who = isQuarantined ? words.message.unseen(author) : isAnswer ? words.message.answer(author) : author;
  const state = sayState(message, house, now, people, page.paces);
  const zone = zoneOf(house, message.child);
  const lost = trueAsOf(page.connection.value);

  const open = async () => {
    const clip = await openRecording(page, message);
    setAsking(clip === undefined);
    setOpened(clip);
  };
  const listen = () => opening.run(open);
  const showAndListen = () =>
    opening.run(async () => {
      await stepUp(page);
      await open();
    });
  const tell = (verb: MessageVerb) => () => work.run(() => tellMessage(page, message, verb));
  const send = () =>
    work.run(async () => {
      const target = house.toys.find(({ id }) => id === message.toy) ?? toy;
      if (opened !== undefined && target !== undefined) await sendDraft(page, message, opened, target);
    });

  return (
    <li class={`message ${message.direction}`} data-state={message.state} data-message={message.id}>
      <p class="head">
        <span class="who">{who}</span>
        <span class="when">
          {sayLength(message.milliseconds)} · {sayMomentThere(message.createdAt, now, zone)}
        </span>
      </p>
      <p class="state">{state}</p>
      {lost !== undefined && !MESSAGE_STATES[message.state].final && (
        <p class="soft small">{words.homes.asOf(sayClock(lost))}</p>
      )}
      {isShut && <p class="soft small">{words.message.shut}</p>}
      {message.state === "delivering" && (
        <progress max={100} value={message.progress?.percent ?? 0} aria-label={state} />
      )}
      {opening.trouble !== undefined && (
        <TroubleNote trouble={opening.trouble}>
          {opening.trouble.code === "session.too-many-clips" && (
            <button type="button" class="quiet small" onClick={showAndListen}>
              {words.stepUp.submit}
            </button>
          )}
        </TroubleNote>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {isAsking && (
        <UnlockForm
          onDone={() => {
            setAsking(false);
            listen();
          }}
          onCancel={() => setAsking(false)}
        />
      )}
      {/* Sealed with it: nobody knows it before it was opened. */}
      {opened !== undefined && opened.about.title !== "" && <p class="said">{opened.about.title}</p>}
      {message.sealedBytes > 0 && !isShut && <SoundPicture about={opened?.about} played={played} />}
      {opened !== undefined && (
        <Player
          wav={opened.bear ?? opened.wav}
          name={words.message.playing(author, spellLength(message.milliseconds))}
          isStarting={true}
          onPlayed={setPlayed}
          onEnd={() => setHeard(true)}
        />
      )}
      {isWhy && <MessageStory message={message} zone={zone} />}
      <MessageKeeping
        message={message}
        story={isWhy ? undefined : <MessageStory message={message} zone={zone} />}
        name={words.message.playing(author, spellLength(message.milliseconds))}
      >
        {opened === undefined && !isAsking && message.sealedBytes > 0 && !isShut && (
          <button
            type="button"
            class={isAnswer || isDraft || isAwaiting ? "main" : "calm"}
            disabled={opening.isBusy}
            onClick={listen}
            aria-label={
              isDraft ? undefined : words.message.listenTo(author, spellLength(message.milliseconds), state)
            }
          >
            {opening.isBusy
              ? words.message.opening
              : isDraft
                ? words.message.listenAndSend
                : words.message.listen}
          </button>
        )}
        {isDraft && opened !== undefined && (
          <button type="button" class="main" disabled={work.isBusy} onClick={send}>
            {words.message.send}
          </button>
        )}
        {message.state === "failed" && message.failure?.retry !== false && (
          <button type="button" disabled={work.isBusy} onClick={tell("retry")}>
            {words.message.retry}
          </button>
        )}
        {message.state === "failed" && (
          <button type="button" class="quiet" aria-expanded={isWhy} onClick={() => setWhy(!isWhy)}>
            {words.story.why}
          </button>
        )}
        {holdsUp(message, house) && (
          <button type="button" disabled={work.isBusy} onClick={tell("replace")}>
            {words.message.replace}
          </button>
        )}
        {canTakeBack(message) && (
          <button type="button" class="quiet" disabled={work.isBusy} onClick={tell("cancel")}>
            {isDraft ? words.message.discardDraft : words.message.cancel}
          </button>
        )}
      </MessageKeeping>
      {isAwaiting && <Approval message={message} house={house} opened={opened} isHeard={isHeard} />}
      {isQuarantined && !isShut && <Quarantine message={message} house={house} isHeard={isHeard} />}
      {isAnswer && !isQuarantined && message.sealedBytes > 0 && !isShut && (
        <AnswerSharing message={message} child={childName(house, message.child)} />
      )}
    </li>
  );
}

/** Sealed to a vault that no guardian of now has a box for: of a family that could not get in any more. */
const isShutFor = (session: Session | undefined, { sealedBytes, vault }: MessageView): boolean =>
  sealedBytes > 0 && session !== undefined && session.info.vaults.every(({ number }) => number !== vault);

const canTakeBack = ({ state, history }: MessageView) =>
  (state === "draft" || isWaiting(state) || state === "delivering" || state === "failed") &&
  history.at(-1)?.cause !== CANCEL_ASKED;
