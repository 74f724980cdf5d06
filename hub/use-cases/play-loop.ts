import type { LedgerKind } from "../contract/ledger.ts";
import type { LoopRequest } from "../contract/library.ts";
import { type PublicId, publicId } from "../contract/public-id.ts";
import { stateOf } from "../domain/message-state.ts";
import type { Session, Toy } from "../ports/household.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { ownToy } from "./own-toy.ts";
import { tellToys } from "./search-toys.ts";
import { assertCan } from "./toy-skills.ts";

type By = Pick<Session, "person" | "device">;

/**
 * Plays, again and again, what the toy holds of the library. ble answers by the list of toys once it plays, or says why not; it ends it by
 * itself, also where the hub is gone.
 * @throws RequestRefused `toy.unknown`, `toy.cannot`, `loop.*`
 */
export async function startLoop(house: House, id: PublicId, wish: LoopRequest, by: By): Promise<void> {
  const toy = ownToy(house, id);
  assertCan(house, toy, "loop");
  await house.inTurn(async () => {
    const message = await heldOf(house, toy);
    const room = house.toys.room(toy.room);
    const isHere = room?.toys.toys.some((seen) => seen.toy === id && seen.connected) === true;
    if (room?.state.state !== "online" || !isHere)
      throw new RequestRefused("loop.out-of-reach", "the toy is not connected");
    await note(house, "loop-started", id, by);
    house.live.loopEnds.delete(id);
    await house.toys.send(toy.room, { kind: "play-loop", id: house.newId(), toy: id, message, ...wish });
  });
  tellToys(house);
}

/** Also where nothing is known to play. @throws RequestRefused `toy.unknown` */
export async function stopLoop(house: House, id: PublicId, by: By): Promise<void> {
  const { room } = ownToy(house, id);
  // First silence, then the note of it.
  await house.toys.send(room, { kind: "stop-loop", id: house.newId(), toy: id });
  await note(house, "loop-stopped", id, by);
}

/** The message by which something of the library came to lie on this toy, for the child who has it. */
async function heldOf(house: House, { id, child }: Toy): Promise<PublicId> {
  const open = (await house.messages.open()).filter((record) => record.toy === id);
  if (open.some((record) => stateOf(record) === "delivering"))
    throw new RequestRefused("loop.toy-busy", "an upload is under way");
  const held = open.find(
    (record) => record.library !== undefined && record.child === child && IS_THERE.has(stateOf(record)),
  );
  if (held === undefined) throw new RequestRefused("loop.nothing-there", "nothing of the library");
  return publicId.parse(held.id);
}

const IS_THERE: ReadonlySet<string> = new Set(["on_toy", "on_toy_unconfirmed"]);

const note = (house: House, kind: LedgerKind, toy: PublicId, { person, device }: By): Promise<void> =>
  house.ledger.append({ at: house.clock.now(), kind, person, subject: toy, device });
