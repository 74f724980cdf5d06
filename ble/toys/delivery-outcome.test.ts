import { expect, test } from "vitest";
import { JournalError } from "../journal/errors.ts";
import { RadioError } from "../radio/errors.ts";
import { outcomeOf } from "./delivery-outcome.ts";
import { ToyError } from "./errors.ts";

test.each([
  ["a lost link", new RadioError("radio.link-lost", "gone"), "link-lost", true],
  ["no answer in time", new RadioError("radio.timeout", "late"), "link-lost", true],
  ["no adapter", new RadioError("radio.unavailable", "none"), "adapter-down", true],
  ["another service than a toy's", new RadioError("radio.no-such-characteristic", "none"), "toy-lies", false],
  ["a child at the paws", new ToyError("toy.busy", "in use"), "toy-busy", true],
  ["a changed key", new ToyError("toy.refused", "key"), "toy-refused", false],
  ["a restart", new ToyError("toy.rebooted", "restart"), "toy-rebooted", true],
])("calls %s by its name", (_, error, code, retry) => {
  expect(outcomeOf(error, false)).toMatchObject({ kind: "failed", code, retry });
});

test("knows a cancellation by the signal, whatever its reason", () => {
  expect(outcomeOf("any reason", true)).toMatchObject({ code: "cancelled", retry: false });
});

test("leaves the journal's errors to the caller", () => {
  expect(outcomeOf(new JournalError("journal.full", "disk"), false)).toBeUndefined();
});
