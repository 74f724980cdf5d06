import type { LibraryStamp } from "../contract/library.ts";
import { MESSAGE_STATES, stateOf } from "../domain/message-state.ts";
import type { LibraryItem } from "../ports/library-store.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { checkMessage } from "./check-message.ts";
import { placeFor } from "./child-day.ts";
import { deliverNext } from "./deliver-next.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { type TakenMessage, viewTaken } from "./take-message.ts";
import { viewMessage } from "./view-house.ts";

/**
 * A guardian's browser fetched an item, and stamped it for one toy: a copy of its clip joins that toy's queue as a message of which
 * nothing is sealed. It waits while the child has not heard a message, and makes room for any. The same stamp twice is one message.
 * @throws RequestRefused `library.*`, `toy.*`, `message.*`, `clip.*`; SignatureError `stamp.*`
 */
export function stampLibraryItem(house: House, id: string, meta: LibraryStamp): Promise<TakenMessage> {
  return house.live.takeIn(meta.message, async () => {
    const before = await house.messages.get(meta.message);
    if (before !== undefined) return { isNew: false, message: viewTaken(house, before, meta.clip) };
    if (await house.messages.wasErased(meta.message))
      throw new RequestRefused("message.erased", "it was erased");
    const item = house.library.all().find((one) => one.id === id && one.goes === undefined);
    const toyBytes = await house.library.clip(id);
    if (item === undefined || toyBytes === undefined)
      throw new RequestRefused("library.unknown", "nothing of the library");
    // Nothing is heard or seen of it, so it need not wait for the morning.
    const stamped = { ...meta, id: meta.message, toyBytes, when: { kind: "at-once" } } as const;
    const { milliseconds, stampedBy, notBefore } = await checkMessage(house, stamped);
    const { state, time } = placeFor(house, { child: meta.child, when: stamped.when, notBefore });
    await house.waiting.put(meta.message, toyBytes);
    const now = house.clock.now();
    const record: MessageRecord = {
      id: meta.message,
      direction: "to-toy",
      child: meta.child,
      toy: meta.toy,
      author: stampedBy,
      createdAt: now,
      milliseconds,
      history: [{ state, at: now, cause: "stamped" }],
      failure: null,
      sealedBytes: 0,
      clip: meta.clip,
      stamp: meta.stamp,
      delivery: house.newId(),
      vault: 0,
      library: item.id,
      ...time,
    };
    const added = await add(house, item, record);
    deliverNext(house).catch(house.fail);
    return { isNew: true, message: viewMessage(house, added) };
  });
}

async function add(house: House, item: LibraryItem, came: MessageRecord): Promise<MessageRecord> {
  const added = await house.inTurn(async () => {
    if (await isThere(house, item, came)) return undefined;
    const record = { ...came, livedAt: house.lived.now() };
    await house.messages.add(record, [
      { at: record.createdAt, kind: "library-stamped", person: record.author, subject: record.id },
    ]);
    house.tell({ kind: "message", message: viewMessage(house, record) });
    return record;
  });
  if (added !== undefined) return added;
  await house.waiting.delete(came.id);
  throw new RequestRefused("library.already-there", "on the toy, or on its way");
}

/** Twice on its way to the same toy and child would be one upload too many. */
async function isThere(house: House, item: LibraryItem, { toy, child }: MessageRecord): Promise<boolean> {
  return (await house.messages.open()).some(
    (record) =>
      record.library === item.id &&
      record.toy === toy &&
      record.child === child &&
      !MESSAGE_STATES[stateOf(record)].final,
  );
}
