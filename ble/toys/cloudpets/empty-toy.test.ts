/** A toy that goes is emptied on the virtual air: over the real noble and bleno, broken off anywhere, and done in the end. */
import { expect, test } from "vitest";
import { ALWAYS, makeDelivery, openDriverRig, QUIETLY } from "../../../test/support/driver-rig.ts";
import { playSlotOf } from "./commands.ts";
import { FACTORY_IDENTIFIER } from "./gatt-table.ts";
import { SILENCE } from "./silence.ts";

const SLOTS = [1, 2, 3, 4] as const;

async function openFull() {
  const rig = await openDriverRig({ toys: [{ drain: "fast" }] });
  const session = await rig.connect();
  await session.writeIdentifier(Date.UTC(2027, 0, 9), ALWAYS);
  for (const slot of SLOTS) await session.deliver({ ...makeDelivery(`in ${slot}`, 2_000), slot }, QUIETLY);
  const silent = () =>
    SLOTS.filter((slot) =>
      Buffer.from(rig.toy.flash.clip(playSlotOf(slot)) ?? [])
        .subarray(0, SILENCE.byteLength)
        .equals(SILENCE),
    );
  return { rig, session, silent };
}

test("silence in all four slots, dark, its paws its own, and the factory's identifier", async () => {
  const { rig, session, silent } = await openFull();
  await using _rig = rig;
  expect([silent(), rig.toy.model.snapshot.identifier]).not.toEqual([[], FACTORY_IDENTIFIER]);
  await session.heartOff(ALWAYS);
  const dark = rig.toy.model.snapshot.heart;
  await session.blinkHeart(ALWAYS);
  const percents: number[] = [];
  await session.empty({ signal: ALWAYS, onProgress: (percent) => percents.push(percent) });
  expect([silent(), percents]).toEqual([SLOTS, [20, 40, 60, 80, 100]]);
  const { identifier, isGameMode, heart } = rig.toy.model.snapshot;
  expect([identifier, isGameMode, heart]).toEqual([FACTORY_IDENTIFIER, false, dark]);
  expect([session.isFactoryNew, session.identifier]).toEqual([true, FACTORY_IDENTIFIER]);
});

test("cut anywhere, it still has our identifier, and the next link makes an end of it", async () => {
  const { rig, session, silent } = await openFull();
  await using _rig = rig;
  const before = rig.toy.model.snapshot.identifier;
  let current = session;
  for (const at of [20, 60]) {
    const onProgress = (percent: number) => {
      if (percent === at) rig.hub.cut();
    };
    await expect(current.empty({ signal: ALWAYS, onProgress })).rejects.toThrow();
    expect(rig.toy.model.snapshot.identifier).toBe(before);
    current = await rig.connect();
    expect(current.isFactoryNew).toBe(false);
  }
  await current.empty(QUIETLY);
  expect([silent(), rig.toy.model.snapshot.identifier]).toEqual([SLOTS, FACTORY_IDENTIFIER]);
});

test("a lullaby that runs and a mailbox that answers the paws end first", async () => {
  const { rig, session } = await openFull();
  await using _rig = rig;
  await session.startLoop({ roundMilliseconds: 2_000, forMilliseconds: 60_000, volume: "quiet" }, ALWAYS);
  await session.empty(QUIETLY);
  expect(rig.toy.model.snapshot).toMatchObject({ isGameMode: false, identifier: FACTORY_IDENTIFIER });
  expect(rig.toy.model.snapshot.isLooping).toBe(false);
});
