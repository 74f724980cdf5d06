import { afterEach, beforeEach, expect, test } from "vitest";
import { anId, listOf, makeStoreRig, type StoreRig } from "../../test/support/store-rig.ts";
import type { AdvisoryNote } from "../ports/advisories.ts";

let rig: StoreRig;
beforeEach(async () => {
  rig = await makeStoreRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const NOTE: AdvisoryNote = {
  keys: ["RW"],
  since: 1,
  book: null,
  heardAt: null,
  lastTry: { at: 2, trouble: "slow" },
  told: [{ digest: "ab", id: "PAW-2026-001", subject: anId() }],
  toldSilentOf: null,
  isDoubted: false,
};

test("what was heard is there after closing and opening, and with it, in one write, what every guardian is told", async () => {
  const store = await rig.reopen();
  expect(await store.advisoryNotes.read()).toBeUndefined();
  const [subject = anId()] = NOTE.told.map((told) => told.subject);
  const entry = { at: 3, kind: "advisory-heard", person: null, subject } as const;
  await store.advisoryNotes.write(NOTE, [entry]);
  const again = await rig.reopen();
  expect(await again.advisoryNotes.read()).toEqual(NOTE);
  expect(await listOf(again.ledger.entries())).toMatchObject([entry]);
  expect(again.alerts.all()).toMatchObject([{ class: "advisory", count: 1, recent: [{ subject }] }]);
});
