import type { BleEvent, BleState, BleToys } from "../contract/ble-control.ts";
import type { PublicId } from "../contract/public-id.ts";
import { isOnToy, MESSAGE_STATES, stateOf, TOY_REMOVED } from "../domain/message-state.ts";
import { retryDelay } from "../domain/next-delivery.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { dropWishes, hearWish } from "./ask-toy.ts";
import { deliverLater, deliverNext } from "./deliver-next.ts";
import { isOverWithToy } from "./end-for-gone-toy.ts";
import { cancelCause, isGone } from "./gone-toy.ts";
import { hearGap } from "./hear-gap.ts";
import { hearLeaving, hearLeft } from "./hear-leaving.ts";
import { hearRecordedOver } from "./hear-recorded-over.ts";
import type { House } from "./house.ts";
import { makeTurnsByKey } from "./in-turn.ts";
import type { LiveClaim } from "./live.ts";
import { isCancelAsked, moveMessage } from "./move-message.ts";
import { hearHeard, hearListening, hearPassport, tellPassports } from "./place-toys.ts";
import { retire } from "./retire-message.ts";
import { endSearchOf, tellToys } from "./search-toys.ts";
import { sendRoster } from "./send-roster.ts";
import { askForRecording } from "./take-recording.ts";
import { tellQueue } from "./tell-queue.ts";
import { forgetStanding } from "./tell-standing.ts";
import { maySpeakOf, mayTellLate, toysOfRoom } from "./toys-of-room.ts";
import { viewMessage, viewRadio } from "./view-house.ts";
import { tellRooms } from "./view-rooms.ts";
import { dropWalks, hearWalk } from "./walk-with-toy.ts";
import { retireAgain } from "./withdraw-message.ts";

/** Starts to act on what the rooms tell. What one room tells is taken in the order it was told. */
export function hearToys(house: House): void {
  const inOrder = makeTurnsByKey();
  const hear = (room: string, work: () => Promise<void>) => void inOrder(room, work).catch(house.fail);
  house.toys.onState((room, state) => hear(room, () => hearState(house, room, state)));
  house.toys.onToys((room, toys) => hear(room, () => hearToysList(house, toysThatCount(house, room, toys))));
  house.toys.onEvent((room, event) => hear(room, () => hearEvent(house, room, event)));
}

async function hearState(house: House, room: string, state: BleState): Promise<void> {
  const here = toysOfRoom(house, room);
  await forgetAsked(house, here);
  forgetStanding(house, room);
  noteHeard(house, room, state);
  if (state.state === "offline") {
    await forgetRoom(house, room, here);
    await loseSight(house, (toy) => here.has(toy));
  }
  house.tell({ kind: "radio", radio: viewRadio(house) });
  tellRooms(house);
  if (state.state !== "online") return house.inTurn(() => tellQueue(house));
  await tellPassports(house, room);
  await retireAgain(house, room);
  if (await wasToyRemoved(house)) await sendRoster(house, room);
  await deliverNext(house);
}

function noteHeard({ live, clock }: House, room: string, { state }: BleState): void {
  if (state !== "offline") live.silentSince.delete(room);
  else if (!live.silentSince.has(room)) live.silentSince.set(room, clock.now());
}

/** What it was asked to bring it may not have heard. */
async function forgetAsked({ messages, live }: House, here: ReadonlySet<string>): Promise<void> {
  for (const { id, toy } of await messages.open()) {
    if (toy === null || !here.has(toy)) continue;
    live.asked.delete(id);
  }
}

/** What only that room saw is seen by nobody any more. */
async function forgetRoom(house: House, room: string, here: ReadonlySet<string>): Promise<void> {
  const { live } = house;
  for (const { id, toy } of await house.messages.open())
    if (toy !== null && here.has(toy)) live.progress.delete(id);
  for (const toy of here) {
    live.activity.delete(toy);
    live.heldSince.delete(toy);
  }
  for (const [toy, claim] of live.claims) if (claim.room === room) live.claims.delete(toy);
  endSearchOf(house, room);
  dropWishes(house, room);
  dropWalks(house, here);
}

/** A list without what a room may not speak of. */
const toysThatCount = (house: House, room: string, { toys }: BleToys): BleToys => ({
  toys: toys.filter(({ toy }) => maySpeakOf(house, room, toy)),
});

/** A room that was away may not have heard which toys are the family's no more. */
async function wasToyRemoved({ household }: House): Promise<boolean> {
  return household.roster().length > 0 && (await verifiedRoster(household)).goneToys.size > 0;
}

async function hearToysList(house: House, list: BleToys): Promise<void> {
  const { heldSince } = house.live;
  for (const { toy, connected } of list.toys) {
    if (!connected) heldSince.delete(toy);
    else if (!heldSince.has(toy)) heldSince.set(toy, house.clock.now());
  }
  tellToys(house);
  const isHere = (toy: string) => list.toys.some((told) => told.toy === toy && told.connected);
  const back = new Set([...house.live.away].filter(isHere));
  for (const toy of back) house.live.away.delete(toy);
  const away = new Set(list.toys.filter(({ connected }) => !connected).map(({ toy }) => toy as string));
  for (const toy of away) {
    house.live.away.add(toy);
    house.live.activity.delete(toy);
  }
  await loseSight(house, (toy) => away.has(toy));
  await tryAtOnce(house, (toy) => back.has(toy));
  await deliverNext(house);
}

/** What broke off when the toy went does not wait any longer when it is back. */
async function tryAtOnce(house: House, isBack: (toy: string) => boolean): Promise<void> {
  const { messages, live, clock } = house;
  for (const { id, toy } of await messages.open()) {
    const tries = live.tries.get(id);
    if (tries !== undefined && toy !== null && isBack(toy))
      live.tries.set(id, { ...tries, notBefore: clock.monotonic() });
  }
}

/** What is on a toy out of reach may be heard without anybody seeing it: say so. */
async function loseSight(house: House, isAway: (toy: string) => boolean): Promise<void> {
  await house.inTurn(async () => {
    for (const record of await house.messages.open()) {
      if (stateOf(record) === "on_toy" && record.toy !== null && isAway(record.toy)) {
        await moveMessage(house, record, "on_toy_unconfirmed", "toy-out-of-reach");
      }
    }
  });
}

async function hearEvent(house: House, room: string, event: BleEvent): Promise<void> {
  // Of any toy of its house a room may say how it hears it, and what it knows of it; what of that counts is decided there.
  if (event.kind === "heard") return hearHeard(house, room, event);
  if (event.kind === "passport") return hearPassport(house, room, event);
  if ("toy" in event && !maySpeakOf(house, room, event.toy) && !(await mayTellLate(house, room, event))) {
    house.log.warn("a room speaks of another room's toy", { kind: event.kind });
    return "event" in event ? acknowledge(house, room, event.event) : undefined;
  }
  switch (event.kind) {
    case "search-ended":
      if (house.live.search?.command === event.id) endSearchOf(house, room);
      return tellToys(house);
    case "claim-waiting":
      return hearClaim(house, event, { state: "waiting-for-paw", failure: null });
    case "claim-failed":
      return hearClaim(house, event, { state: "failed", failure: event.code });
    case "delivery-progress":
      return hearProgress(house, event);
    case "playback":
      return see(house, event.toy, event.playing ? "playing" : "idle");
    case "paw":
      if (house.household.toys().some(({ id, claimed }) => claimed && id === event.toy))
        house.presence.hearPaw(event.toy);
      return undefined;
    case "loop-ended":
      house.live.loopEnds.set(event.toy, event.why);
      return tellToys(house);
    case "recording":
      return see(house, event.toy, RECORDING[event.phase]);
    case "recording-ready":
      return askForRecording(house, room, event);
    case "asked-done":
    case "asked-failed":
      return hearWish(house, event);
    case "toy-leaving":
      return hearLeaving(house, event);
    case "listening":
      return hearListening(house, room, event);
    case "signal":
    case "watch-ended":
      return hearWalk(house, event);
    case "toy-claimed":
    case "delivered":
    case "delivery-failed":
    case "played":
    case "gap":
    case "toy-left":
    case "recorded-over":
      await hearDurable(house, event);
      // Its effect is on disk: ble may forget it.
      return acknowledge(house, room, event.event);
  }
}

const acknowledge = (house: House, room: string, event: PublicId): Promise<void> =>
  house.toys.send(room, { kind: "acknowledge", id: house.newId(), event });

/** Only about the claim that was asked for last: one that was given up, or asked for again, has nothing to say. */
function hearClaim(
  house: House,
  { id, toy }: { readonly id: PublicId; readonly toy: PublicId },
  claim: Pick<LiveClaim, "state" | "failure">,
): void {
  const asked = house.live.claims.get(toy);
  if (asked?.command !== id) return;
  house.live.claims.set(toy, { ...asked, ...claim });
  tellToys(house);
}

const RECORDING = { started: "recording", ended: "idle", fetching: "fetching" } as const;

async function see(
  house: House,
  toy: string,
  activity: "idle" | "playing" | "recording" | "fetching",
): Promise<void> {
  house.live.activity.set(toy, activity);
  tellToys(house);
  await house.inTurn(() => tellQueue(house));
}

async function hearProgress(
  house: House,
  event: Extract<BleEvent, { kind: "delivery-progress" }>,
): Promise<void> {
  const before = house.live.progress.get(event.message);
  // Within one try the bar only moves forward.
  if (before !== undefined && before.attempt === event.attempt && before.percent >= event.percent) return;
  const record = await house.messages.get(event.message);
  if (record === undefined || stateOf(record) !== "delivering") return;
  house.live.progress.set(event.message, { percent: event.percent, attempt: event.attempt });
  house.tell({ kind: "message", message: viewMessage(house, record) });
}

type Durable = Extract<
  BleEvent,
  { kind: "toy-claimed" | "delivered" | "delivery-failed" | "played" | "gap" | "toy-left" | "recorded-over" }
>;

async function hearDurable(house: House, event: Durable): Promise<void> {
  if (event.kind === "toy-claimed") return hearClaimed(house, event);
  if (event.kind === "gap") return hearGap(house, event);
  if (event.kind === "toy-left") return hearLeft(house, event);
  if (event.kind === "recorded-over") return hearRecordedOver(house, event);
  const over = await house.inTurn(async () => {
    const record = await house.messages.get(event.message);
    // Not one that goes elsewhere: which toys a room may speak of was asked by the toy.
    if (record === undefined || record.toy !== event.toy) return undefined;
    switch (event.kind) {
      case "delivered":
        return hearDelivered(house, await catchUp(house, record), event);
      case "played":
        return hearPlayed(house, await catchUp(house, record));
      case "delivery-failed":
        return hearFailure(house, record, event);
    }
  });
  if (over !== undefined && isDone(house, over)) await retire(house, over.id, over.toy);
  await deliverNext(house);
}

const isDone = (house: House, record: MessageRecord): boolean =>
  isGone(house, record.toy) ? isOverWithToy(record) : MESSAGE_STATES[stateOf(record)].final;

function hearDelivered(
  house: House,
  record: MessageRecord,
  { heart_lit, heart_dark, slot }: Extract<BleEvent, { kind: "delivered" }>,
): Promise<MessageRecord | undefined> {
  if (isOnToy(stateOf(record))) return hearThere(house, record, { isLit: heart_lit, slot });
  // Nobody sees its heart any more.
  if (isGone(house, record.toy))
    return moveMessage(house, record, "on_toy_unconfirmed", TOY_REMOVED, { slot });
  if (heart_lit) return moveMessage(house, record, "on_toy", "delivered-heart-blinks", { slot });
  // At night nobody wants to see it blink, and ble holds the link: a paw would be seen.
  if (heart_dark) return moveMessage(house, record, "on_toy", "delivered-heart-dark", { slot });
  return moveMessage(house, record, "on_toy_unconfirmed", "delivered", { slot });
}

/** It moved, which is no step in its life; or it is told once more where it lies, and that its heart was seen to blink after all. */
async function hearThere(
  house: House,
  record: MessageRecord,
  { isLit, slot }: { readonly isLit: boolean; readonly slot: number },
): Promise<MessageRecord | undefined> {
  house.live.moves.delete(record.id);
  house.live.asked.delete(record.id);
  if (isLit && stateOf(record) === "on_toy_unconfirmed")
    return moveMessage(house, record, "on_toy", "delivered-heart-blinks", { slot });
  if ((record.slot ?? 1) === slot) return undefined;
  const moved = { ...record, slot };
  await house.messages.update(moved);
  house.tell({ kind: "message", message: viewMessage(house, moved) });
  return undefined;
}

/** What ble carried there is there, also where an older failure was heard of last, and the night began. */
async function catchUp(house: House, record: MessageRecord): Promise<MessageRecord> {
  const from = stateOf(record);
  const isHeld = from === "failed" || from === "scheduled";
  const queued = isHeld ? await moveMessage(house, record, "queued", "delivered-after-all") : record;
  if (queued === undefined || stateOf(queued) !== "queued") return record;
  return (await moveMessage(house, queued, "delivering", "delivered-after-all")) ?? record;
}

/** What was heard is on the toy, also where nobody was told so yet. */
async function hearPlayed(house: House, record: MessageRecord): Promise<MessageRecord | undefined> {
  const there =
    stateOf(record) === "delivering"
      ? await moveMessage(house, record, "on_toy_unconfirmed", "paw-pressed")
      : record;
  // What is of the library is heard again and again: it stays, until something else takes its place.
  if (there === undefined || there.library !== undefined) return there;
  return moveMessage(house, there, "played", "paw-pressed");
}

type Failure = Extract<BleEvent, { kind: "delivery-failed" }>;

/** What asking once more cannot mend, whoever asks. */
const HOPELESS: ReadonlySet<Failure["code"]> = new Set(["stamp-refused", "not-claimed"]);

/** A toy that answers as none should is not only one message's business. */
const misbehaviour = ({ clock }: House, { code, toy }: Failure): LedgerEntry[] =>
  code === "toy-lies" ? [{ at: clock.now(), kind: "toy-misbehaved", person: null, subject: toy }] : [];

/** With these ble says that nothing of the message can be heard. */
const NOTHING_THERE: ReadonlySet<Failure["code"]> = new Set(["cancelled", "not-claimed"]);

/** Any other failure is of a try that the wish came too late for, and may have left a part on the toy: ble is asked again. */
async function hearWithdrawn(
  house: House,
  record: MessageRecord,
  { code }: Failure,
): Promise<MessageRecord | undefined> {
  if (NOTHING_THERE.has(code)) return moveMessage(house, record, "cancelled", cancelCause(house, record.toy));
  house.live.asked.delete(record.id);
  return undefined;
}

/** It did not move, and lies where it was. What asking once more cannot mend stays there. */
function hearStayed(house: House, { id }: MessageRecord, { retry }: Failure): undefined {
  const { live, clock } = house;
  const move = live.moves.get(id);
  if (move === undefined) return;
  const count = move.count + 1;
  const wait = retry ? retryDelay(count + 1) : Number.POSITIVE_INFINITY;
  live.moves.set(id, { ...move, count, notBefore: clock.monotonic() + wait });
  live.asked.delete(id);
  if (retry) deliverLater(house, wait);
}

async function hearFailure(
  house: House,
  record: MessageRecord,
  event: Failure,
): Promise<MessageRecord | undefined> {
  if (isOnToy(stateOf(record))) return hearStayed(house, record, event);
  if (stateOf(record) !== "delivering") return undefined;
  if (isCancelAsked(record)) return hearWithdrawn(house, record, event);
  if (!event.retry) {
    const failure = { code: event.code, retry: !HOPELESS.has(event.code) };
    return moveMessage(house, record, "failed", event.code, { failure }, misbehaviour(house, event));
  }
  const count = (house.live.tries.get(record.id)?.count ?? 0) + 1;
  const wait = retryDelay(count + 1);
  house.live.tries.set(record.id, { count, notBefore: house.clock.monotonic() + wait });
  deliverLater(house, wait);
  return moveMessage(house, record, "queued", event.code);
}

async function hearClaimed(house: House, event: Extract<BleEvent, { kind: "toy-claimed" }>): Promise<void> {
  const toy = house.household.toys().find(({ id }) => id === event.toy);
  const child = house.household.children().find(({ id }) => id === toy?.child);
  // Told once more of a toy that was removed since: it stays so.
  if (toy === undefined || toy.gone !== undefined || child === undefined) return;
  // ble tells it until it was acknowledged: once is enough.
  if (!toy.claimed) {
    await house.household.putToy({ ...toy, claimed: true }, child, [
      { at: house.clock.now(), kind: "toy-claimed", person: null, subject: toy.id },
    ]);
  }
  house.live.claims.delete(toy.id);
  house.live.search = undefined;
  tellToys(house);
  await deliverNext(house);
}
