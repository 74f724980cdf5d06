/** Looks after the machine that the hub runs on: a clock that was set, a disk that is full. Guardians are told once, each time. */
import type { LedgerKind } from "../contract/ledger.ts";
import { hasJumped } from "../domain/clock-jump.ts";
import { seconds } from "../domain/duration.ts";
import type { House } from "./house.ts";

const LOOK_AGAIN = seconds(5);

/** Looks at once, and then every few seconds. */
export function startWatching(house: House): Disposable {
  const { clock } = house;
  let last = { wall: clock.now(), steady: clock.monotonic() };
  let isFull = false;
  let hasRoom = true;
  let stop: () => void = () => undefined;

  const note = async (kind: LedgerKind) => {
    if (house.household.people().length === 0 || !hasRoom) return;
    await house.ledger.append({ at: clock.now(), kind, person: null, subject: null });
  };
  const lookAtDisk = async () => {
    const room = await house.disk.look();
    const isNews = room === "full" && !isFull;
    hasRoom = room !== "nothing";
    // One that is too full to write it down is told when there is room for that.
    if (hasRoom) isFull = room === "full";
    if (isNews) await note("disk-full");
  };
  const lookAtClock = async () => {
    const now = { wall: clock.now(), steady: clock.monotonic() };
    const isSet = hasJumped(now.wall - last.wall, now.steady - last.steady);
    last = now;
    if (isSet) await note("clock-jumped");
  };
  /** Against the last that was written before the hub was off. */
  const lookBack = async () => {
    const { number } = await house.ledger.head();
    const [newest] = (await house.ledger.before(number + 1, 1)).entries;
    if (newest !== undefined && hasJumped(clock.now() - newest.at, 0)) await note("clock-jumped");
  };
  const lookAgain = () => {
    stop = clock.after(LOOK_AGAIN, () => {
      lookAgain();
      lookAtDisk().then(lookAtClock).catch(house.fail);
    });
  };
  lookAgain();
  lookAtDisk().then(lookBack).catch(house.fail);
  return { [Symbol.dispose]: () => stop() };
}
