/**
 * Everything goes, as a guardian wants it. First the toys: the guardian's own key takes them out of the roster, and their rooms empty
 * those that are near by themselves, also when there is no hub any more that knows them. Then it is noted, and this hub ends.
 */
import type { EverythingErased } from "../contract/keeping.ts";
import type { PublicId } from "../contract/public-id.ts";
import { growRosterBy } from "./append-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { sendRosterToAll } from "./send-roster.ts";

export interface EraseWish {
  /** The roster's next, one for each toy of the family: kind `toy-out`, signed by the guardian. */
  readonly entries: readonly string[];
  readonly backups: "keep" | "erase";
}

/** @throws RequestRefused `roster.refused` for entries that are not about just these toys */
export async function eraseEverything(
  house: House,
  { entries, backups }: EraseWish,
  by: PublicId,
): Promise<EverythingErased> {
  const toys = await house.inTurn(() => takeToysOut(house, entries, by));
  if (toys > 0) await sendRosterToAll(house);
  const [folder, messages] = [await house.backups.place(), await countMessages(house)];
  await house.eraser.everything(backups === "erase" && folder !== undefined ? [folder] : []);
  return {
    at: new Date(house.clock.now()).toISOString(),
    messages,
    toys,
    backups: folder === undefined ? "none" : backups === "erase" ? "erased" : "kept",
    elsewhere: house.keepers.left().length > 0 || house.keepers.own()?.last !== undefined,
  };
}

async function takeToysOut(house: House, entries: readonly string[], by: PublicId): Promise<number> {
  const { household } = house;
  const toys = household.toys().filter(({ claimed }) => claimed);
  if (toys.length === 0 && entries.length === 0) return 0;
  const { read } = await growRosterBy(house, entries);
  const out = new Set(read.map((entry) => (entry.kind === "toy-out" ? entry.toy : undefined)));
  if (out.size !== toys.length || toys.some(({ id }) => !out.has(id)))
    throw new RequestRefused("roster.refused", "not about the toys of this family");
  const at = house.clock.now();
  await household.change(
    {
      roster: entries,
      toys: toys.map((toy) => ({ ...toy, claimed: false, gone: { at, isSettled: false } })),
    },
    toys.map(({ id }) => ({ at, kind: "toy-removed" as const, person: by, subject: id })),
  );
  return toys.length;
}

async function countMessages({ household, messages }: House): Promise<number> {
  let count = 0;
  for (const { id } of household.children()) count += (await messages.countOf(id)).messages;
  return count;
}
