import type { HouseState, MessageView, ToyView } from "../contract/api.ts";
import { type PublicId, publicId } from "../contract/public-id.ts";
import { type QueueView, type WaitView, writeWhen } from "../contract/times.ts";
import { HOME } from "../domain/home-room.ts";
import { keepTimeOf } from "../domain/keep-time.ts";
import { isOnToy, stateOf } from "../domain/message-state.ts";
import type { Toy } from "../ports/household.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { careNow, careOf } from "./care-now.ts";
import { quietUntil, waitOfMessage, whenOf } from "./child-day.ts";
import type { House } from "./house.ts";
import { viewVault } from "./older-clips.ts";
import { viewChildren } from "./tell-children.ts";
import { skillsOf } from "./toy-skills.ts";
import { maySpeakOf } from "./toys-of-room.ts";

const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | undefined) => (at === undefined ? null : iso(at));
const NEWEST = 50;

export async function viewHouse(house: House): Promise<HouseState> {
  return {
    children: viewChildren(house),
    ...viewToys(house),
    messages: await viewMessages(house),
    vault: viewVault(house),
    radio: viewRadio(house),
    pretendToy: house.pretendToy,
    hubMicrophone: house.microphone !== undefined,
    now: iso(house.clock.now()),
  };
}

export async function viewMessages(house: House, before?: string): Promise<MessageView[]> {
  const records = await house.messages.newest(NEWEST, before);
  return records.map((record) => viewMessage(house, record));
}

export function viewMessage(house: House, record: MessageRecord): MessageView {
  const state = stateOf(record);
  return {
    id: publicId.parse(record.id),
    direction: record.direction,
    child: publicId.parse(record.child),
    toy: record.toy === null ? null : publicId.parse(record.toy),
    author: record.author === null ? null : publicId.parse(record.author),
    createdAt: iso(record.createdAt),
    milliseconds: record.milliseconds,
    state,
    history: record.history.map((step) => ({ ...step, at: iso(step.at) })),
    ...(record.library === undefined ? {} : { library: publicId.parse(record.library) }),
    slot: isOnToy(state) || state === "played" ? (record.slot ?? 1) : null,
    when: writeWhen(whenOf(record)),
    waitsFor: viewWait(house, record) ?? viewQueue(house, record),
    progress: state === "delivering" ? (house.live.progress.get(record.id) ?? null) : null,
    failure: record.failure,
    ...(record.declined === undefined ? {} : { declined: record.declined.reason }),
    sealedBytes: record.sealedBytes,
    shares: (record.shares ?? []).map(({ person, recipient, at }) => ({
      person: publicId.parse(person),
      recipient,
      at: iso(at),
    })),
    vault: record.vault,
    kept: record.kept === true,
    keptUntil: keptUntil(house, record),
    erasedFrom: inWallTime(house, house.live.undo.get(record.id)?.until, house.clock.monotonic()),
  };
}

/** Of a message that is `scheduled`. */
export function viewWait(house: House, record: MessageRecord): WaitView | null {
  const wait = stateOf(record) === "scheduled" ? waitOfMessage(house, record) : undefined;
  return wait === undefined ? null : { reason: wait.reason, until: iso(wait.until) };
}

/** Of a message that is `queued`. */
function viewQueue({ live }: House, record: MessageRecord): QueueView | null {
  const reason = stateOf(record) === "queued" ? live.queueReasons.get(record.id) : undefined;
  return reason === undefined ? null : { reason };
}

function keptUntil(house: House, record: MessageRecord): string | null {
  const child = house.household.children().find(({ id }) => id === record.child);
  const keepTime = keepTimeOf(child ?? {});
  if (keepTime === undefined || record.kept === true) return null;
  // Two clocks, read one after the other: a view that differs by a millisecond each time would be no news.
  const until = house.clock.now() + (record.livedAt ?? record.createdAt) + keepTime - house.lived.now();
  return iso(Math.round(until / 1_000) * 1_000);
}

/** A moment of another clock, which says `now` now. */
export const inWallTime = (house: House, at: number | undefined, now: number): string | null =>
  at === undefined ? null : iso(house.clock.now() + at - now);

export function viewToys(
  house: House,
): Pick<HouseState, "toys" | "goneToys" | "candidates" | "searching" | "heldForOthers"> {
  const { household, live } = house;
  const searching = live.search !== undefined;
  const known = new Map(household.toys().map((toy) => [toy.id as string, toy]));
  // Of a toy of the family's its own room alone is asked.
  const seen = house.toys.rooms().flatMap((room) => {
    const told = house.toys.room(room)?.toys.toys ?? [];
    return told.filter(({ toy }) => maySpeakOf(house, room, toy)).map((toy) => ({ ...toy, room }));
  });
  const now = new Map(seen.map((toy) => [toy.toy as string, toy]));
  const toys = [...known.values()]
    .filter(({ claimed }) => claimed)
    .map((toy): ToyView => {
      const heard = now.get(toy.id);
      return {
        id: toy.id,
        name: toy.name,
        child: toy.child,
        model: toy.model,
        firmware: heard?.firmware ?? toy.firmware,
        room: titleOf(house, toy.room),
        connected: heard?.connected ?? false,
        rssi: heard?.rssi ?? null,
        seenAt: heard?.seen_at ?? null,
        heldSince: isoOrNull(live.heldSince.get(toy.id)),
        volume: heard?.volume ?? null,
        activity: live.activity.get(toy.id) ?? "idle",
        loop: heard?.loop ?? null,
        loopEnded: heard?.loop == null ? (live.loopEnds.get(toy.id) ?? null) : null,
        quietUntil: isoOrNull(quietUntil(house, toy.child)),
        can: [...skillsOf(house, toy)],
        mailbox: toy.mailbox === true,
        care: { ...careOf(toy), loudestNow: careNow(house, toy).loudest },
        recordedOverAt: isoOrNull(toy.recordedOver?.at),
        answering: heard?.answering ?? false,
      };
    });
  const candidates = seen
    // One of the family's that a search finds as nobody's was forgotten by ble; without a search that is old news.
    .filter(({ toy, claimed }) => !claimed && (searching || known.get(toy)?.claimed !== true))
    .map((candidate) => {
      const claim = live.claims.get(candidate.toy);
      return {
        id: candidate.toy,
        model: candidate.model,
        firmware: candidate.firmware,
        room: titleOf(house, candidate.room),
        rssi: candidate.rssi,
        claim: claim?.state ?? ("none" as const),
        failure: claim?.failure ?? null,
      };
    });
  const heldForOthers = seen.filter(({ toy, claimed }) => {
    const held = known.get(toy);
    // One that was removed ble forgets by itself.
    return claimed && held?.claimed === false && held.gone === undefined;
  }).length;
  const goneToys = household
    .toys()
    .flatMap(({ id, name, gone }) => (gone === undefined ? [] : [viewGone(house, { id, name, gone })]));
  return { toys, goneToys, candidates, searching, heldForOthers };
}

const viewGone = (
  { live }: House,
  {
    id,
    name,
    gone,
  }: { readonly id: PublicId; readonly name: string; readonly gone: NonNullable<Toy["gone"]> },
): HouseState["goneToys"][number] => ({
  id,
  name,
  goneAt: iso(gone.at),
  emptying: live.leaving.get(id) ?? null,
  emptied: gone.isEmptied ?? null,
});

/** One that was taken off has only its id left. */
const titleOf = ({ rooms }: House, room: string): string | null =>
  room === HOME ? null : (rooms.all().find(({ id }) => id === room)?.title ?? room);

export function viewRadio(house: House): HouseState["radio"] {
  const state = house.toys.room(HOME)?.state;
  return {
    online: state?.state === "online",
    adapter: state?.adapter ?? "starting",
    simulated: state?.simulated ?? false,
  };
}
