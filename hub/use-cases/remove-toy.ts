/**
 * A toy goes: given away, lost, broken. The roster's entry is the moment that counts; after it no stamp for the toy is worth anything, and
 * ble forgets the toy because that entry says so, not because the hub does. What was for it comes to its end:
 *
 *   scheduled, queued, failed      cancelled; if ble was ever asked to bring it, ble says first that nothing of it can be heard
 *   delivering                     ble is asked to take it back: cancelled, or it was there already
 *   on the toy                     stays there, and nobody sees any more whether it is heard
 *   of the library                 taken off
 *   not approved yet, a draft      may still go to another toy of the child
 *
 * The sealed copies stay, and so does the toy's name for them. Killed in between, the next start goes on.
 */
import type { PublicId } from "../contract/public-id.ts";
import { MESSAGE_STATES, stateOf } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { growRoster } from "./append-roster.ts";
import { deliverNext } from "./deliver-next.ts";
import { endForGoneToy, isOverWithToy } from "./end-for-gone-toy.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { retire } from "./retire-message.ts";
import { tellToys } from "./search-toys.ts";
import { sendRosterToAll } from "./send-roster.ts";
import { withoutMailbox } from "./switch-mailbox.ts";
import { endWalk } from "./walk-with-toy.ts";

/** Looked at in one go: what else the house does comes in between. */
const AT_ONCE = 50;

/**
 * @param entry of the roster, signed by the guardian
 * @throws RequestRefused `toy.unknown`, `roster.refused`
 */
export async function removeToy(house: House, id: PublicId, entry: string, by: PublicId): Promise<void> {
  const { household } = house;
  await house.inTurn(async () => {
    const toy = ownToy(house, id);
    const { entry: wish } = await growRoster(house, entry);
    if (wish.kind !== "toy-out" || wish.toy !== id)
      throw new RequestRefused("roster.refused", "an entry about something else");
    const at = house.clock.now();
    const gone = { at, isSettled: false };
    await household.change({ roster: [entry], toys: [{ ...withoutMailbox(toy), claimed: false, gone }] }, [
      { at, kind: "toy-removed", person: by, subject: id },
    ]);
    forgetPassing(house, id);
    await house.gaps.forget(id);
  });
  tellToys(house);
  await settleGoneToys(house);
  // First what is over, then whose toy it is no more.
  await sendRosterToAll(house);
  deliverNext(house).catch(house.fail);
}

/** What is only passing about it; how near it was goes with the next look (`note-signals.ts`). */
function forgetPassing(house: House, toy: PublicId): void {
  const { live } = house;
  for (const passing of [live.activity, live.loopEnds, live.standing, live.heldSince]) passing.delete(toy);
  live.away.delete(toy);
  for (const placed of [live.passports, live.places, live.takings]) placed.delete(toy);
  endWalk(house, toy);
}

/** Ends what was for toys that are gone; also at a start, what a kill left undone. */
export async function settleGoneToys(house: House): Promise<void> {
  const isLeft = () => house.household.toys().filter(({ gone }) => gone?.isSettled === false);
  const left = new Set<string>(isLeft().map(({ id }) => id));
  if (left.size === 0) return;
  await endPostFor(house, left);
  await house.inTurn(async () => {
    const toys = isLeft().flatMap((toy) =>
      left.has(toy.id) && toy.gone !== undefined ? [{ ...toy, gone: { ...toy.gone, isSettled: true } }] : [],
    );
    await house.household.change({ toys });
  });
}

async function endPostFor(house: House, toys: ReadonlySet<string>): Promise<void> {
  const { messages } = house;
  const isMeant = ({ toy, direction }: MessageRecord) => direction === "to-toy" && toys.has(toy ?? "");
  for (let some = await messages.newest(AT_ONCE); some.length > 0; ) {
    const ended = await house.inTurn(async () => {
      const moved: MessageRecord[] = [];
      for (const { id } of some.filter(isMeant)) {
        const now = await messages.get(id);
        if (now !== undefined && !MESSAGE_STATES[stateOf(now)].final)
          moved.push(await endForGoneToy(house, now));
      }
      return moved;
    });
    for (const record of ended) if (isOverWithToy(record)) await retire(house, record.id, record.toy);
    some = await olderThan(house, some);
  }
}

/** One that was erased meanwhile is no place to go on from: another one of them is, or one begins anew. */
async function olderThan(
  { messages }: House,
  some: readonly MessageRecord[],
): Promise<readonly MessageRecord[]> {
  for (const { id } of some.toReversed())
    if ((await messages.get(id)) !== undefined) return messages.newest(AT_ONCE, id);
  return messages.newest(AT_ONCE);
}
