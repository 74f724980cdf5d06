import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deliveryJournalContract } from "../../test/contracts/delivery-journal.contract.ts";
import { memoryJournal } from "../../test/support/memory-journal.ts";
import { deliveryJournalOn } from "./delivery-journal.ts";
import { openJournal } from "./file-journal.ts";
import type { Journal, JsonValue } from "./journal.ts";

describe("on a file", () => {
  let folder: string;
  let open: Journal | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "journal-"));
  });
  const close = async () => {
    await open?.[Symbol.asyncDispose]();
    open = undefined;
  };
  afterEach(async () => {
    await close();
    await rm(folder, { recursive: true });
  });
  deliveryJournalContract(async () => {
    await close();
    open = await openJournal(join(folder, "journal"));
    return deliveryJournalOn(open);
  });
});

describe("in memory, as driver tests use it", () => {
  let journal: Journal;
  beforeEach(() => {
    journal = memoryJournal();
  });
  deliveryJournalContract(async () => deliveryJournalOn(journal));
});

describe("what is in the file is not believed", () => {
  const intent = {
    deliveryId: "one",
    messageId: "message",
    toyAddress: "7c:ec:79:00:00:01",
    slot: 1,
    milliseconds: 1_000,
    sha256: "00".repeat(32),
    lengthBefore: 0,
  };
  const whole = { intent, isDone: true, isSignalled: false, isTakenBack: false, order: 1 };

  test.each<[string, JsonValue]>([
    ["no object", "done"],
    ["no intent", { isDone: true, isSignalled: false, order: 1 }],
    ["a word for a yes", { ...whole, isDone: "true" }],
    ["a length below nothing", { ...whole, intent: { ...intent, lengthBefore: -1 } }],
    ["a slot that no toy has", { ...whole, intent: { ...intent, slot: 5 } }],
    ["half a hash", { ...whole, intent: { ...intent, sha256: "00" } }],
    ["a place in no order", { ...whole, order: 0.5 }],
    ["more than we write", { ...whole, note: "" }],
    ["another delivery's", { ...whole, intent: { ...intent, deliveryId: "two" } }],
  ])("%s is told as damage, with its key", async (_, value) => {
    const journal = memoryJournal();
    await journal.put("delivery/one", value);
    const damaged = { code: "journal.damaged", message: expect.stringContaining("delivery/one") };
    expect(() => deliveryJournalOn(journal)).toThrow(expect.objectContaining(damaged));
  });

  test("nor is what changes while it is open", async () => {
    const journal = memoryJournal();
    const noted = deliveryJournalOn(journal);
    await noted.intend(intent);
    await journal.put("delivery/one", { ...whole, isDone: 1 });
    await expect(noted.findDelivery("one")).rejects.toMatchObject({ code: "journal.damaged" });
    await expect(noted.latest(intent.toyAddress, 1)).rejects.toMatchObject({ code: "journal.damaged" });
  });

  test("an entry of before anything could be taken back is one that was not", async () => {
    const journal = memoryJournal();
    const { isTakenBack: _, ...older } = whole;
    await journal.put("delivery/one", older);
    expect(await deliveryJournalOn(journal).findDelivery("one")).toMatchObject({ isTakenBack: false });
  });
});
