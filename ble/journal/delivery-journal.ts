/** `DeliveryJournal` on the journal: one entry for each delivery, the oldest of a toy forgotten beyond a bound. */
import type { DeliveryIntent, DeliveryJournal, NotedDelivery } from "../toys/toy-driver.ts";
import type { Journal } from "./journal.ts";

/** Deliveries remembered for each toy. The hub repeats a delivery for days at most. */
const REMEMBERED = 200;
const PREFIX = "delivery/";

/** Intents are numbered, because two may share a millisecond. */
type Entry = NotedDelivery & { readonly order: number };

export function deliveryJournalOn(journal: Journal): DeliveryJournal {
  /** Newest first. */
  const all = (): Entry[] => {
    const entries = journal.entries(PREFIX).map(([, value]) => value as unknown as Entry);
    return entries.sort((a, b) => b.order - a.order);
  };
  const read = (deliveryId: string) => journal.get(PREFIX + deliveryId) as unknown as Entry | undefined;
  const mark = async (deliveryId: string, reached: Partial<NotedDelivery>) => {
    const entry = read(deliveryId);
    if (entry === undefined) throw new TypeError("A delivery is marked that was never intended");
    await journal.put(PREFIX + deliveryId, { ...entry, ...reached } as never);
  };

  return {
    async intend(intent: DeliveryIntent) {
      const entries = all();
      const order = (entries[0]?.order ?? 0) + 1;
      const entry: Entry = { intent, isDone: false, isSignalled: false, order };
      const others = entries.filter(
        (other) =>
          other.intent.toyAddress === intent.toyAddress && other.intent.deliveryId !== intent.deliveryId,
      );
      const forgotten = others.slice(REMEMBERED - 1);
      await journal.change([
        [PREFIX + intent.deliveryId, entry as never],
        ...forgotten.map(({ intent: { deliveryId } }) => [PREFIX + deliveryId, undefined] as const),
      ]);
    },
    done: (deliveryId) => mark(deliveryId, { isDone: true }),
    signalling: (deliveryId) => mark(deliveryId, { isSignalled: true }),
    findDelivery: async (deliveryId) => read(deliveryId),
    find: async (toyAddress, messageId) =>
      all().find(({ intent }) => intent.toyAddress === toyAddress && intent.messageId === messageId),
    latest: async (toyAddress, slot) =>
      all().find(({ intent }) => intent.toyAddress === toyAddress && intent.slot === slot),
  };
}
