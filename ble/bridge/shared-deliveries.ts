import type { KeptDeliveries } from "../journal/delivery-journal.ts";

/**
 * The delivery journal of a room that is not alone: before a byte goes to a toy, and before its heart is lit, the other rooms can know of it.
 * So whoever holds the toy next brings nothing twice, and gives no second sign.
 * @param shared of a toy, by its address @throws JournalError `journal.not-shared`: nothing of it is done yet, and it may be asked for again
 */
export function sharedDeliveries(
  kept: KeptDeliveries,
  shared: (toyAddress: string) => Promise<void>,
): KeptDeliveries {
  return {
    ...kept,
    async intend(intent) {
      await kept.intend(intent);
      await shared(intent.toyAddress);
    },
    async signalling(deliveryId) {
      await kept.signalling(deliveryId);
      const noted = await kept.findDelivery(deliveryId);
      if (noted !== undefined) await shared(noted.intent.toyAddress);
    },
  };
}
