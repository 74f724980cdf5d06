/** Who is still there: the same evidence as a sign-in, asked for again before what cannot be undone. */
import { minutes } from "../domain/duration.ts";
import { AccessRefused } from "../ports/access.ts";
import type { ClipBudget } from "../ports/clip-budget.ts";
import type { Clock } from "../ports/clock.ts";
import type { Household, Session } from "../ports/household.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { StepUp } from "../ports/step-up.ts";
import { makeAttempts } from "./attempts.ts";
import type { ShownWays } from "./shown-way.ts";

const LIFE = minutes(5);

export function makeStepUp(parts: {
  readonly household: Household;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ways: ShownWays;
  /** Whoever is there may have many clips. */
  readonly clipBudget: ClipBudget;
}): StepUp {
  const { household, ledger, clock, ways, clipBudget } = parts;
  // Counted apart from sign-ins: who fails at the door for a name on purpose keeps nobody inside from locking him out.
  const attempts = makeAttempts(clock);
  /** Until when, on the clock that nobody sets, by session. */
  const fresh = new Map<Session["id"], number>();

  return {
    nonce: ways.nonce,

    async show(session, shown) {
      const person = household.people().find(({ id }) => id === session.person);
      if (person === undefined) throw new AccessRefused("session.none", "the session's person is gone");
      // Nobody guesses a passkey, and who guesses a passphrase shuts none out.
      const isCounted = shown.by !== "passkey";
      const wait = isCounted ? attempts.waitFor(person.id) : 0;
      if (wait > 0) throw new AccessRefused("sign-in.too-many", "too many tries", { retryAfter: wait });
      const isShown = await ways.fits(session, person, shown);
      const entry = { at: clock.now(), person: person.id, subject: null, device: session.device };
      if (!isShown) {
        if (isCounted) attempts.failed(person.id);
        await ledger.append({ ...entry, kind: "step-up-failed" });
        throw new AccessRefused("step-up.refused", `not this person's ${shown.by}`);
      }
      if (isCounted) attempts.succeeded(person.id);
      await ledger.append({ ...entry, kind: "stepped-up" });
      const now = clock.monotonic();
      for (const [id, until] of fresh) if (until <= now) fresh.delete(id);
      fresh.set(session.id, now + LIFE);
      clipBudget.open(session);
    },

    assertFresh(session) {
      if ((fresh.get(session?.id ?? "") ?? 0) <= clock.monotonic())
        throw new AccessRefused("session.step-up-needed", "nobody showed in the last minutes who they are");
    },
  };
}
