/**
 * The ledger: what was handed to whom and who changed what, as a chain of entries that nobody can quietly edit. An entry says ids,
 * never names; the page turns them into words.
 *
 *   hash(n) = SHA-256, hex, of the JSON array ["pawpost-ledger-1", n, hash(n-1), at, kind, person, subject]
 *             with the device as one more element where the entry has one; hash(0) is 64 zeros
 */
import { sha256 } from "./sha256.ts";

/** What an entry can be about. Kinds are never taken away: the chain has old ones. */
export type LedgerKind =
  | "claimed" //            the first guardian
  | "signed-in" //          on a device that this person used before; `subject`: the slot that they signed in with
  | "new-device" //         the same, on one that nobody used before
  | "sign-in-failed" //     `person`: whose name it was, if anybody's; `subject`: the passkey, where it was one
  | "passkey-doubtful" //   it counted backwards: somebody may have a copy. `subject`: the slot
  | "stepped-up" //         showed anew who they are, before what cannot be undone
  | "step-up-failed"
  | "hand-over-made" //     keys were sealed for a page at another address
  | "own-keys-opened" //    of a relative: fetched what opens the keys in `device`'s own box, to seal or to carry them on
  | "signed-out" //         by the device itself
  | "device-signed-out" //  by `person`, from another device; `subject`: whose it was
  | "slot-added" //         `subject`: the slot, as in the next four
  | "passkey-added"
  | "passkey-fading" //     nobody used it for long: it goes soon. By nobody's doing, as the next
  | "passkey-faded"
  | "slot-tested"
  | "slot-removed"
  | "passphrase-changed"
  | "clip-taken-in" //      `subject`: the message, as in the next three; `person`: who stamped it
  | "clip-approved" //      a draft, or a relative's message, was listened to, and stamped
  | "clip-declined" //      a relative's message was not let through; `person`: who said so
  | "clip-handed-out" //    the sealed file, to `person` on `device`
  | "clip-to-toy" //        the readable one, to the process that brings it to the toy
  | "recording-let-in" //   recorded while nobody watched, heard by `person`, and now as any other answer; `subject`: the message
  | "answer-shared" //      `subject`: the message; `person`: who has it from now on; `device`: the guardian's who shared it
  | "answer-unshared" //    the same
  | "share-handed-out" //   the file that was shared, to `person` on `device`
  | "clip-erased" //        `person`: who wanted it; nobody where its time was over
  | "child-erased" //       `subject`: the child, as in the next; its messages follow, each by itself
  | "person-erased" //      `subject`: whose messages; each follows by itself
  | "keep-time-changed"
  | "library-added" //      `subject`: the item, as in the next three; by nobody for what came with the hub
  | "library-renamed"
  | "library-removed"
  | "library-handed-out" // the clip, to `person` on `device`, to listen to or to stamp
  | "library-stamped" //    may go to a toy: `subject` is the message that it became
  | "loop-started" //       `subject`: the toy, as in the next; `person`: who started it
  | "loop-stopped" //       by a guardian, before its time
  | "room-listened" //      the hub's own microphone was switched on, for `person` on `device`
  | "report-taken-in" //    of a stranger
  | "report-read"
  | "toy-claimed" //        `subject`: the toy, as in the next
  | "toy-lent" //           it is another child's now
  | "toy-moved" //          another room holds it from now on
  | "toy-freed" //          its child is erased: it is nobody's
  | "toy-care-chosen" //    how loud it may be, and what else is done for it; `person`: who chose
  | "toy-recorded-over" //  half a second of the room is recorded over what its child said, which the hub has; by nobody
  | "toy-removed" //        it is the family's no more; `person`: who removed it
  | "toy-emptied" //        one that was removed: silence is where the family's sounds were
  | "roster-grew"
  | "invited" //            `subject`: who, as in the next five
  | "invitation-withdrawn"
  | "invitation-opened" //  somebody made keys by it and waits for a guardian
  | "person-joined" //      confirmed by `person`
  | "rights-changed"
  | "person-removed"
  | "child-named" //        `subject`: the child, new or renamed
  | "phone-changed" //      `person` gave another number to be reached by, or none
  | "times-changed" //      quiet hours, wake-up, bedtime or zone; `subject`: the child
  | "guardian-suspended" // `subject`: the guardian, as in the next two
  | "guardian-reinstated"
  | "guardian-removed"
  | "anew-asked" //         at the machine somebody had a code made to start anew with; `person`: nobody
  | "started-anew" //       `person` is the first guardian of another family: nobody of the one before can get in any more
  | "former-opened" //      what was sealed before the hub started anew opens for guardians again; `subject`: whose way in it was
  | "panic" //              everybody else was signed out, and the lock changed
  | "vault-changed" //      the lock: what is sealed from now on opens with another key
  | "resealing-began" //    by `person` on `device`, who gets all clips of earlier vaults; `subject`: how many
  | "keepsake-began" //     the same, of clips for a folder of their own; `subject`: how many, and a hash of their ids (`keepsake.ts`)
  | "resealing-ended" //    nothing is left of them; their keys are dropped
  | "alert-acknowledged" // `subject`: the alert, as often as it had happened by then
  | "push-on" //            that device is told by push while its page is closed
  | "push-off"
  | "relay-joined" //       at the machine the hub was joined to a relay: devices with a name of their own reach it from anywhere
  | "relay-left" //         the same; none reaches it any more
  | "room-invited" //       a code was made by which another machine may join; `person`: nobody at the hub's machine, as in the next
  | "room-joined" //        it did; `subject`: the room, as in the next
  | "room-renamed"
  | "room-removed" //       its key is nobody's any more
  | "smart-home-joined" // at the machine a key was made by which the house's automation hears how toys are; `subject`: nobody, as in the next
  | "smart-home-left"
  | "relay-doubtful" //     somebody else answers where the relay is to be
  | "hub-stopped" //        it had not been stopped in good order; noted at the next start
  | "index-rebuilt" //      the index was lost: this ledger begins anew
  | "clock-jumped"
  | "certificate-failing" // the hub's own cannot be renewed, or never came; `subject`: nobody
  | "certificate-foreign" // public logs show one for the hub's names that it did not order; `subject`: nobody
  | "backup-failing" //     none could be made for a day; `subject`: nobody, as in the next two
  | "backup-doubtful" //    what lies where the backups are is not what the hub left there
  | "backup-restored" //    the hub goes on from a backup: `person`: whose way in opened it
  | "backup-opened" //      a guardian tried whether its keys open, and they do: `person`
  | "backup-taken" //       a copy, sealed, to `person` on `device`
  | "backup-unopened" //    nobody did for 90 days; `subject`: nobody
  | "keeper-joined" //      this hub's backups are kept at another one from now on; `person`: nobody at the machine, as in the next
  | "keeper-left" //        no more go there
  | "keeping-invited" //    a code was made by which another hub has its backups kept here
  | "keeping-began" //      it did
  | "keeping-offered" //    a code was made by which a new machine fetches another hub's backups, sealed
  | "keeping-removed" //    what was kept of another hub is gone
  | "advisory-heard" //     the project told of a weakness that this version has; `subject`: what the page calls it
  | "advisories-rewritten" // what it told before is left out of its list, or said otherwise
  | "advisories-doubtful" // what was offered as its list is not signed as it has to be, or is an old one
  | "project-silent" //     there is no list any more that is not over
  | "drill-asked" //        `person` on `device`, or somebody at the machine, wanted the hub to try on itself what was done to others
  | "drill-held" //         nothing that it tried is broken
  | "drill-broken" //       `subject`: how many steps are, one of them since then, or for four weeks more
  | "drill-still-broken" // `subject`: how many are that guardians were told of
  | "house-check-failing" // looking at the house, something was found that is wrong; `subject`: nobody
  | "version-changed" //    another version of Pawpost runs; `subject`: what the page calls it, as in the next
  | "update-turned-back" // a newer one was tried, was not well, and the one before runs again
  | "update-wanted" //      `person` said that the newer one is to be brought in
  | "update-taken-back" //  and here not any more
  | "updates-on" //         newer ones come in by themselves, by day; `person`: who wanted it so
  | "updates-off"
  | "disk-full" //          no recording is taken in any more
  | "toy-misbehaved" //     `subject`: the toy, as in the next
  | "toy-volume-strange" // somebody else set how loud it speaks
  | "toy-strange" //        somebody else was connected to it, and left something
  | "toy-renamed" //        something has its address and another identifier
  | "toy-recorded-unseen" // something was recorded on it while nobody watched
  | "toy-perhaps-strange" // somebody else may have been connected to it: it fell silent as if
  | "toy-away" //           post has waited for it for a day, out of reach
  | "history-broken" //     the hub found that this chain, or the roster, does not hold
  | "history-doubted"; //   a browser of `person` remembers another one

/** What the chain's hash covers, beside number and hash of the entry before. */
export interface LedgerFacts {
  /** Unix ms. */
  readonly at: number;
  readonly kind: string;
  readonly person: string | null;
  readonly subject: string | null;
  readonly device?: string | undefined;
}

/** A place in the chain. */
export interface LedgerPlace {
  readonly number: number;
  readonly hash: string;
}

export const BEFORE_THE_FIRST: LedgerPlace = { number: 0, hash: "0".repeat(64) };

/** The text whose SHA-256 is the entry's hash. */
export const linkText = (
  number: number,
  prev: string,
  { at, kind, person, subject, device }: LedgerFacts,
): string =>
  JSON.stringify([
    "pawpost-ledger-1",
    number,
    prev,
    at,
    kind,
    person,
    subject,
    ...(device === undefined ? [] : [device]),
  ]);

/** The place that `entry` makes, right behind `before`. */
export async function nextPlace(before: LedgerPlace, entry: LedgerFacts): Promise<LedgerPlace> {
  const number = before.number + 1;
  return { number, hash: await sha256(new TextEncoder().encode(linkText(number, before.hash, entry))) };
}
