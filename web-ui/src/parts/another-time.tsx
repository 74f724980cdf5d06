import { useEffect, useRef, useState } from "preact/hooks";
import type { HouseState, MessageView } from "../../../hub/contract/api.ts";
import type { WhenWish } from "../../../hub/contract/times.ts";
import { isWaiting } from "../../../hub/domain/message-state.ts";
import { UNDO_MS } from "../actions/hold-parcel.ts";
import { usePage } from "../page-context.ts";
import { stillWished } from "../wish-choices.ts";
import { words } from "../words.ts";
import { ChooseWhenNotes, type ChoosingWhen, useChooseWhen } from "./choose-when.tsx";
import { WhenField } from "./when-field.tsx";

interface AnotherTimeFormProps {
  readonly message: MessageView;
  readonly child: HouseState["children"][number];
  readonly choosing: ChoosingWhen;
  readonly onCancel: () => void;
}

/** When a message that waits is to go instead. */
export function AnotherTimeForm({ message, child, choosing, onCancel }: AnotherTimeFormProps) {
  const page = usePage();
  const now = page.client.hubNow();
  const [when, setWhen] = useState(() => stillWished(message.when, child.times, now));
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input:checked")?.focus(), []);
  return (
    <form
      ref={form}
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        choosing.choose(when);
      }}
    >
      <WhenField child={child.name} times={child.times} now={now} when={when} onWhen={setWhen} />
      <div class="row">
        <button type="submit" class="main" disabled={choosing.work.isBusy} aria-busy={choosing.work.isBusy}>
          {choosing.work.isBusy ? words.tray.moving : words.tray.move}
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          {words.unlock.cancel}
        </button>
      </div>
    </form>
  );
}

/** A message that was given another time just now. */
export interface Moved {
  readonly message: MessageView;
  /** What it was to wait for. */
  readonly before: WhenWish;
  /** What it is called here. */
  readonly what: string;
}

/** While nobody brings it to the toy, it can be had back. */
export const isStillWaiting = ({ message }: Moved, house: HouseState): boolean =>
  house.messages.some(({ id, state }) => id === message.id && isWaiting(state));

interface MovedNoteProps {
  /** {@link isStillWaiting} */
  readonly moved: Moved;
  readonly onOver: () => void;
}

/** For a moment it can be had back. */
export function MovedNote({ moved: { message, before, what }, onOver }: MovedNoteProps) {
  const page = usePage();
  const choosing = useChooseWhen(message, () => {
    page.said.value = words.tray.undone;
    onOver();
  });
  const isAtWork =
    choosing.work.isBusy || choosing.locked !== undefined || choosing.work.trouble !== undefined;
  useEffect(() => {
    if (isAtWork) return undefined;
    const timer = setTimeout(onOver, UNDO_MS);
    return () => clearTimeout(timer);
  }, [isAtWork]);
  return (
    <div class="note moved">
      <p class="state">{words.tray.moved(what)}</p>
      <ChooseWhenNotes choosing={choosing} />
      <div class="row">
        <button
          type="button"
          aria-label={words.tray.undoWhat(what)}
          disabled={choosing.work.isBusy}
          onClick={() => choosing.choose(before)}
        >
          {words.tray.undo}
        </button>
      </div>
    </div>
  );
}
