/** Changing the lock, shutting every door, sealing anew. */
import { number, plural } from "./amounts.ts";

export const lockWords = {
  lock: {
    open: "Change the lock",
    title: "Change the lock",
    lead: "The family’s recordings are locked, also against the hub. Only guardians have the key.",
    what: "A new lock gets a new key, for the guardians of now. Do it when somebody who should not may have the old key: a lost phone, a copied recovery sheet, a passphrase that was seen. Change that passphrase, or remove that sheet, first.",
    limit:
      "What is recorded from now on opens with the new key alone. Older recordings are sealed anew by this device; until it is done, and in copies that somebody made before, the old key still opens them.",
    change: "Change the lock",
    busy: "Changing the lock …",
    done: "The lock is changed",
  },
  panic: {
    title: "Somebody may have got in?",
    lead: "If you do not know who, or how: shut every door at once, then look.",
    open: "Shut every door",
    sure: "Sign everybody else out?",
    what: "Everybody but you is signed out, on every device, relatives too. Invitations lead nowhere. The lock is changed. Nobody is removed, and the toys go on. Whoever belongs to the family signs in again.",
    submit: "Shut every door",
    busy: "Shutting them …",
    done: "Everybody else is signed out, no invitation leads anywhere, and the lock is changed.",
    after: "Now set a new passphrase, and look at the devices and at the history.",
  },
  resealing: {
    label: "Older recordings",
    title: "Sealing older recordings with the new key",
    counting: "Counting them …",
    progress: (done: number, total: number) => `${number(done)} of ${number(total)}`,
    pause: "Pause",
    left: (count: number) =>
      plural(count, {
        one: "1 older recording still opens with an old key",
        other: (n) => `${n} older recordings still open with an old key`,
      }),
    why: "Until they are sealed anew, somebody who has the old key and gets hold of the files can hear them. It takes a few minutes; you can go on using the page.",
    unreadable: (count: number) =>
      plural(count, {
        one: "1 does not open here, and stays as it is.",
        other: (n) => `${n} do not open here, and stay as they are.`,
      }),
    goOn: "Seal them anew",
  },
} as const;
