/** How long things are kept, and erasing them. */
import { listAll, messages, number, plural, size } from "./amounts.ts";

export const keepingWords = {
  kept: {
    open: "What is kept",
    title: "What is kept",
    lead: "The hub keeps messages for as long as you say, and then erases them by itself.",
    much: (many: number, bytes: number, starred: number) =>
      starred > 0
        ? `${messages(many)}, ${size(bytes)}, ${number(starred)} with a star`
        : `${messages(many)}, ${size(bytes)}`,
    keepFor: "Keep for",
    days: (days: number | null) => {
      if (days === null) return "For ever";
      return days === 365 ? "A year" : plural(days, { one: "A day", other: (n) => `${n} days` });
    },
    meansThat: "Older ones are erased within the hour. A star keeps one longer; so does waiting for a toy.",
    forEverMeans:
      "For ever means: until somebody erases it by hand. Should your keys fall into wrong hands in ten years, all of it is still there.",
    chosen: (child: string, time: string) => `${child}: ${time}`,
    more: "More",
    moreAbout: (name: string) => `More about: ${name}`,
    less: "Close",
    star: "Keep it",
    unstar: "Do not keep it longer",
    starred: "With a star: kept until you erase it",
    forEver: "Kept until you erase it",
    until: (day: string) => `Kept until ${day}, then erased`,
    erase: "Erase\u00a0…",
    sure: "Erase this message?",
    what: "It is gone from the hub for good, for everybody. You have ten seconds to think better of it. What a toy was given, it keeps until the next message takes its place.",
    eraseNow: "Erase",
    erasing: "Erasing …",
    inTenSeconds: "Erased in ten seconds",
    undo: "Keep it after all",
    eraseChild: (child: string) => `Erase everything of ${child}\u00a0…`,
    sureChild: (child: string) => `Erase everything of ${child}?`,
    whatChild: (child: string, many: number) =>
      `${child}’s name and ${messages(many)}, those with a star too, are gone for good, for everybody. This cannot be undone.`,
    /** Said after it, of a child who has toys. */
    whatToys: (toys: readonly string[]) =>
      plural(toys.length, {
        one: `${listAll(toys)} is free then: still the family’s, for another child. What a toy was given can be heard until the next message takes its place.`,
        other: `${listAll(toys)} are free then: still the family’s, for other children. What a toy was given can be heard until the next message takes its place.`,
      }),
    typeName: "To be sure, type the name",
    people: "What somebody sent",
    peopleLead: "To end somebody’s way in, go to the people; what they sent stays until it is erased here.",
    erasePerson: (name: string) => `Erase what ${name} sent\u00a0…`,
    surePerson: (name: string) => `Erase everything that ${name} sent?`,
    whatPerson:
      "All of it, with a star too, is gone for good, for everybody. This cannot be undone. A toy keeps what it was given until the next message takes its place.",
    /** Of a family that was, before the hub started anew. */
    before: (name: string) => `${name}, from before`,
    childErased: "It is being erased",
    receipts: "What was erased",
    showReceipt: "Receipt",
    showReceiptOf: (number: number) => `Receipt ${number}`,
    progress: (left: number) => `${messages(left)} left to overwrite.`,
    doneAt: (at: string) => `Done ${at}.`,
    erased: {
      message: () => "One message.",
      "keep-time": (many: number) => `${messages(many)} whose time was over.`,
      child: (many: number) => `A child, with ${messages(many)}.`,
      person: (many: number) => `${messages(many)} of one person.`,
    },
    receiptTitle: (number: number) => `Pawpost: receipt ${number} for an erasing`,
    size: (bytes: number) => `Sealed recordings: ${size(bytes)}.`,
    askedAt: (day: string, isByGuardian: boolean) =>
      isByGuardian ? `A guardian wanted it on ${day}.` : `Its time was over on ${day}.`,
    overwritten: (day: string) => `The hub’s files were overwritten and removed by ${day}.`,
    noBackups: "No backup holds a copy.",
    backups: (day: string) => `A backup may hold a copy until ${day}.`,
    leftElsewhere: (day: string) =>
      `A hub that kept backups until ${day} may hold a copy. A guardian there can remove it.`,
    notOnToys: "No toy was given any of it.",
    onToys: (many: number) =>
      `A toy may still hold up to ${messages(many)}, until the next takes its place. No hub can erase that.`,
    print: "Print",
    copy: "Copy",
    copied: "Copied",
  },
  everything: {
    title: "Everything",
    lead: "Before the hub leaves the house, or to begin anew.",
    open: "Erase everything\u00a0…",
    sure: "Erase everything?",
    what: "All messages, all names, all keys, for everybody, at once and for good. The hub begins anew, and shows a new code on its own console only. Nothing can be taken back.",
    typeName: (name: string) => `To be sure, type your own name (${name})`,
    /** Said after it, of a family that has toys. */
    whatToys: (toys: readonly string[]) =>
      plural(toys.length, {
        one: `${listAll(toys)} leaves the family, and is emptied if it is near in the next ten minutes. Have it near, switched on.`,
        other: `${listAll(toys)} leave the family, and are emptied if they are near in the next ten minutes. Have them near, switched on.`,
      }),
    alsoBackups: "Erase the backups that are plugged in now, too",
    submit: "Erase everything",
    doneTitle: "Everything is erased",
    doneLead: "The hub begins anew. It shows a new code on its own console.",
    receiptTitle: "Pawpost: receipt for erasing everything",
    wanted: (day: string) =>
      `A guardian wanted it on ${day}. The keys go first, within seconds; then the files are overwritten.`,
    gone: (many: number) => `${messages(many)}, all names, all keys.`,
    emptied: (toys: readonly string[]) =>
      toys.length === 0
        ? "No toy belonged to the family."
        : plural(toys.length, {
            one: `${listAll(toys)} left the family. If it is near within ten minutes it is emptied; otherwise it plays what it was given until somebody puts something else there.`,
            other: `${listAll(toys)} left the family. Those that are near within ten minutes are emptied; the others play what they were given until somebody puts something else there.`,
          }),
    backups: {
      none: "No backup was at hand. A stick that was not plugged in keeps what it has: format or break it.",
      kept: "Backups stay, and open to who was a guardian: format or break every stick.",
      erased:
        "The backups that were plugged in go, too, their keys first. Any other stick keeps what it has: format or break it.",
    },
    elsewhere: "Another hub keeps backups. A guardian there can remove them.",
    left: [
      "What a child said last stays in the toy, until its red hand is held for a moment.",
      "The machines that held the toys still believe the family that was: pawpost ble trust --reset there, and then a toy’s paw, begin anew. Before a machine is sold: pawpost factory-reset.",
      "Recovery sheets on paper open nothing but backups. Tear them up.",
      "Other phones that were signed in hold a key to a hub that is gone, and for a week what was recorded there and not sent.",
    ],
  },
} as const;
