/** The ledger in words: one line for each entry, by day. Pure. */
import type { HouseState } from "../../hub/contract/api.ts";
import type { LedgerKind } from "../../hub/contract/ledger.ts";
import type { LedgerEntryView } from "../../hub/contract/ledger-head.ts";
import type { SlotView } from "../../hub/contract/slots.ts";
import { daysBetween, sayDay } from "./moments.ts";
import { childName, type KnownPeople, personName, toyName } from "./names.ts";
import type { HistoryPlace } from "./words/en/safety.ts";
import { spokenLocale, words } from "./words.ts";

export type HistoryGroup = Exclude<keyof typeof words.safety.groups, "all">;

/** What each kind is about, so that a reader can look at one thing. */
const GROUPS: Readonly<Record<LedgerKind, HistoryGroup>> = {
  claimed: "access",
  "signed-in": "access",
  "new-device": "access",
  "sign-in-failed": "access",
  "stepped-up": "access",
  "step-up-failed": "access",
  "signed-out": "access",
  "device-signed-out": "access",
  "slot-added": "access",
  "passkey-added": "access",
  "passkey-doubtful": "access",
  "passkey-fading": "access",
  "passkey-faded": "access",
  "slot-tested": "access",
  "slot-removed": "access",
  "passphrase-changed": "access",
  "clip-taken-in": "sound",
  "clip-approved": "sound",
  "clip-declined": "sound",
  "child-erased": "sound",
  "person-erased": "sound",
  "keep-time-changed": "hub",
  "clip-handed-out": "sound",
  "recording-let-in": "sound",
  "answer-shared": "sound",
  "answer-unshared": "sound",
  "share-handed-out": "sound",
  "clip-to-toy": "sound",
  "clip-erased": "sound",
  "library-added": "sound",
  "library-renamed": "sound",
  "library-removed": "sound",
  "library-handed-out": "sound",
  "library-stamped": "sound",
  "loop-started": "sound",
  "loop-stopped": "sound",
  "room-listened": "sound",
  "report-taken-in": "hub",
  "report-read": "hub",
  "toy-claimed": "hub",
  "toy-lent": "hub",
  "toy-freed": "hub",
  "toy-moved": "hub",
  "toy-care-chosen": "hub",
  "toy-recorded-over": "sound",
  "toy-removed": "hub",
  "toy-emptied": "hub",
  "hand-over-made": "access",
  "own-keys-opened": "access",
  "roster-grew": "access",
  invited: "access",
  "invitation-withdrawn": "access",
  "invitation-opened": "access",
  "person-joined": "access",
  "rights-changed": "access",
  "person-removed": "access",
  "child-named": "hub",
  "phone-changed": "hub",
  "times-changed": "hub",
  "guardian-suspended": "access",
  "guardian-reinstated": "access",
  "guardian-removed": "access",
  "anew-asked": "access",
  "room-invited": "access",
  "room-joined": "access",
  "room-renamed": "access",
  "room-removed": "access",
  "relay-joined": "access",
  "relay-left": "access",
  "smart-home-joined": "access",
  "smart-home-left": "access",
  "relay-doubtful": "access",
  "started-anew": "access",
  "former-opened": "sound",
  panic: "access",
  "vault-changed": "access",
  "resealing-began": "sound",
  "resealing-ended": "hub",
  "keepsake-began": "sound",
  "alert-acknowledged": "hub",
  "push-on": "access",
  "push-off": "access",
  "hub-stopped": "hub",
  "index-rebuilt": "hub",
  "clock-jumped": "hub",
  "certificate-failing": "hub",
  "certificate-foreign": "access",
  "backup-failing": "hub",
  "backup-doubtful": "hub",
  "backup-restored": "hub",
  "backup-opened": "hub",
  "backup-unopened": "hub",
  "backup-taken": "hub",
  "keeper-joined": "hub",
  "keeper-left": "hub",
  "keeping-invited": "hub",
  "keeping-began": "hub",
  "keeping-offered": "hub",
  "keeping-removed": "hub",
  "advisory-heard": "hub",
  "advisories-rewritten": "hub",
  "advisories-doubtful": "hub",
  "project-silent": "hub",
  "drill-asked": "hub",
  "drill-held": "hub",
  "drill-broken": "hub",
  "drill-still-broken": "hub",
  "house-check-failing": "hub",
  "version-changed": "hub",
  "update-turned-back": "hub",
  "update-wanted": "hub",
  "update-taken-back": "hub",
  "updates-on": "hub",
  "updates-off": "hub",
  "disk-full": "hub",
  "toy-misbehaved": "hub",
  "toy-volume-strange": "hub",
  "toy-strange": "hub",
  "toy-renamed": "hub",
  "toy-recorded-unseen": "sound",
  "toy-perhaps-strange": "hub",
  "toy-away": "hub",
  "history-broken": "hub",
  "history-doubted": "hub",
};

const isKnown = (kind: string): kind is LedgerKind => Object.hasOwn(GROUPS, kind);

export interface HistoryLine {
  readonly number: number;
  /** Unix ms. */
  readonly at: number;
  readonly text: string;
  /** How often in a row, where the same is said of all; then the rest is of the newest. */
  readonly times: number;
  readonly group: HistoryGroup;
  readonly person: string | null;
}

/** Who reads it, and what the page knows besides. */
export interface Reader {
  readonly person: string | undefined;
  readonly device: string;
  readonly house: HouseState;
  readonly people: KnownPeople;
  /** Their own ways in, as they are now. */
  readonly slots: readonly Pick<SlotView, "id" | "kind">[];
}

export function lineOf(entry: LedgerEntryView, reader: Reader): HistoryLine {
  const { number, at, kind, person, subject, device } = entry;
  const about = { number, at, person, times: 1 };
  if (!isKnown(kind)) return { ...about, text: words.safety.unknown(kind), group: "hub" };
  const whose = kind === "device-signed-out" ? subject : person;
  const isReader = (somebody: string | null) => somebody !== null && somebody === reader.person;
  const facts = {
    who: personName(person, reader.person, reader.people),
    isYou: isReader(person),
    whose: whoseOf(whose, reader),
    isYours: isReader(whose),
    whom: personName(subject, reader.person, reader.people) ?? words.safety.somebody,
    isToYou: isReader(subject),
    what: whatOf(subject, reader),
    place: placeOf(device, person, reader),
    way: wayOf(subject, reader),
    isThisDevice: device === reader.device,
    toy: capital(toyName(reader.house, subject)),
    count: Number.parseInt(subject ?? "0", 10),
  };
  return { ...about, text: capital(words.historyLines[kind](facts)), group: GROUPS[kind] };
}

/** A person's own ways in are told apart, while they are there. */
const wayOf = (slot: string | null, { slots }: Reader) => slots.find(({ id }) => id === slot)?.kind;

function whoseOf(person: string | null, { person: own, people }: Reader): string {
  const name = personName(person, own, people);
  if (name === undefined) return words.safety.someones;
  return person === own ? words.safety.your : words.safety.theirs(name);
}

function whatOf(message: string | null, { house, person }: Reader): string {
  const { what } = words.safety;
  const found = house.messages.find(({ id }) => id === message);
  if (found === undefined) return what.recording;
  if (found.direction === "from-toy") return what.answer(childName(house, found.child));
  return found.author !== null && found.author === person ? what.own : what.message;
}

/** A person's own devices are told apart; which of another's it was is theirs to know. */
function placeOf(
  device: string | undefined,
  person: string | null,
  reader: Reader,
): HistoryPlace | undefined {
  if (device === undefined || person !== reader.person) return undefined;
  return device === reader.device ? "here" : "elsewhere";
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase(spokenLocale()) + text.slice(1);

export interface HistoryDay {
  readonly name: string;
  readonly lines: readonly HistoryLine[];
}

/** What is said several times in a row is one line. @param lines newest first, as the days are; a clock that was set may bring a day twice */
export function byDay(lines: readonly HistoryLine[], now: number): HistoryDay[] {
  const days: { name: string; lines: HistoryLine[] }[] = [];
  for (const line of lines) {
    const name = nameOfDay(line.at, now);
    const day = days.at(-1);
    const last = day?.lines.at(-1);
    if (day?.name !== name) days.push({ name, lines: [line] });
    else if (last?.text === line.text) day.lines.splice(-1, 1, { ...last, times: last.times + 1 });
    else day.lines.push(line);
  }
  return days;
}

function nameOfDay(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return words.safety.today;
  return days === 1 ? words.safety.yesterday : sayDay(at, now);
}
