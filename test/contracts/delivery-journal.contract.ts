import { expect, test } from "vitest";
import type { DeliveryIntent, DeliveryJournal } from "../../ble/toys/toy-driver.ts";

const TOY = "7c:ec:79:00:00:01";
const INTENT: DeliveryIntent = {
  deliveryId: "delivery-1",
  messageId: "message-1",
  toyAddress: TOY,
  slot: 1,
  milliseconds: 10_000,
  sha256: "00".repeat(32),
  lengthBefore: 0,
};

/** @param reopen ends whoever held the journal and gives what its successor sees. */
export function deliveryJournalContract(reopen: () => Promise<DeliveryJournal>): void {
  test("knows nothing of a delivery that nobody intended", async () => {
    const journal = await reopen();
    expect(await journal.findDelivery("delivery-1")).toBeUndefined();
    expect(await journal.find(TOY, "message-1")).toBeUndefined();
    expect(await journal.latest(TOY, 1)).toBeUndefined();
    await expect(journal.done("delivery-1")).rejects.toThrow("never intended");
  });

  test("remembers how far a delivery came", async () => {
    await (await reopen()).intend(INTENT);
    expect(await (await reopen()).findDelivery("delivery-1")).toMatchObject({
      intent: INTENT,
      isDone: false,
      isSignalled: false,
    });
    await (await reopen()).done("delivery-1");
    expect(await (await reopen()).findDelivery("delivery-1")).toMatchObject({
      isDone: true,
      isSignalled: false,
    });
    await (await reopen()).signalling("delivery-1");
    expect(await (await reopen()).findDelivery("delivery-1")).toMatchObject({
      isDone: true,
      isSignalled: true,
    });
  });

  test("remembers what was taken back, and starts anew when it is intended again", async () => {
    await (await reopen()).intend(INTENT);
    await (await reopen()).takenBack("delivery-1");
    const taken = { intent: INTENT, isDone: false, isSignalled: false, isTakenBack: true };
    expect(await (await reopen()).findDelivery("delivery-1")).toMatchObject(taken);
    expect(await (await reopen()).latest(TOY, 1)).toMatchObject(taken);
    await (await reopen()).intend(INTENT);
    expect(await (await reopen()).findDelivery("delivery-1")).toMatchObject({ isTakenBack: false });
    await expect((await reopen()).takenBack("delivery-2")).rejects.toThrow("never intended");
  });

  test("starts anew when the same delivery is intended again", async () => {
    const journal = await reopen();
    await journal.intend(INTENT);
    await journal.done("delivery-1");
    await journal.intend({ ...INTENT, lengthBefore: 4_000 });
    expect(await journal.findDelivery("delivery-1")).toMatchObject({
      intent: { lengthBefore: 4_000 },
      isDone: false,
    });
  });

  test("finds the last delivery of a message and of a slot, toy by toy", async () => {
    const journal = await reopen();
    await journal.intend(INTENT);
    await journal.intend({ ...INTENT, deliveryId: "delivery-2", messageId: "message-2" });
    await journal.intend({ ...INTENT, deliveryId: "delivery-3", toyAddress: "7c:ec:79:00:00:02" });
    await journal.intend({ ...INTENT, deliveryId: "delivery-4", slot: 2 });
    expect((await journal.find(TOY, "message-1"))?.intent.deliveryId).toBe("delivery-4");
    expect((await journal.find(TOY, "message-2"))?.intent.deliveryId).toBe("delivery-2");
    expect((await journal.latest(TOY, 1))?.intent.deliveryId).toBe("delivery-2");
    expect((await journal.latest("7c:ec:79:00:00:02", 1))?.intent.deliveryId).toBe("delivery-3");
  });

  test("tells what each slot was given last, oldest first, and never forgets it", async () => {
    const journal = await reopen();
    const give = (n: number, slot: number) =>
      journal.intend({ ...INTENT, deliveryId: `delivery-${n}`, messageId: `message-${n}`, slot });
    const held = async () => (await journal.latestOfAll(TOY)).map(({ intent }) => intent.deliveryId);
    expect(await held()).toEqual([]);
    for (const [n, slot] of [1, 3, 4, 2].entries()) await give(n, slot);
    await give(9, 1);
    await journal.intend({ ...INTENT, deliveryId: "other", toyAddress: "7c:ec:79:00:00:02" });
    expect(await held()).toEqual(["delivery-1", "delivery-2", "delivery-3", "delivery-9"]);
    for (let n = 10; n <= 250; n += 1) await give(n, 1);
    expect(await held()).toEqual(["delivery-1", "delivery-2", "delivery-3", "delivery-250"]);
  });

  test("forgets a toy's oldest deliveries and nobody else's", async () => {
    const journal = await reopen();
    await journal.intend({ ...INTENT, deliveryId: "other", toyAddress: "7c:ec:79:00:00:02" });
    for (let n = 1; n <= 250; n += 1) await journal.intend({ ...INTENT, deliveryId: `delivery-${n}` });
    expect(await journal.findDelivery("delivery-1")).toBeUndefined();
    expect(await journal.findDelivery("delivery-100")).toBeDefined();
    expect(await journal.findDelivery("other")).toBeDefined();
  });
}
