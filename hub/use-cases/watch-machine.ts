/** Looks after the machine that the hub runs on: a clock that was set, a disk that is full. Guardians are told once, each time. */

import type { LedgerKind } from "../contract/ledger.ts";
import { hasJumped } from "../domain/clock-jump.ts";
import { seconds } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import type { House } from "./house.ts";

const LOOK_AGAIN = seconds(5);

/** Looks at once, and then every few seconds. */
export function startWatching(house: House): Disposable {
  const { clock } = house;
  let last = { wall: clock.now(), steady: clock.monotonic() };
  let isFull = false;
  let stop: () => void = () => undefined;

  const note = (kind: LedgerKind) => {
    if (house.household.people().length === 0) return;
    house.ledger.append({ at: clock.now(), kind, person: null, subject: null }).catch(house.fail);
  };
  const lookAtDisk = async () => {
    const wasFull = isFull;
    isFull = await isDiskFull(house);
    if (isFull && !wasFull) note("disk-full");
  };
  const look = () => {
    stop = clock.after(LOOK_AGAIN, look);
    const now = { wall: clock.now(), steady: clock.monotonic() };
    if (hasJumped(now.wall - last.wall, now.steady - last.steady)) note("clock-jumped");
    last = now;
    lookAtDisk().catch(house.fail);
  };
  lookBack(house, note).catch(house.fail);
  look();
  return { [Symbol.dispose]: () => stop() };
}

/** Against the last that was written before the hub was off. */
async function lookBack({ clock, ledger }: House, note: (kind: LedgerKind) => void): Promise<void> {
  const { number } = await ledger.head();
  const [newest] = (await ledger.before(number + 1, 1)).entries;
  if (newest !== undefined && hasJumped(clock.now() - newest.at, 0)) note("clock-jumped");
}

async function isDiskFull({ archive }: House): Promise<boolean> {
  try {
    await archive.assertRoom(0);
    return false;
  } catch (error) {
    if (error instanceof HubError && error.code === "store.disk-full") return true;
    throw error;
  }
}
