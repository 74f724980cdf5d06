/** Hubs that keep backups for each other. */
import { number, plural } from "./amounts.ts";

export const keeperWords = {
  secondHub: {
    title: "A second hub",
    none: "No other hub keeps backups of this one. One in another house, or another room, has them when this one and its stick are lost.",
    kept: (address: string, day: string) => `Backups of this hub are kept at ${address}, last on ${day}.`,
    notYet: (address: string) =>
      `Backups of this hub are to be kept at ${address}. The first is not there yet.`,
    failing: "The last try did not work. The hub goes on by itself.",
    others: "Kept here for others",
    of: ({ name, backups, day }: { readonly name: string; readonly backups: number; readonly day: string }) =>
      plural(backups, {
        one: `${name}: 1 backup, of ${day}`,
        other: (n) => `${name}: ${n} backups, the last of ${day}`,
      }),
    ofNone: (name: string) => `${name}: none yet`,
    room: (used: number, most: number) => `${number(used)} of ${number(most)} GB are used.`,
    sealed: "All of it is sealed: whoever keeps it can open nothing.",
    pair: "Have them kept at another hub",
    pairHow:
      "A guardian of the other hub makes a code there: Safety, “A second hub”, “Keep another hub’s backups”.",
    address: "Its address, as it is shown there",
    code: "The code",
    pairing: "Looking for it …",
    leave: "Send no more there",
    leaveSure:
      "No more backups go to that hub. What is there stays there, until a guardian of it removes it.",
    invite: "Keep another hub’s backups",
    name: "Whose hub is it?",
    nameHint: "Such as Grandparents",
    make: "Make a code",
    making: "Making it …",
    codeTitle: "Type this at the other hub",
    fetchTitle: "Type this at the new hub",
    goodFor: "It is good once, for ten minutes.",
    done: "Close",
    offer: (name: string) => `Give ${name} theirs back`,
    remove: (name: string) => `Remove ${name}’s`,
    removeTitle: (name: string) => `Remove all backups of ${name}?`,
    removeSure:
      "They may be the only ones left. Ask them first: nobody can bring them back, and this hub keeps no more for them.",
    removing: "Removing …",
    fetch: "Or fetch it from another hub that kept it",
    fetchPage: "Fetch it from another hub",
    fetchSubmit: "Fetch it",
    fetching: "It is on its way from the other hub",
  },
} as const;
