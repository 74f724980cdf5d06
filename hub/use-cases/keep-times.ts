/** Wake-up and bedtime come, quiet hours begin and end: the hub looks at the clock, so that nobody has to ask. */
import { minutes, ms } from "../domain/duration.ts";
import { quietUntil } from "./child-day.ts";
import { deliverNext } from "./deliver-next.ts";
import type { House } from "./house.ts";
import { tellToys } from "./search-toys.ts";
import { tellChildren } from "./tell-children.ts";

const MINUTE = minutes(1);

/** Looks at once, and at every full minute: nobody's day has moments in between, and a clock that is set is noticed so soon. */
export function startTimes(house: House): Disposable {
  let stop: () => void = () => undefined;
  let asleep = whoSleeps(house);
  const look = () => {
    stop = house.clock.after(ms(MINUTE - (house.clock.now() % MINUTE)), look);
    deliverNext(house).catch(house.fail);
    const now = whoSleeps(house);
    if (now === asleep) return;
    asleep = now;
    tellToys(house);
    tellChildren(house);
  };
  look();
  return { [Symbol.dispose]: () => stop() };
}

const whoSleeps = (house: House): string =>
  house.household
    .children()
    .flatMap(({ id }) => (quietUntil(house, id) === undefined ? [] : [id]))
    .join();
