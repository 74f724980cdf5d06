/**
 * Toys that are the family's no more: let go, and forgotten. Only the roster that a paw pinned does this, by an entry that a guardian
 * signed; there is no command of the hub's for it. Done when such an entry comes, and at each start for what a kill left over.
 *
 *   in reach   what runs is broken off, what broke off is taken from it, a lullaby stops, its heart goes out
 *   always     the link ends; whether what it was given last got there is told; one change of the journal forgets the rest
 *
 * From then on it is nobody's, and emptied if it is heard in time: `leaving-toys.ts`.
 */
import { publicId } from "../../hub/contract/public-id.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { KeptDeliveries } from "../journal/delivery-journal.ts";
import type { Journal } from "../journal/journal.ts";
import type { ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import { codeOf } from "./code-of.ts";
import type { DarkHearts } from "./dark-hearts.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Guard } from "./guard.ts";
import type { HubLine } from "./hub-line.ts";
import type { LeavingToys } from "./leaving-toys.ts";
import type { Loops } from "./loops.ts";
import type { Mailboxes } from "./mailboxes.ts";
import type { Outbox } from "./outbox.ts";
import type { Recordings } from "./recordings.ts";
import type { RosterKeeper } from "./roster-keeper.ts";
import type { ToyCares } from "./toy-cares.ts";

export interface GoneToysParts {
  readonly toys: ClaimedToys;
  readonly roster: RosterKeeper;
  readonly journal: Journal;
  readonly noted: KeptDeliveries;
  readonly outbox: Outbox;
  readonly deliveries: Deliveries;
  readonly loops: Loops;
  readonly hearts: DarkHearts;
  readonly mailboxes: Mailboxes;
  readonly cares: ToyCares;
  readonly guard: Guard;
  readonly leaving: LeavingToys;
  readonly recordings: Recordings;
  readonly log: Logger;
  line(): HubLine;
  sessionOf(toy: string): ToySession | undefined;
  /** Ends the link for good. */
  letGo(toy: ClaimedToy["toy"]): Promise<void>;
}

/** @throws JournalError where there is no room: they are strangers all the same, and the next start forgets them */
export async function forgetGoneToys(parts: GoneToysParts): Promise<void> {
  const gone = parts.roster.pinned?.goneToys;
  if (gone === undefined) return;
  for (const toy of parts.toys.all()) if (gone.has(toy.toy)) await forget(parts, toy);
}

async function forget(parts: GoneToysParts, toy: ClaimedToy): Promise<void> {
  const { toys, journal, noted, outbox, loops, hearts, mailboxes, cares, guard, leaving, recordings } = parts;
  await sayGoodbye(parts, toy);
  await parts.letGo(toy.toy);
  // The hub may not know yet, and can ask nobody any more.
  const held = await noted.latestOfAll(toy.address);
  const told = held
    .filter(({ isDone, isTakenBack }) => isDone && !isTakenBack)
    .map(({ intent }) => outbox.prepare(arrived(toy, intent)));
  toys.leave(toy);
  const [key, note] = leaving.note(toy);
  leaving.follow(toy.address, note);
  await journal.change([
    [key, note],
    ...toys.forget(toy),
    ...noted.forgetToy(toy.address),
    hearts.forget(toy),
    mailboxes.forget(toy),
    cares.forget(toy),
    ...guard.forget(toy),
    loops.forget(toy),
    recordings.forget(toy),
    ...told.map(({ change }) => change),
  ]);
  for (const { event } of told) parts.line().tell(event);
  parts.log.info("a toy was forgotten", {});
}

const arrived = (
  { toy }: ClaimedToy,
  intent: { readonly deliveryId: string; readonly messageId: string; readonly slot: number },
) =>
  ({
    kind: "delivered",
    id: publicId.parse(intent.deliveryId),
    message: publicId.parse(intent.messageId),
    toy,
    heart_lit: false,
    heart_dark: false,
    slot: intent.slot,
  }) as const;

/** As far as it is in reach, and does what it is asked: no toy can keep itself from being forgotten. */
async function sayGoodbye({ deliveries, loops, sessionOf, log }: GoneToysParts, toy: ClaimedToy) {
  const steps = [
    () => deliveries.endAt(toy),
    () => loops.stop(toy.toy),
    async () => {
      const session = sessionOf(toy.toy);
      await session?.heartOff(session.signal);
    },
  ];
  for (const step of steps)
    await step().catch((error: unknown) => log.info("a goodbye was cut short", { code: codeOf(error) }));
}
