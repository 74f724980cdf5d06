/** What a room tells of a toy that was removed: how far it is emptied, and how that ended. */
import type { BleEvent } from "../contract/ble-control.ts";
import type { House } from "./house.ts";
import { tellToys } from "./search-toys.ts";

type Told<K extends BleEvent["kind"]> = Extract<BleEvent, { kind: K }>;

export function hearLeaving(house: House, { toy, percent }: Told<"toy-leaving">): void {
  house.live.leaving.set(toy, percent);
  tellToys(house);
}

/** Told again after a crash, it changes nothing. */
export async function hearLeft(house: House, { toy: id, emptied }: Told<"toy-left">): Promise<void> {
  const { household, live, clock } = house;
  await house.inTurn(async () => {
    live.leaving.delete(id);
    const toy = household.toys().find((known) => known.id === id);
    if (toy?.gone === undefined || toy.gone.isEmptied !== undefined) return;
    const gone = { ...toy.gone, isEmptied: emptied };
    const entry = { at: clock.now(), kind: "toy-emptied", person: null, subject: id } as const;
    await household.change({ toys: [{ ...toy, gone }] }, emptied ? [entry] : []);
  });
  tellToys(house);
}
