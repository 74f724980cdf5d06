import { useState } from "preact/hooks";
import type { HouseState, MessageView } from "../../../hub/contract/api.ts";
import { tellMessage } from "../actions/listen.ts";
import { sayState } from "../message-facts.ts";
import { sayComing, sayLength } from "../moments.ts";
import { authorName, childName, zoneOf } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { AnotherTimeForm, type Moved } from "./another-time.tsx";
import { ChooseWhenNotes, useChooseWhen } from "./choose-when.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface TrayRowProps {
  readonly message: MessageView;
  readonly house: HouseState;
  readonly onMoved: (moved: Moved) => void;
}

/** One that waits for its time: sent after all, given another time, or taken back. */
export function TrayRow({ message, house, onMoved }: TrayRowProps) {
  const page = usePage();
  const taking = useWork();
  const [isMoving, setMoving] = useState(false);
  const now = Date.now();
  const author = authorName(house, message, page.session.value?.info.person.id, page.people.value);
  const what = words.tray.what(author, sayLength(message.milliseconds));
  const choosing = useChooseWhen(message, () => {
    setMoving(false);
    page.said.value = words.tray.moved(what);
    onMoved({ message, before: message.when, what });
  });
  const isBusy = taking.isBusy || choosing.work.isBusy;
  const child = house.children.find(({ id }) => id === message.child);
  const night = house.toys.find(({ id }) => id === message.toy)?.quietUntil ?? null;
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
      {taking.trouble !== undefined && <TroubleNote trouble={taking.trouble} />}
      <ChooseWhenNotes choosing={choosing} />
      {isMoving && child !== undefined ? (
        <AnotherTimeForm
          message={message}
          child={child}
          choosing={choosing}
          onCancel={() => setMoving(false)}
        />
      ) : (
        <div class="row">
          <button
            type="button"
            class="calm"
            aria-label={words.tray.sendWhat(what)}
            disabled={isBusy}
            aria-busy={choosing.work.isBusy}
            onClick={() => choosing.choose({ kind: "at-once" })}
          >
            {choosing.work.isBusy ? words.tray.sending : words.tray.send}
          </button>
          <button
            type="button"
            aria-label={words.tray.anotherWhat(what)}
            disabled={isBusy}
            onClick={() => setMoving(true)}
          >
            {words.tray.another}
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={words.tray.takeBackWhat(what)}
            disabled={isBusy}
            onClick={() => taking.run(() => tellMessage(page, message, "cancel"))}
          >
            {words.message.cancel}
          </button>
        </div>
      )}
    </li>
  );
}
