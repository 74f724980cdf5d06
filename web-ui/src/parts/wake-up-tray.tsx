import { useState } from "preact/hooks";
import type { HouseState, MessageView } from "../../../hub/contract/api.ts";
import { tellMessage } from "../actions/listen.ts";
import { sendAtOnce } from "../actions/times.ts";
import { sayState } from "../message-facts.ts";
import { sayComing, sayLength } from "../moments.ts";
import { authorName, childName, zoneOf } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { UnlockForm } from "./unlock-form.tsx";
import { useWork } from "./use-work.ts";

interface WakeUpTrayProps {
  /** Those that wait for their time: {@link isInTray}. */
  readonly messages: readonly MessageView[];
  readonly house: HouseState;
}

/** What waits for its time, the next one first: taken back, or sent after all. Nothing where nothing waits. */
export function WakeUpTray({ messages, house }: WakeUpTrayProps) {
  if (messages.length === 0) return null;
  const waiting = messages.toSorted((one, other) => untilOf(one) - untilOf(other));
  return (
    <section class="tray" aria-label={words.tray.title}>
      <h2>{words.tray.title}</h2>
      <ul class="messages">
        {waiting.map((message) => (
          <TrayRow key={message.id} message={message} house={house} />
        ))}
      </ul>
    </section>
  );
}

export const isInTray = ({ waitsFor }: MessageView): boolean => waitsFor !== null;

const untilOf = ({ waitsFor }: MessageView): number => Date.parse(waitsFor?.until ?? "");

function TrayRow({ message, house }: { message: MessageView; house: HouseState }) {
  const page = usePage();
  const work = useWork();
  const [isAsking, setAsking] = useState(false);
  const now = Date.now();
  const author = authorName(house, message, page.session.value?.info.person.id, page.people.value);
  const what = words.tray.what(author, sayLength(message.milliseconds));
  const night = house.toys.find(({ id }) => id === message.toy)?.quietUntil ?? null;
  const send = () => work.run(async () => setAsking(!(await sendAtOnce(page, message))));
  return (
    <li class="message to-toy" data-state={message.state} data-waits={message.id}>
      <p class="head">
        <span class="who">{author}</span>
        <span class="when">{sayLength(message.milliseconds)}</span>
      </p>
      <p class="state">{sayState(message, house, now, page.people.value)}</p>
      {night !== null && (
        <p class="small soft">
          {words.tray.atNight(
            childName(house, message.child),
            sayComing(night, now, zoneOf(house, message.child)),
          )}
        </p>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {isAsking && (
        <UnlockForm
          onDone={() => {
            setAsking(false);
            send();
          }}
          onCancel={() => setAsking(false)}
        />
      )}
      <div class="row">
        <button
          type="button"
          class="calm"
          aria-label={words.tray.sendWhat(what)}
          disabled={work.isBusy}
          aria-busy={work.isBusy}
          onClick={send}
        >
          {work.isBusy ? words.tray.sending : words.tray.send}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={words.tray.takeBackWhat(what)}
          disabled={work.isBusy}
          onClick={() => work.run(() => tellMessage(page, message, "cancel"))}
        >
          {words.message.cancel}
        </button>
      </div>
    </li>
  );
}
