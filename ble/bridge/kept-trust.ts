/** Whom the radio process of this machine believes, for the person who asks at its console. It may be running meanwhile. */
import { assertFollows, type Roster, verifyRoster } from "../../hub/contract/roster.ts";
import { openJournal, readJournal } from "../journal/file-journal.ts";
import { ClaimedToys } from "./claimed-toys.ts";
import { changesFor, forgetRoster, keptRoster } from "./roster-keeper.ts";
import { forgetPassports } from "./shared-toys.ts";
import { FORGET_TIME } from "./stamp-time.ts";

export interface KeptTrust {
  readonly roster: Roster;
  /** Toys that a paw made the family's. */
  readonly toys: number;
}

/**
 * @param path the journal
 * @returns `undefined` before the first paw
 * @throws SignatureError, JournalError `journal.damaged`, BridgeError `bridge.memory-damaged`
 */
export async function readTrust(path: string): Promise<KeptTrust | undefined> {
  const journal = await readJournal(path);
  const roster = await keptRoster(journal);
  return roster && { roster, toys: new ClaimedToys(journal, noRandom).all().length };
}

/**
 * Forgets it. Every toy takes a paw again, and the first one pins anew; which messages are over is still remembered.
 * @throws JournalError `journal.in-use` while the radio process runs
 */
export async function forgetTrust(path: string): Promise<void> {
  await using journal = await openJournal(path);
  const toys = new ClaimedToys(journal, noRandom);
  await journal.change([
    ...forgetRoster(journal),
    ...toys.release(),
    ...forgetPassports(journal),
    FORGET_TIME,
  ]);
}

/**
 * Believes this family, as somebody compared its six words: what a paw does where a hub is on the same machine.
 * @throws SignatureError `roster.wrong-first-guardian` where another is believed already; JournalError `journal.in-use`
 */
export async function pinTrust(path: string, entries: readonly string[]): Promise<void> {
  await using journal = await openJournal(path);
  const known = await keptRoster(journal);
  const roster = await verifyRoster(entries);
  if (known !== undefined) {
    assertFollows(roster, { fingerprint: known.fingerprint, head: known.head }, known.hashes.length);
  }
  await journal.change(changesFor(roster, entries, known?.hashes.length ?? 0));
}

const noRandom = (): never => {
  throw new Error("nobody is named here");
};
