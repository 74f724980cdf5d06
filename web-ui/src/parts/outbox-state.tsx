import { discardParcel, type OutboxItem, renewParcel, retryParcel } from "../actions/outbox.ts";
import { isRenewable } from "../actions/stamp-anew.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { UndoRow } from "./undo-row.tsx";

/** Where a message is that has not reached the hub yet, and what its person can do about it. */
export function OutboxState({ item }: { item: OutboxItem }) {
  const page = usePage();
  const { id, state, trouble } = item;
  const connection = page.connection.value;
  const code = trouble?.code ?? "";
  const said =
    trouble !== undefined
      ? words.outbox.refusedFor(code === "stamp.expired" ? words.offline.aged : trouble.title)
      : state === "waiting" && connection.kind === "lost"
        ? words.offline.waits(sayMoment(new Date(connection.since).toISOString(), Date.now()))
        : words.outbox[state];
  return (
    <>
      {page.undos.value.has(id) ? (
        <UndoRow id={id} />
      ) : (
        <p class="state" role="status">
          {said}
        </p>
      )}
      {item.isLoose === true && <p class="note">{words.offline.loose}</p>}
      {trouble !== undefined && (
        <p class="soft small">{code === "stamp.expired" ? words.offline.agedNext : trouble.next}</p>
      )}
      {state === "refused" && (
        <div class="row">
          {isRenewable(code) ? (
            <button type="button" onClick={() => void renewParcel(page, id)}>
              {words.offline.sendAnew}
            </button>
          ) : (
            <button type="button" onClick={() => void retryParcel(page, id)}>
              {words.outbox.retry}
            </button>
          )}
          <button type="button" class="quiet" onClick={() => void discardParcel(page, id)}>
            {words.outbox.discard}
          </button>
        </div>
      )}
    </>
  );
}
