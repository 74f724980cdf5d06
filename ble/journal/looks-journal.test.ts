import { expect, test } from "vitest";
import { memoryJournal } from "../../test/support/memory-journal.ts";
import type { ToyLooks } from "../toys/toy-driver.ts";
import { JournalError } from "./errors.ts";
import { looksBookOn } from "./looks-journal.ts";

const TOY = "d0:00:00:00:00:01";
const looks: ToyLooks = {
  volume: 40,
  storedVolume: null,
  volumeWish: null,
  bootVolume: 100,
  slots: [2_000, 0, 0, 0].map((milliseconds) => ({ milliseconds, upload: null })),
  firmware: "1.0.19",
  pawsReport: true,
  isRecording: false,
  isHeartOwed: true,
  isEndingRecording: false,
};

test("how a toy was left outlives the process", async () => {
  const journal = memoryJournal();
  await looksBookOn(journal).keep(TOY, looks);
  expect(looksBookOn(journal).find(TOY)).toEqual(looks);
  expect(looksBookOn(journal).find("another")).toBeUndefined();
});

test("where the journal has no room it counts until the process ends", async () => {
  const full = () => Promise.reject(new JournalError("journal.full", "The disk is full"));
  const journal = { ...memoryJournal(), put: full };
  const book = looksBookOn(journal);
  await expect(book.keep(TOY, looks)).rejects.toMatchObject({ code: "journal.full" });
  expect(book.find(TOY)).toEqual(looks);
  expect(looksBookOn(journal).find(TOY)).toBeUndefined();
});

test("what nobody can read is not known", async () => {
  const journal = memoryJournal();
  await journal.put(`looks/${TOY}`, { volume: 4_000 });
  expect(looksBookOn(journal).find(TOY)).toBeUndefined();
});

test("is forgotten with its toy", async () => {
  const journal = memoryJournal();
  const book = looksBookOn(journal);
  await book.keep(TOY, looks);
  await journal.change([book.forget(TOY)]);
  expect(book.find(TOY)).toBeUndefined();
});
