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
    if (now.join() === asleep.join()) return;
    quietenToys(house, new Set(now.filter((child) => !asleep.includes(child)))).catch(house.fail);
    asleep = now;
    tellToys(house);
    tellChildren(house);
  };
  look();
  return { [Symbol.dispose]: () => stop() };
}

const whoSleeps = (house: House): readonly string[] =>
  house.household.children().flatMap(({ id }) => (quietUntil(house, id) === undefined ? [] : [id]));

/** A lullaby ends where quiet hours begin. One that a guardian starts within them plays. */
async function quietenToys({ household, toys, newId }: House, children: ReadonlySet<string>): Promise<void> {
  for (const { id, child, room } of household.toys()) {
    const seen = toys.room(room)?.toys.toys.find(({ toy }) => toy === id);
    if (children.has(child) && seen?.loop != null)
      await toys.send(room, { kind: "stop-loop", id: newId(), toy: id });
  }
}
