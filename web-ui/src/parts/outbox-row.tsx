import type { OutboxItem } from "../actions/outbox.ts";
import { sayLength } from "../moments.ts";
import { words } from "../words.ts";
import { OutboxState } from "./outbox-state.tsx";

/** A message that has not reached the hub yet. */
export function OutboxRow({ item }: { item: OutboxItem }) {
  return (
    <li class="message to-toy" data-state={item.state}>
      <p class="head">
        <span class="who">{words.message.fromYou}</span>
        <span class="when">{sayLength(item.milliseconds)}</span>
      </p>
      <OutboxState item={item} />
    </li>
  );
}
