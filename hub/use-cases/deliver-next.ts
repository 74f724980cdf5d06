import { SignatureError } from "../contract/errors.ts";
import { publicId } from "../contract/public-id.ts";
import { stampingDevice, verifyStamp } from "../contract/stamp.ts";
import { ms } from "../domain/duration.ts";
import { isOnToy, isWaiting, stateOf } from "../domain/message-state.ts";
import { MAILBOX_PLACES, nextDelivery } from "../domain/next-delivery.ts";
import type { Toy } from "../ports/household.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { isHushedFor } from "./child-day.ts";
import { endForGoneToy, isOverWithToy } from "./end-for-gone-toy.ts";
import { cancelCause } from "./gone-toy.ts";
import type { House } from "./house.ts";
import { isCancelAsked, moveMessage } from "./move-message.ts";
import { releaseMessages } from "./release-messages.ts";
import { retire } from "./retire-message.ts";
import { sendRoster } from "./send-roster.ts";
import { tellQueue } from "./tell-queue.ts";
import { tellStanding } from "./tell-standing.ts";

/** A command that ble has is repeated only when it seems lost: each one costs a ticket and the whole roster. */
const ASK_AGAIN_MS = 15_000;

/** Starts, or repeats, whatever each connected toy should get now. Safe to call at any time, any number of times. */
export async function deliverNext(house: House): Promise<void> {
  await house.inTurn(async () => {
    await tellStanding(house);
    const toToys = (await house.messages.open()).filter(({ direction }) => direction === "to-toy");
    const open = await releaseMessages(house, toToys);
    for (const toy of house.household.toys()) {
      const room = house.toys.room(toy.room);
      const isOnline = room?.state.state === "online";
      if (toy.gone !== undefined) {
        await endFor(house, toy, open, isOnline);
        continue;
      }
      if (!toy.claimed || !isOnline) continue;
      // What was stamped for the child who had it before waits until the toy is back with that one.
      const waiting = open.filter(
        (record) =>
          record.toy === toy.id &&
          isForItsChild(record, toy) &&
          (stateOf(record) !== "queued" || !isHushedFor(toy, record)),
      );
      const withdrawn = waiting.find((record) => stateOf(record) === "delivering" && isCancelAsked(record));
      const seen = room.toys.toys.find((one) => one.toy === toy.id);
      // Whether it got there before it was stopped only ble can say, and says it with or without the toy.
      if (withdrawn !== undefined) await ask(house, toy, withdrawn);
      // A lullaby is not broken off: a quarter of an hour at most.
      else if (seen?.connected === true && seen.loop === null) await deliverToToy(house, toy, waiting);
    }
    await tellQueue(house);
  });
}

/** Of a toy that a guardian removed: also what was taken in while that was done. */
async function endFor(
  house: House,
  toy: Toy,
  open: readonly MessageRecord[],
  isOnline: boolean,
): Promise<void> {
  for (const record of open.filter((one) => one.toy === toy.id)) {
    const ended = await endForGoneToy(house, record);
    if (isOnline && stateOf(ended) === "delivering") await ask(house, toy, ended);
    if (ended !== record && isOverWithToy(ended)) await retire(house, ended.id, ended.toy);
  }
}

/** What ble was asked to bring before the toy was lent is brought to its end, and what is on the toy is there. */
const isForItsChild = (record: MessageRecord, toy: Toy): boolean =>
  record.child === toy.child || !isWaiting(stateOf(record));

async function deliverToToy(house: House, toy: Toy, open: readonly MessageRecord[]): Promise<void> {
  const next = nextDelivery(
    open.map((record) => ({
      id: record.id,
      state: stateOf(record),
      queuedAt: record.history.at(0)?.at ?? 0,
      isOfLibrary: record.library !== undefined,
      ...(record.slot === undefined ? {} : { slot: record.slot }),
      isStuck: house.live.moves.get(record.id)?.notBefore === Number.POSITIVE_INFINITY,
    })),
    toy.mailbox === true ? MAILBOX_PLACES : 1,
  );
  if (next.kind === "nothing" || next.kind === "occupied") return;
  const record = open.find(({ id }) => id === next.id);
  if (record === undefined || record.stamp === null) return;
  if (next.kind === "repeat") return ask(house, toy, record);
  if (next.kind === "move") {
    if (await moveToFront(house, toy, record)) deliverLater(house, 0);
    return;
  }
  const tries = house.live.tries.get(record.id);
  if (tries !== undefined && tries.notBefore > house.clock.monotonic()) return;
  const refusal = await stampRefusal(house, toy, record);
  if (refusal !== undefined) {
    await moveMessage(house, record, "failed", refusal, { failure: { code: refusal, retry: false } });
    return;
  }
  const delivery = record.delivery ?? house.newId();
  const moving = await moveMessage(house, record, "delivering", "toy-in-reach", { delivery });
  if (moving === undefined) return;
  for (const there of open.filter(({ id }) => next.insteadOf.includes(id))) await makeRoom(house, there);
  await send(house, toy, moving);
}

/**
 * It lies on the toy, behind one that was heard: it is brought once more, beside what nobody heard, and stays where it is until it is there.
 * @returns whether that is given up for good: it cannot be brought once more
 */
async function moveToFront(house: House, toy: Toy, record: MessageRecord): Promise<boolean> {
  const { live, clock, waiting, newId } = house;
  const move = live.moves.get(record.id) ?? { delivery: newId(), count: 0, notBefore: 0 };
  if (move.notBefore > clock.monotonic()) return false;
  const isLost = (await stampRefusal(house, toy, record)) !== undefined || !(await waiting.get(record.id));
  live.moves.set(record.id, isLost ? { ...move, notBefore: Number.POSITIVE_INFINITY } : move);
  if (isLost) return true;
  const before = live.asked.get(record.id);
  if (before !== undefined && clock.monotonic() - before < ASK_AGAIN_MS) return false;
  await send(house, toy, { ...record, delivery: move.delivery });
  return false;
}

/** What is of the library gives way by itself. */
async function makeRoom(house: House, record: MessageRecord): Promise<void> {
  const replaced = await moveMessage(house, record, "replaced", "made-room");
  if (replaced !== undefined) await retire(house, record.id, record.toy);
}

/**
 * Asks again for what ble was asked before: it answers once, with how that ended, or goes on. Nothing is decided here by
 * the stamp's time: it may have run out while ble was at it.
 */
async function ask(house: House, toy: Toy, record: MessageRecord): Promise<void> {
  const before = house.live.asked.get(record.id);
  if (before !== undefined && house.clock.monotonic() - before < ASK_AGAIN_MS) return;
  if (isCancelAsked(record)) {
    const message = publicId.parse(record.id);
    await house.toys.send(toy.room, { kind: "retire", id: house.newId(), message });
  }
  await send(house, toy, record);
}

async function send(house: House, toy: Toy, record: MessageRecord): Promise<void> {
  const clip = await house.waiting.get(record.id);
  if (clip === undefined || record.stamp === null || record.delivery === null) {
    if (isCancelAsked(record))
      return void (await moveMessage(house, record, "cancelled", cancelCause(house, record.toy)));
    await moveMessage(house, record, "failed", "clip-missing", {
      failure: { code: "clip-missing", retry: false },
    });
    return;
  }
  house.live.asked.set(record.id, house.clock.monotonic());
  await sendRoster(house, toy.room);
  await house.toys.send(toy.room, {
    kind: "deliver",
    id: publicId.parse(record.delivery),
    message: publicId.parse(record.id),
    toy: toy.id,
    ticket: house.tickets.issueDownload(
      toy.room,
      async () => {
        await house.ledger.append({
          at: house.clock.now(),
          kind: "clip-to-toy",
          person: record.author,
          subject: record.id,
        });
        return clip;
      },
      await stampingDevice(record.stamp),
    ),
    bytes: clip.byteLength,
    sha256: record.clip,
    milliseconds: record.milliseconds,
    stamp: record.stamp,
    ...(record.library === undefined ? {} : { quiet: true }),
    ...(isBeside(toy, record) ? { beside: true } : {}),
  });
}

/** What is of the library lies in the first slot alone; what is on the toy already moves, whether or not more may come. */
const isBeside = (toy: Toy, record: MessageRecord): boolean =>
  record.library === undefined && (toy.mailbox === true || isOnToy(stateOf(record)));

/** ble decides by what it has pinned; the hub does not even ask with a stamp that it knows to be over. */
async function stampRefusal(house: House, toy: Toy, record: MessageRecord): Promise<string | undefined> {
  try {
    await verifyStamp(record.stamp ?? "", {
      roster: await verifiedRoster(house.household),
      message: publicId.parse(record.id),
      clipSha256: record.clip,
      toy: toy.id,
      child: toy.child,
      now: Math.max(house.clock.now(), livedUntilNow(house, record)),
    });
    return undefined;
  } catch (error) {
    if (error instanceof SignatureError) return error.code;
    throw error;
  }
}

/** What the wall clock would say had nobody set it since the message came: set back, it gives no stamp more time. */
const livedUntilNow = (house: House, { createdAt, livedAt }: MessageRecord): number =>
  livedAt === undefined ? createdAt : createdAt + house.lived.now() - livedAt;

/** Asks again once the wait before the next try is over. */
export function deliverLater(house: House, waitMs: number): void {
  house.clock.after(ms(waitMs), () => {
    deliverNext(house).catch(house.fail);
  });
}
