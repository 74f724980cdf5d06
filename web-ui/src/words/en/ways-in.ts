/** Passphrases, passkeys, recovery sheets, and what is typed from paper or another page. */
import type { TypedLetters } from "../../keys/typed-letters.ts";
import { plural } from "./amounts.ts";

/** What is said while letters with a checksum are typed. @param group what stands where the slip is */
export type TypedWords = {
  readonly [Kind in TypedLetters<unknown>["kind"]]: (
    typed: Extract<TypedLetters<unknown>, { kind: Kind }>,
    group: string,
  ) => string;
};

const SHEET_WORDS: TypedWords = {
  empty: () => "Fifteen groups. Capitals and blanks do not matter.",
  "too-short": ({ missing }) =>
    plural(missing, { one: "1 letter to go", other: (n) => `${n} letters to go` }),
  "too-long": ({ extra }) =>
    plural(extra, {
      one: "One letter too many. Compare group by group.",
      other: (n) => `${n} letters too many. Compare group by group.`,
    }),
  slip: ({ group }, typed) =>
    group === undefined
      ? "Several letters are not as on the sheet. Compare group by group."
      : `Look at group ${group}. You typed ${typed}.`,
  whole: () => "Every letter fits together.",
};

const HAND_OVER_WORDS: TypedWords = {
  ...SHEET_WORDS,
  empty: () => "Eight groups, or the whole link. Capitals and blanks do not matter.",
  slip: (typed, group) =>
    typed.group === undefined
      ? "Several letters are not as on the other page. Compare group by group."
      : SHEET_WORDS.slip(typed, group),
};

export const waysInWords = {
  sheetTyping: SHEET_WORDS,
  handOverTyping: HAND_OVER_WORDS,
  ways: {
    open: "Ways in",
    title: "Ways in",
    lead: "Each of these signs you in and opens your recordings. Have two that are not lost together.",
    passphrase: "Works on every device and at every address of the hub.",
    passphraseSince: (at: string) => `Set ${at}. Works on every device and at every address of the hub.`,
    change: "Change the passphrase",
    set: "Set a passphrase",
    whatPassphrase:
      "The old one opens nothing on the hub any more. Who is signed in stays so: look at Devices if somebody may have seen it.",
    setIt: "Set it",
    setting: "Setting it …",
    passphraseSet: "The passphrase is set",
    secondTitle: "A second way in",
    second:
      "Only your passphrase opens your recordings so far. If it is forgotten, they are lost: nobody can open them for you.",
    secondShow: "Passkey or paper",
    secondDecline: "No, thanks",
  },
  passkey: {
    title: "Passkeys",
    lead: "One touch signs you in and opens your recordings: your finger, your face or the device’s PIN. A passkey works at one address of the hub, so it is always an extra.",
    none: "You have none.",
    name: (label: string, made: string) => `${label || "Passkey"}, made ${made}`,
    used: (at: string) => `Last used ${at}`,
    fades: (days: number) =>
      plural(days, {
        one: "Nobody has used it for long. It goes in a day; used once, it stays.",
        other: (n) => `Nobody has used it for long. It goes in ${n} days; used once, it stays.`,
      }),
    otherAddress: (name: string) => `For another address of this hub: ${name}`,
    notHere: "This browser has no passkeys.",
    add: "Add a passkey",
    sureAdd: "Add a passkey?",
    whatAdd:
      "This device makes and keeps it. If its maker copies passkeys to your other devices, it works there, too.",
    added: "The passkey is added",
    sureRemove: (passkey: string) => `Remove this passkey? (${passkey})`,
    whatRemove: "It signs nobody in any more. Who is signed in stays so.",
    removing: "Removing it …",
    removed: "The passkey is removed",
    willAsk: "Your device will ask for your finger, your face or its PIN.",
    typeInstead: "Use my passphrase",
    passkeyInstead: "Use a passkey",
  },
  recovery: {
    title: "Recovery sheets",
    lead: "A recovery sheet is a piece of paper that opens your recordings when all else is lost. Whoever holds it can listen too, so keep it where you keep passports.",
    none: "You have none. Without one, a lost passphrase means lost recordings.",
    sheet: (made: string) => `Sheet made ${made}`,
    someSheet: "Sheet",
    tested: (at: string) => `Last typed back ${at}`,
    untested: "Not typed back yet. Until then it does not count.",
    make: "Make a recovery sheet",
    sureMake: "Make a recovery sheet?",
    whatMake: "Have a printer or a pen ready: it is shown once.",
    making: "Making it …",
    test: "Type it back",
    testAgain: "Test again",
    remove: "Remove",
    sureRemove: (sheet: string) => `Remove this sheet? (${sheet})`,
    whatRemove: "The paper opens nothing on the hub any more.",
    removing: "Removing it …",
    removed: "The sheet is removed",
    paperTitle: "Put it on paper",
    paperLead: "Print it, or write it down. It is shown only now.",
    warning:
      "Do not photograph it, and do not keep it in a file or online: whoever finds it there can hear everything.",
    print: "Print",
    onPaper: "I have it on paper",
    typeTitle: "Type it back",
    typeLead: "From the paper, to be sure that every letter is right and that it opens your recordings.",
    check: "Check it",
    checking: "Checking it …",
    otherSheet: "That is a whole sheet, but not this one. Compare its date with the list.",
    works: "It works. Now put it where you keep passports.",
    field: "Recovery sheet",
  },
  /** On the paper itself: who finds it in ten years knows nothing else. */
  paper: {
    title: "Pawpost recovery sheet",
    owner: (name: string, address: string) => `${name}, at ${address}`,
    made: (date: string) => `Made on ${date}`,
    beginning: "The same on every sheet; need not be typed:",
    use: "Open the address above, press “I lost my passphrase”, and type the groups. Capitals and blanks do not matter.",
    secret: "Whoever has this sheet can hear everything. Keep it where you keep passports.",
  },
} as const;
