import { minutes } from "../domain/duration.ts";
import { AccessRefused } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { FormerDoor, FoundFormer } from "../ports/former-door.ts";
import type { Household, Session } from "../ports/household.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { Attempts } from "./attempts.ts";
import type { ShownWays } from "./shown-way.ts";

const LIFE = minutes(5);

export function makeFormerDoor(parts: {
  readonly household: Household;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly attempts: Attempts;
  readonly ways: ShownWays;
}): FormerDoor {
  const { household, ledger, clock, attempts, ways } = parts;
  /** Whose way in a session has shown, and until when that counts. */
  const shownBy = new Map<Session["id"], { readonly person: string; readonly until: number }>();

  const find = (id: string): FoundFormer => {
    for (const family of household.former()) {
      const person = family.people.find((one) => one.id === id);
      if (person?.role === "guardian") return { person, family };
    }
    throw new AccessRefused("former.unknown", "no guardian of a family that was");
  };
  const refused = () => new AccessRefused("former.refused", "no way in of that guardian");

  return {
    async show(session, id, shown) {
      const found = find(id);
      // No name has a NUL, and nobody of now is shut out by failing for who was.
      const account = `former\0${id}`;
      const wait = attempts.waitFor(account);
      if (wait > 0) throw new AccessRefused("sign-in.too-many", "too many tries", { retryAfter: wait });
      if (!(await ways.fits(session, found.person, shown))) {
        attempts.failed(account);
        await ledger.append({
          at: clock.now(),
          kind: "sign-in-failed",
          person: found.person.id,
          subject: null,
        });
        throw refused();
      }
      attempts.succeeded(account);
      const now = clock.monotonic();
      for (const [known, { until }] of shownBy) if (until <= now) shownBy.delete(known);
      shownBy.set(session.id, { person: id, until: now + LIFE });
      return found;
    },

    assertShown(session, id) {
      const shown = shownBy.get(session.id);
      if (shown?.person !== id || shown.until <= clock.monotonic()) throw refused();
      return find(id);
    },
  };
}
