import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe } from "vitest";
import { deliveryJournalContract } from "../../test/contracts/delivery-journal.contract.ts";
import { memoryJournal } from "../../test/support/memory-journal.ts";
import { deliveryJournalOn } from "./delivery-journal.ts";
import { openJournal } from "./file-journal.ts";
import type { Journal } from "./journal.ts";

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
