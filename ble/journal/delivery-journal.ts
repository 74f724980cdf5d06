/** `DeliveryJournal` on the journal: one entry for each delivery, the oldest of a toy forgotten beyond a bound. */
import { z } from "zod";
import type { DeliveryIntent, DeliveryJournal, NotedDelivery } from "../toys/toy-driver.ts";
import { JournalError } from "./errors.ts";
import type { Journal, JsonValue } from "./journal.ts";

/** Deliveries remembered for each toy. The hub repeats a delivery for days at most. */
const REMEMBERED = 200;
const PREFIX = "delivery/";

const milliseconds = z.number().nonnegative();

/** One delivery as it is kept. */
export const keptDelivery = z.strictObject({
  intent: z.strictObject({
    deliveryId: z.string().min(1),
    messageId: z.string().min(1),
    toyAddress: z.string().min(1),
    slot: z.int().min(1).max(4),
    milliseconds,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    lengthBefore: milliseconds,
  }),
  isDone: z.boolean(),
  isSignalled: z.boolean(),
  // Entries of before 0.1.0 do not have it.
  isTakenBack: z.boolean().default(false),
  /** Intents are numbered, because two may share a millisecond. */
  order: z.int().min(1),
});
type Entry = z.output<typeof keptDelivery>;

export interface KeptDeliveries extends DeliveryJournal {
  /** The journal's changes after which nothing is known of what this toy was given. */
  forgetToy(toyAddress: string): readonly (readonly [key: string, value: undefined])[];
  /** What lies in each slot of this toy, or was on its way there, in the order in which it was intended. */
  keptOfToy(toyAddress: string): readonly Entry[];
}

/** @throws JournalError `journal.damaged`: what was noted of a delivery is none of ours */
export function deliveryJournalOn(journal: Journal): KeptDeliveries {
  /** Newest first. */
  const all = (): Entry[] =>
    journal
      .entries(PREFIX)
      .map(([key, value]) => parseEntry(key, value))
      .sort((a, b) => b.order - a.order);
  const read = (deliveryId: string) => {
    const value = journal.get(PREFIX + deliveryId);
    return value === undefined ? undefined : parseEntry(PREFIX + deliveryId, value);
  };
  const mark = async (deliveryId: string, reached: Partial<Omit<NotedDelivery, "intent">>) => {
    const before = read(deliveryId);
    if (before === undefined) throw new TypeError("A delivery is marked that was never intended");
    await journal.put(PREFIX + deliveryId, { ...before, ...reached } satisfies Entry);
  };
  const keptOf = (toyAddress: string) =>
    newestOfEachSlot(all().filter(({ intent }) => intent.toyAddress === toyAddress)).reverse();
  all(); // Better no start than a delivery that is doubled, or half taken back, because of what nobody can read.

  return {
    async intend(intent: DeliveryIntent) {
      const entries = all();
      const order = (entries[0]?.order ?? 0) + 1;
      const begun: Entry = { intent, isDone: false, isSignalled: false, isTakenBack: false, order };
      const others = entries.filter(
        (other) =>
          other.intent.toyAddress === intent.toyAddress && other.intent.deliveryId !== intent.deliveryId,
      );
      const held = new Set(newestOfEachSlot(others));
      const forgotten = others.slice(REMEMBERED - 1).filter((other) => !held.has(other));
      await journal.change([
        [PREFIX + intent.deliveryId, begun],
        ...forgotten.map(({ intent: { deliveryId } }) => [PREFIX + deliveryId, undefined] as const),
      ]);
    },
    done: (deliveryId) => mark(deliveryId, { isDone: true }),
    signalling: (deliveryId) => mark(deliveryId, { isSignalled: true }),
    takenBack: (deliveryId) => mark(deliveryId, { isTakenBack: true }),
    findDelivery: async (deliveryId) => read(deliveryId),
    find: async (toyAddress, messageId) =>
      all().find(({ intent }) => intent.toyAddress === toyAddress && intent.messageId === messageId),
    latest: async (toyAddress, slot) =>
      all().find(({ intent }) => intent.toyAddress === toyAddress && intent.slot === slot),
    latestOfAll: async (toyAddress) => keptOf(toyAddress),
    forgetToy: (toyAddress) =>
      all()
        .filter(({ intent }) => intent.toyAddress === toyAddress)
        .map(({ intent }) => [PREFIX + intent.deliveryId, undefined]),
    keptOfToy: keptOf,
  };
}

/** The journal's change with which a delivery is known that another machine noted. */
export const deliveryKnown = (entry: Entry): readonly [string, JsonValue] => [
  PREFIX + entry.intent.deliveryId,
  entry,
];

/** @param entries of one toy, newest first */
const newestOfEachSlot = (entries: readonly Entry[]): Entry[] =>
  entries.filter(({ intent }, at) => entries.findIndex((one) => one.intent.slot === intent.slot) === at);

function parseEntry(key: string, value: JsonValue): Entry {
  const { success, data, error: cause } = keptDelivery.safeParse(value);
  const isItsOwn = success && key === PREFIX + data.intent.deliveryId;
  if (isItsOwn) return data;
  throw new JournalError("journal.damaged", `The journal's entry ${key} is not a delivery's`, { cause });
}
