/**
 * A stranger on the radio. Nobody can be kept from a toy that is free; so what is tried is whether the guard is awake: each toy in reach is held, and was compared with how it
 * was left when it came back last (docs/guard.md). Nothing is asked of a toy for it. Who only listens leaves nothing, which the words say, too.
 */
import type { BleToys } from "../contract/ble-control.ts";
import type { Toy } from "../ports/household.ts";
import type { Trial } from "./trial.ts";

/** To be looked at takes seconds; a child who plays with it may make it minutes. */
const LOOKED_WITHIN_MS = 10 * 60_000;

interface StrangerOnTheRadioParts {
  readonly toys: () => readonly Toy[];
  /** As the room that holds it tells; `undefined` where none does. */
  readonly heard: (toy: Toy) => BleToys["toys"][number] | undefined;
  /** Since when it is held, Unix ms. */
  readonly heldSince: (toy: Toy) => number | undefined;
  readonly now: () => number;
}

export const strangerOnTheRadio = (parts: StrangerOnTheRadioParts): Trial<"stranger-on-the-radio"> => ({
  step: "stranger-on-the-radio",
  async attempt() {
    const toys = parts.toys().filter(({ claimed, gone }) => claimed && gone === undefined);
    if (toys.length === 0) return { seen: "no-toy" };
    const held = toys.flatMap((toy) => {
      const heard = parts.heard(toy);
      return heard?.connected === true ? [{ toy, heard }] : [];
    });
    const unwatched = held.filter(({ toy, heard }) => {
      const since = parts.heldSince(toy);
      const isNew = since !== undefined && parts.now() - since < LOOKED_WITHIN_MS;
      return heard.looked !== true && !isNew;
    });
    if (unwatched.length > 0)
      return { seen: "not-compared", count: unwatched.length, detail: unwatched.map(({ toy }) => toy.name) };
    const compared = held.filter(({ heard }) => heard.looked === true);
    if (compared.length < toys.length) return { seen: "out-of-reach", count: toys.length - compared.length };
    return { seen: "compared", count: compared.length };
  },
});
