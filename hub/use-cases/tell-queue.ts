import { isOnToy, stateOf } from "../domain/message-state.ts";
import { MAILBOX_PLACES } from "../domain/next-delivery.ts";
import { type QueueReason, queueReason } from "../domain/queue-reason.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { isHushedFor } from "./child-day.ts";
import type { House } from "./house.ts";
import { viewMessage } from "./view-house.ts";

/** Looks at why what is in the queue does not go yet, and tells the pages where that is another reason than before. Call it in turn. */
export async function tellQueue(house: House): Promise<void> {
  tellMessages(house, await noteQueue(house));
}

/** @param moved was changed just now: told with what it made of others, and with its own reason. Call it in turn. */
export async function tellMoved(house: House, moved: MessageRecord): Promise<void> {
  const others = (await noteQueue(house)).filter(({ id }) => id !== moved.id);
  tellMessages(house, [moved, ...others]);
}

function tellMessages(house: House, records: readonly MessageRecord[]): void {
  for (const record of records) house.tell({ kind: "message", message: viewMessage(house, record) });
}

/** @returns those that wait for something else than before */
async function noteQueue(house: House): Promise<readonly MessageRecord[]> {
  const open = await house.messages.open();
  const before = house.live.queueReasons;
  const now = new Map<string, QueueReason>();
  for (const record of open) {
    const reason = reasonOf(house, record, open);
    if (reason !== undefined) now.set(record.id, reason);
  }
  house.live.queueReasons = now;
  return open.filter(({ id }) => now.has(id) && now.get(id) !== before.get(id));
}

/** @returns `undefined` for what is not in the queue, or for no toy of the family's */
function reasonOf(
  { household, toys, live, clock }: House,
  record: MessageRecord,
  open: readonly MessageRecord[],
): QueueReason | undefined {
  const toy = household.toys().find(({ id, gone }) => id === record.toy && gone === undefined);
  if (toy === undefined || stateOf(record) !== "queued") return undefined;
  const room = toys.room(toy.room);
  const seen = room?.toys.toys.find((one) => one.toy === toy.id);
  const unheard = open.filter(
    (other) => other.toy === toy.id && other.library === undefined && isOnToy(stateOf(other)),
  ).length;
  return queueReason({
    isLent: record.child !== toy.child,
    isFull: toy.mailbox === true && record.library === undefined && unheard >= MAILBOX_PLACES,
    isBehind: unheard > 0 && (toy.mailbox !== true || record.library !== undefined),
    isHushed: isHushedFor(toy, record),
    isRadioOut: room?.state.state !== "online" || !WORKS.has(room.state.adapter ?? "starting"),
    isInReach: seen?.connected === true,
    isBusy: seen?.loop != null || (live.activity.get(toy.id) ?? "idle") !== "idle",
    brokeOff: (live.tries.get(record.id)?.notBefore ?? 0) > clock.monotonic(),
  });
}

/** One that starts is on its way back. */
const WORKS: ReadonlySet<string> = new Set(["on", "starting"]);
