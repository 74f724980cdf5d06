import type { BleEvent } from "../contract/ble-control.ts";
import type { House } from "./house.ts";
import { tellToys } from "./search-toys.ts";

/** What the child recorded last is on its toy no more. Told again after a crash, it changes nothing. */
export async function hearRecordedOver(
  house: House,
  { toy: id, event, at }: Extract<BleEvent, { kind: "recorded-over" }>,
): Promise<void> {
  const { household, clock } = house;
  await house.inTurn(async () => {
    const toy = household.toys().find((known) => known.id === id);
    if (toy === undefined || toy.recordedOver?.event === event) return;
    const entry = { at: clock.now(), kind: "toy-recorded-over", person: null, subject: id } as const;
    await household.change({ toys: [{ ...toy, recordedOver: { event, at: Date.parse(at) } }] }, [entry]);
  });
  tellToys(house);
}
