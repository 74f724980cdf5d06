import { discardParcel, type OutboxItem, retryParcel } from "../actions/send-message.ts";
import { sayLength } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { UndoRow } from "./undo-row.tsx";

/** A message that has not reached the hub yet. */
export function OutboxRow({ item }: { item: OutboxItem }) {
  const page = usePage();
  return (
    <li class="message to-toy" data-state={item.state}>
      <p class="head">
        <span class="who">{words.message.fromYou}</span>
        <span class="when">{sayLength(item.milliseconds)}</span>
      </p>
      {page.undos.value.has(item.id) ? (
        <UndoRow id={item.id} />
      ) : (
        <p class="state">
          {item.trouble === undefined
            ? words.outbox[item.state]
            : `${words.outbox.refused} ${item.trouble.title}`}
        </p>
      )}
      {item.trouble !== undefined && <p class="soft small">{item.trouble.next}</p>}
      {item.state === "refused" && (
        <div class="row">
          <button type="button" onClick={() => void retryParcel(page, item.id)}>
            {words.outbox.retry}
          </button>
          <button type="button" class="quiet" onClick={() => void discardParcel(page, item.id)}>
            {words.outbox.discard}
          </button>
        </div>
      )}
    </li>
  );
}
