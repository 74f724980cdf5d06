/** How long messages are kept: chosen for each child, and for a message by its star. The hub erases the others by itself. */
import type { MessageView } from "../contract/api.ts";
import type { ErasureReceipt, KeptView } from "../contract/keeping.ts";
import { type PublicId, publicId } from "../contract/public-id.ts";
import { hours } from "../domain/duration.ts";
import { type KeepDays, keepDaysOf, keepTimeOf } from "../domain/keep-time.ts";
import { isOnItsWay, stateOf } from "../domain/message-state.ts";
import type { Erasure } from "../ports/eraser.ts";
import type { Child } from "../ports/household.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { eraseOld, resumeErasing, tellKept } from "./erase-messages.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { heldUntil, leftWithIt } from "./keep-backups.ts";
import { lastBackupAt } from "./last-backup-at.ts";
import { findMessage } from "./move-message.ts";
import { viewMessage } from "./view-house.ts";

const LOOK_AGAIN = hours(1);
/** Erased in one go; the next look goes on. */
const MOST_AT_ONCE = 1_000;
const MOST_RECEIPTS = 50;

/** A message with a star stays when its time is over. */
export function starMessage(house: House, id: string, isKept: boolean): Promise<MessageView> {
  return house.inTurn(async () => {
    const { kept: _, ...bare } = await findMessage(house, id);
    const record: MessageRecord = isKept ? { ...bare, kept: true } : bare;
    await house.messages.update(record);
    const message = viewMessage(house, record);
    house.tell({ kind: "message", message });
    tellKept(house);
    return message;
  });
}

/** @throws RequestRefused `child.unknown` */
export async function chooseKeepTime(
  house: House,
  child: PublicId,
  days: KeepDays,
  by: PublicId,
): Promise<void> {
  await house.inTurn(async () => {
    const known = house.household.children().find(({ id }) => id === child);
    if (known === undefined) throw new RequestRefused("child.unknown", "no child of this family");
    await house.household.change({ children: [{ ...known, keepDays: days }] }, [
      { at: house.clock.now(), kind: "keep-time-changed", person: by, subject: child },
    ]);
  });
  tellKept(house);
}

export async function viewKept(house: House): Promise<KeptView> {
  const children = [];
  for (const child of house.household.children()) {
    const count = await house.messages.countOf(child.id);
    children.push({ child: child.id, days: keepDaysOf(child), ...count });
  }
  const receipts = await house.eraser.receipts(MOST_RECEIPTS);
  const lastBackup = await lastBackupAt(house);
  return {
    children,
    lastBackup: lastBackup === undefined ? null : iso(lastBackup),
    receipts: await Promise.all(receipts.map((one) => viewReceipt(house, one))),
  };
}

const iso = (at: number) => new Date(at).toISOString();

async function viewReceipt(house: House, erasure: Erasure): Promise<ErasureReceipt> {
  const until = await heldUntil(house, erasure);
  const left = leftWithIt(house, erasure);
  return {
    number: erasure.number,
    what: erasure.what,
    by: erasure.by === null ? null : publicId.parse(erasure.by),
    askedAt: iso(erasure.askedAt),
    doneAt: erasure.doneAt === null ? null : iso(erasure.doneAt),
    messages: erasure.messages,
    bytes: erasure.bytes,
    left: erasure.doneAt === null ? (house.live.erasuresLeft.get(erasure.number) ?? erasure.messages) : 0,
    onToys: erasure.onToys,
    backupsUntil: until === undefined ? null : iso(until),
    leftElsewhere: left === undefined ? null : iso(left),
  };
}

/** Goes on with what was begun, and looks for what is over; at once, and every hour. */
export function startKeeping(house: House): Disposable {
  let stop: () => void = () => undefined;
  const look = () => {
    stop = house.clock.after(LOOK_AGAIN, look);
    eraseWhatIsOver(house).catch(house.fail);
  };
  look();
  return { [Symbol.dispose]: () => stop() };
}

async function eraseWhatIsOver(house: House): Promise<void> {
  await resumeErasing(house);
  for (const child of everyChild(house)) {
    let erased = MOST_AT_ONCE;
    while (erased === MOST_AT_ONCE) erased = await eraseOld(house, () => whatIsOver(house, child));
  }
}

/** Also one that was erased, for as long as a toy is still under its number. */
function everyChild(house: House): readonly Pick<Child, "id" | "keepDays">[] {
  const known = new Map<string, Pick<Child, "id" | "keepDays">>();
  for (const { child } of house.household.toys()) known.set(child, { id: child });
  for (const child of house.household.children()) known.set(child.id, child);
  return [...known.values()];
}

async function whatIsOver(
  house: House,
  child: Pick<Child, "id" | "keepDays">,
): Promise<readonly MessageRecord[]> {
  const keepTime = keepTimeOf(child);
  const old: MessageRecord[] = [];
  if (keepTime === undefined) return old;
  for await (const { counter, livedAt, isKept } of house.messages.ofChild(child.id)) {
    if (isKept) continue;
    // They came one after the other: the next are younger.
    if (house.lived.now() - livedAt < keepTime || old.length === MOST_AT_ONCE) break;
    const record = await house.messages.byCounter(counter);
    // What is still on its way to a toy is given up first, after 14 days at the latest.
    if (record !== undefined && !isOnItsWay(stateOf(record)) && !house.live.undo.has(record.id))
      old.push(record);
  }
  return old;
}
