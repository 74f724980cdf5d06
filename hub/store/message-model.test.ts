import fc from "fast-check";
import { expect, test } from "vitest";
import { aMessage, makeStoreRig, moved } from "../../test/support/store-rig.ts";
import { isOpen, MESSAGE_STATES, type MessageState } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { HubStore } from "./hub-store.ts";

/** What the store should be: a list in the order of adding. */
type Model = MessageRecord[];
type Step = (store: HubStore, model: Model) => Promise<void>;

const states = fc.constantFrom(...(Object.keys(MESSAGE_STATES) as MessageState[]));
const pick = fc.nat({ max: 1_000 });

const add = states.map(
  (state): Step =>
    async ({ messages }, model) => {
      const record = aMessage({}, state);
      await messages.add(record);
      model.push(record);
    },
);
const addAtOnce = fc.array(states, { minLength: 2, maxLength: 6 }).map(
  (all): Step =>
    async (store, model) => {
      const records = all.map((state) => aMessage({}, state));
      await Promise.all(records.map((record) => store.messages.add(record)));
      // Which one came first is the store's to say; that all of them came is not.
      const kept = await store.messages.newest(records.length);
      expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(records.map(({ id }) => id)));
      model.push(...kept.toReversed());
    },
);
const addAgain = pick.map(
  (n): Step =>
    async ({ messages }, model) => {
      const known = model[n % model.length];
      if (known !== undefined)
        await expect(messages.add(known)).rejects.toMatchObject({ code: "store.exists" });
    },
);
const update = fc.tuple(pick, states).map(
  ([n, state]): Step =>
    async ({ messages }, model) => {
      const at = n % model.length;
      const known = model[at];
      if (known === undefined) return;
      const changed = moved(known, state);
      await messages.update(changed);
      model[at] = changed;
    },
);
const page = fc.tuple(pick, fc.integer({ min: 0, max: 9 })).map(
  ([n, limit]): Step =>
    async (store, model) => {
      const at = n % (model.length + 1);
      const before = model[at]?.id;
      const found = await (before === undefined
        ? store.messages.newest(limit)
        : store.messages.newest(limit, before));
      expect(found).toEqual(model.slice(0, at).toReversed().slice(0, limit));
    },
);

/** Each child's messages as they would be counted anew. */
async function expectCounts({ messages }: HubStore, model: Model): Promise<void> {
  for (const child of new Set(model.map((record) => record.child))) {
    const own = model.filter((record) => record.child === child);
    expect(await messages.countOf(child)).toEqual({
      messages: own.length,
      bytes: own.reduce((sum, { sealedBytes }) => sum + sealedBytes, 0),
      starred: own.filter(({ kept }) => kept === true).length,
    });
  }
}
const star = fc.tuple(pick, fc.boolean(), fc.nat(9_999)).map(
  ([n, isKept, sealedBytes]): Step =>
    async ({ messages }, model) => {
      const at = n % model.length;
      const known = model[at];
      if (known === undefined) return;
      const { kept: _, ...bare } = { ...known, sealedBytes };
      const changed = isKept ? { ...bare, kept: true as const } : bare;
      await messages.update(changed);
      model[at] = changed;
    },
);

const step = fc.oneof(
  { arbitrary: add, weight: 3 },
  addAtOnce,
  addAgain,
  { arbitrary: update, weight: 3 },
  page,
  star,
  fc.constant(expectCounts),
  fc.constant("reopen" as const),
);

test("keeps what a plain list would keep, over restarts and with many at once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await using rig = await makeStoreRig();
      const model: Model = [];
      let store = await rig.reopen();
      for (const one of steps) {
        if (one === "reopen") store = await rig.reopen();
        else await one(store, model);
      }
      for (const record of model) expect(await store.messages.get(record.id)).toEqual(record);
      expect(await store.messages.newest(1_000)).toEqual(model.toReversed());
      const open = model.filter((record) => isOpen(record));
      expect(await store.messages.open()).toEqual(open);
      await expectCounts(store, model);
    }),
    { numRuns: 40 },
  );
});
