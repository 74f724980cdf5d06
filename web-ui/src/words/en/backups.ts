/** Backups: whether they open, and a family that comes back out of one. */
import { number, plural } from "./amounts.ts";

export const backupWords = {
  backupTrial: {
    title: "Does the backup open?",
    never: (made: string) => `The last backup is of ${made}. Nobody has tried yet whether its keys open.`,
    last: ({
      made,
      opened,
      who,
      isYou,
    }: {
      readonly made: string;
      readonly opened: string;
      readonly who: string;
      readonly isYou: boolean;
    }) => `The last backup is of ${made}. ${isYou ? "You" : who} opened its keys on ${opened}.`,
    due: "It is time to try again: once in three months, so that nobody finds out too late.",
    how: "Your browser fetches the keys from where the backups are, and opens them here. Nothing of them is sent.",
    begin: "Try it",
    submit: "Open its keys",
    busy: "Opening …",
    done: "They open. On the day that you need it, the same passphrase or sheet brings everything back.",
    refused: {
      title: "Your keys do not open this backup.",
      next: "At the hub: pawpost backup create. Then try again; if it happens twice, use another stick.",
    },
  },
  backupCopy: {
    title: "A copy on this device",
    none: "There is none. Taken now and then, it brings everything back when hub and stick are both lost.",
    kept: (day: string, megabytes: number) => `Of ${day}, ${number(Math.max(1, Math.round(megabytes)))} MB.`,
    sealed: "It is sealed: a guardian’s passphrase or recovery sheet opens it. Every guardian is told.",
    elsewhere: "A new hub under another address does not see it here: save it as a file, too.",
    asFile: "This browser keeps none of its own: it saves a file.",
    take: "Take a copy",
    takeAnew: "Take a new one",
    coming: "The copy is on its way. Stay on this page until it is whole.",
    soFar: (megabytes: number) => `${number(megabytes)} MB so far`,
    stop: "Stop",
    save: "Save it as a file",
    drop: "Remove it from this device",
    "copy.broke-off": {
      title: "The copy broke off before it was whole.",
      next: "See that this device stays near the hub, and take it again. What was here before is still here.",
    },
    "copy.no-room": {
      title: "This browser has no room for the copy.",
      next: "Free some space on this device, or take it on another one. What was here before is still here.",
    },
  },
  restore: {
    title: "Bring back a family",
    lead: "For a new hub in the place of one that broke or got lost. It goes on as that hub, with its people, toys and recordings.",
    code: "One-time code of this hub",
    plug: "Plug the stick with the backups into this hub first.",
    look: "Look for backups",
    looking: "Looking …",
    fromDevice: "Or use a copy that is on this device",
    keptHere: (day: string) => `Use the copy of ${day} that this browser keeps`,
    bringing: "The copy is on its way to the hub. Stay on this page until it is there.",
    brought: (megabytes: number, of: number) =>
      `${number(Math.floor(megabytes))} of ${number(Math.max(1, Math.round(of)))} MB`,
    stopBringing: "Stop",
    none: "No backup is plugged in that this hub can read. Is it the right stick?",
    choose: "Which backup?",
    backup: (day: string, files: number) =>
      plural(files, { one: `${day}, 1 file`, other: (n) => `${day}, ${n} files` }),
    newest: "the newest",
    older: "What came after that day is not in it.",
    passphrase: "Passphrase of a guardian",
    bySheet: "Use a recovery sheet",
    byPassphrase: "Use a passphrase",
    open: "Open it and bring it back",
    opening: "Opening …",
    promise: "Passphrase and sheet stay in this browser.",
    working: "It is coming back",
    workingLead: "Leave the stick plugged in. Years of recordings take a few minutes.",
    files: (done: number, of: number) => `${number(done)} of ${number(of)} files`,
    begun: "Reading what there is …",
    who: "Who was removed since then?",
    whoLead:
      "These belonged to the family on that day, beside you. Mark everybody who was removed since: they get no way in.",
    alone: "Nobody else belonged to the family on that day.",
    newer: "This browser remembers a change in the family after that backup.",
    nobody: "Nobody was removed: go on",
    finish: "Go on without those marked",
    finishing: "The hub starts as the one it was …",
    done: "Everybody is back",
    doneLead: (messages: number) =>
      plural(messages, {
        one: "1 message is here. The hub starts anew; then everybody signs in again.",
        other: (n) => `${n} messages are here. The hub starts anew; then everybody signs in again.`,
      }),
    words: "Six words of the family:",
    old: "If the old hub still runs, never start Pawpost on it again.",
    failed: "Nothing was brought back",
    failedLead: "This hub is as new as before. The backup is untouched.",
    /** By the hub's code. */
    reasons: {
      "backup.altered":
        "Something in this backup is not what was put there. Try an older one, or another stick.",
      "backup.foreign": "These are not the keys of the hub that made this backup.",
      "backup.gone": "The stick was pulled out.",
      "backup.newer": "A newer Pawpost made this backup. Update this hub first.",
      "store.disk-full": "There is not enough room on this hub.",
      "restore.no-room": "There is not enough room on this hub.",
      "backup.none": "No such backup is kept there.",
      "keeper.bad-address":
        "That is no address. Write it as the other hub shows it, such as 192.168.1.7:8883.",
      "keeper.bad-code":
        "That code does not count there. Codes are good once, for ten minutes: make a new one.",
      "keeper.unreachable": "Nobody answers at that address. Is the other hub on, and in the same network?",
      "keeper.other-hub": "Somebody else answers at that address. Check it.",
    } as Readonly<Record<string, string>>,
    again: "Try again",
    stop: "Stop, and bring nothing back",
    back: "Back",
  },
} as const;
