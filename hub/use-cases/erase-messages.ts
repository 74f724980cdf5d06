/**
 * Erasing, as a guardian wants it. One message can be had back for ten seconds; a child's are gone from the pages at once, and
 * from the disk while deliveries go on. What a kill interrupts goes on at the next start.
 */
import type { MessageView } from "../contract/api.ts";
import { type PublicId, publicId } from "../contract/public-id.ts";
import { seconds } from "../domain/duration.ts";
import { isOnItsWay, stateOf } from "../domain/message-state.ts";
import type { Erasure } from "../ports/eraser.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { deliverNext } from "./deliver-next.ts";
import { RequestRefused } from "./errors.ts";
import { freeToys } from "./free-toys.ts";
import type { House } from "./house.ts";
import { backUpAfterErasing } from "./keep-backups.ts";
import { findMessage } from "./move-message.ts";
import { retire } from "./retire-message.ts";
import { tellToys } from "./search-toys.ts";
import { sendRosterToAll } from "./send-roster.ts";
import { viewMessage } from "./view-house.ts";

const UNDO = seconds(10);
/** Hidden in one go: what else the house does comes in between. */
const AT_ONCE = 100;

/** Erases one message when ten seconds have passed. Asked twice it is asked once. */
export async function eraseMessage(house: House, id: string, by: PublicId): Promise<MessageView> {
  return house.inTurn(async () => {
    const record = await findMessage(house, id);
    if (!house.live.undo.has(id)) {
      const erasure = await house.eraser.begin(
        { what: "message", by, askedAt: house.clock.now(), ...sizeOf([record]) },
        [id],
        [],
      );
      house.live.undo.set(id, { erasure, until: house.clock.monotonic() + UNDO });
      house.clock.after(UNDO, () => {
        if (house.live.undo.get(id)?.erasure === erasure) runErasure(house, erasure).catch(house.fail);
      });
    }
    return told(house, record);
  });
}

/** @throws RequestRefused `message.unknown`, `message.erased` when the ten seconds are over */
export async function keepAfterAll(house: House, id: string): Promise<MessageView> {
  return house.inTurn(async () => {
    if (await house.messages.wasErased(id)) throw new RequestRefused("message.erased", "it was erased");
    const record = await findMessage(house, id);
    const undo = house.live.undo.get(id);
    if (undo !== undefined && !(await house.eraser.takeBack(undo.erasure)))
      throw new RequestRefused("message.erased", "the time to think better of it is over");
    house.live.undo.delete(id);
    return told(house, record);
  });
}

/**
 * Erases a child: all messages of it and to it, and its name. Its toys are nobody's first (`free-toys.ts`), for another child.
 * @throws RequestRefused `child.unknown`, `roster.refused`
 */
export async function eraseChild(
  house: House,
  child: PublicId,
  entries: readonly string[],
  by: PublicId,
): Promise<void> {
  const erasure = await house.inTurn(async () => {
    if (!house.household.children().some(({ id }) => id === child))
      throw new RequestRefused("child.unknown", "no child of this family");
    // Killed in between, there is a child without a toy, and the wish comes again.
    const freed = await freeToys(house, child, entries, by);
    const records = await messagesOf(house, child);
    const at = house.clock.now();
    const number = await house.eraser.begin(
      { what: "child", subject: child, by, askedAt: at, ...sizeOf(records) },
      records.map(({ id }) => id),
      [{ at, kind: "child-erased", person: by, subject: child }],
    );
    await forgetChild(house, child);
    return { number, freed };
  });
  if (erasure.freed > 0) {
    await sendRosterToAll(house);
    tellToys(house);
  }
  tellKept(house);
  runErasure(house, erasure.number).catch(house.fail);
}

/**
 * Erases all that somebody sent, whether or not they still belong to the family. The account itself ends with who is removed; of
 * who is gone, what is remembered of their devices goes too.
 * @throws RequestRefused `person.unknown`
 */
export async function erasePerson(house: House, person: PublicId, by: PublicId): Promise<void> {
  const erasure = await house.inTurn(async () => {
    const records: MessageRecord[] = [];
    for await (const record of house.messages.ofPerson(person))
      if (record.author === person) records.push(record);
    const isKnown = house.household.people().some(({ id }) => id === person);
    if (!isKnown && records.length === 0) throw new RequestRefused("person.unknown", "nobody of this family");
    const at = house.clock.now();
    return house.eraser.begin(
      { what: "person", subject: person, by, askedAt: at, ...sizeOf(records) },
      records.map(({ id }) => id),
      [{ at, kind: "person-erased", person: by, subject: person }],
    );
  });
  tellKept(house);
  runErasure(house, erasure).catch(house.fail);
}

async function forgetChild({ household }: House, child: string): Promise<void> {
  const gone = household.children().flatMap(({ id }) => (id === child ? [id] : []));
  // What a toy that was removed from it was called nobody asks for any more.
  const goneToys = household.toys().flatMap((toy) => (toy.gone && toy.child === child ? [toy.id] : []));
  if (gone.length > 0) await household.change({ goneChildren: gone, goneToys });
}

async function forgetDevices({ household }: House, person: string): Promise<void> {
  if (household.people().some(({ id }) => id === person)) return;
  for (const session of household.rememberedSessions())
    if (session.person === person) await household.deleteSession(session.id);
}

/**
 * Erases what the time of keeping is over for.
 * @param find which these are; in the queue of the house's changes, so that no star is overlooked
 * @returns how many there were
 */
export async function eraseOld(house: House, find: () => Promise<readonly MessageRecord[]>): Promise<number> {
  const begun = await house.inTurn(async () => {
    const records = await find();
    if (records.length === 0) return undefined;
    const size = sizeOf(records);
    const number = await house.eraser.begin(
      { what: "keep-time", by: null, askedAt: house.clock.now(), ...size },
      records.map(({ id }) => id),
      [],
    );
    return { number, messages: size.messages };
  });
  if (begun === undefined) return 0;
  await runErasure(house, begun.number);
  return begun.messages;
}

/**
 * What was asked for before the hub was stopped or killed, or did not come to an end because the disk was full: the time to think
 * better of it is over, but for what was asked for just now.
 */
export async function resumeErasing(house: House): Promise<void> {
  const waiting = new Set([...house.live.undo.values()].map(({ erasure }) => erasure));
  for (const { number } of await house.eraser.unfinished())
    if (!waiting.has(number)) await runErasure(house, number);
}

function runErasure(house: House, number: number): Promise<void> {
  return house.live.erasing(async () => {
    const erasure = (await house.eraser.unfinished()).find((one) => one.number === number);
    if (erasure === undefined) return;
    // Also where a kill came right behind the wish.
    if (erasure.what === "child" && erasure.subject !== undefined) await forgetChild(house, erasure.subject);
    if (erasure.what === "person" && erasure.subject !== undefined)
      await forgetDevices(house, erasure.subject);
    await hideAll(house, erasure);
    await house.eraser.finish(house.lived.now(), (left) => {
      house.live.erasuresLeft.set(number, left);
      if (left % AT_ONCE === 0) tellKept(house);
    });
    await house.eraser.end(number, house.clock.now());
    if (erasure.by !== null) backUpAfterErasing(house);
    house.live.erasuresLeft.delete(number);
    tellKept(house);
    await deliverNext(house);
  });
}

async function hideAll(house: House, { number, by }: Erasure): Promise<void> {
  const ids = [...(await house.eraser.wanted(number))];
  for (let some = ids.splice(0, AT_ONCE); some.length > 0; some = ids.splice(0, AT_ONCE)) {
    const gone = await house.inTurn(async () => {
      const at = house.clock.now();
      const records = await house.eraser.hide(some, house.lived.now(), ({ id }) => [
        { at, kind: "clip-erased", person: by, subject: id },
      ]);
      const { progress, tries, asked, undo } = house.live;
      for (const id of some) for (const passing of [progress, tries, asked, undo]) passing.delete(id);
      house.tell({ kind: "erased", messages: some.map((id) => publicId.parse(id)) });
      return records;
    });
    for (const record of gone) if (isOnItsWay(stateOf(record))) await retire(house, record.id, record.toy);
  }
}

async function messagesOf(house: House, child: string): Promise<MessageRecord[]> {
  const records: MessageRecord[] = [];
  for await (const { counter } of house.messages.ofChild(child)) {
    const record = await house.messages.byCounter(counter);
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** A message that was brought there, and a child's own words, lie in the toy until the next takes their place. */
const wasOnToy = (record: MessageRecord): boolean =>
  record.direction === "from-toy" || record.history.some(({ state }) => state.startsWith("on_toy"));

/** The archive's file, and what was shared of it. */
const sealedSize = ({ sealedBytes, shares = [] }: MessageRecord): number =>
  shares.reduce((sum, { bytes }) => sum + bytes, sealedBytes);

const sizeOf = (records: readonly MessageRecord[]) => ({
  messages: records.length,
  bytes: records.reduce((sum, record) => sum + sealedSize(record), 0),
  onToys: records.filter(wasOnToy).length,
});

function told(house: House, record: MessageRecord): MessageView {
  const message = viewMessage(house, record);
  house.tell({ kind: "message", message });
  tellKept(house);
  return message;
}

export const tellKept = (house: House): void => house.tell({ kind: "kept" });
