import { expect, test } from "vitest";
import type { MessageStore } from "../../hub/ports/message-store.ts";
import { aMessage, anId, listOf, moved } from "../support/store-rig.ts";

/** @param reopen ends whoever held the store and gives what its successor sees; empty at first in each test */
export function messageStoreContract(reopen: () => Promise<MessageStore>): void {
  test("gives back what was added, to itself and to its successor", async () => {
    const message = aMessage();
    const store = await reopen();
    await store.add(message);
    expect(await store.get(message.id)).toEqual(message);
    expect(await (await reopen()).get(message.id)).toEqual(message);
    expect(await (await reopen()).get(anId())).toBeUndefined();
  });

  test("takes an id once, also when asked twice at the same time", async () => {
    const store = await reopen();
    const message = aMessage();
    const answers = await Promise.allSettled([
      store.add(message),
      store.add({ ...message, milliseconds: 1 }),
      store.add({ ...message, milliseconds: 2 }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(answers[1]).toMatchObject({ reason: { code: "store.exists" } });
    expect(await store.get(message.id)).toEqual(message);
    expect(await store.newest(10)).toHaveLength(1);
  });

  test("replaces a record, and only one that is there", async () => {
    const store = await reopen();
    const message = aMessage();
    await expect(store.update(message)).rejects.toMatchObject({ code: "store.missing" });
    await store.add(message);
    const later = moved(message, "delivering");
    await store.update(later);
    expect(await store.get(message.id)).toEqual(later);
    expect(await (await reopen()).get(message.id)).toEqual(later);
  });

  test("pages through all messages, the last added first", async () => {
    const added = Array.from({ length: 25 }, () => aMessage());
    let store = await reopen();
    for (const message of added) await store.add(message);
    store = await reopen();
    const seen: string[] = [];
    for (let before: string | undefined; ; before = seen.at(-1)) {
      const page = await (before === undefined ? store.newest(10) : store.newest(10, before));
      seen.push(...page.map(({ id }) => id));
      if (page.length < 10) break;
    }
    expect(seen).toEqual(added.map(({ id }) => id).reverse());
    await expect(store.newest(10, anId())).rejects.toMatchObject({ code: "store.missing" });
    expect(await store.newest(0)).toEqual([]);
  });

  test("finds what a person sent or was given, the last added first, and no longer what was taken from them", async () => {
    let store = await reopen();
    const [writer, hearer] = [anId(), anId()];
    const sharedWith = (...people: string[]) => ({
      shares: people.map((person) => ({ person, recipient: "age1x", at: 1, bytes: 1, sha256: "ab" })),
    });
    const own = aMessage({ author: writer });
    const answer = aMessage({ author: null, ...sharedWith(hearer) });
    const both = aMessage({ author: hearer, ...sharedWith(writer) });
    for (const message of [own, aMessage(), answer, both]) await store.add(message);
    const idsOf = async (person: string) => (await listOf(store.ofPerson(person))).map(({ id }) => id);
    expect(await idsOf(writer)).toEqual([both.id, own.id]);
    expect(await idsOf(hearer)).toEqual([both.id, answer.id]);
    await store.update({ ...answer, ...sharedWith(writer) });
    await store.update({ ...both, ...sharedWith() });
    store = await reopen();
    expect(await idsOf(writer)).toEqual([answer.id, own.id]);
    expect(await idsOf(hearer)).toEqual([both.id]);
    expect(await idsOf(anId())).toEqual([]);
  });

  test("lists what there is still work with, the oldest first, and nothing that is over or waits for a person", async () => {
    let store = await reopen();
    const [first, second, third] = [aMessage(), aMessage({}, "delivering"), aMessage({}, "on_toy")];
    const others = [
      aMessage({}, "received"),
      aMessage({}, "draft"),
      aMessage({ direction: "from-toy" }, "failed"),
    ];
    for (const message of [first, ...others, second, third]) await store.add(message);
    const openIds = async () => (await store.open()).map(({ id }) => id);
    expect(await openIds()).toEqual([first.id, second.id, third.id]);
    await store.update(moved(first, "cancelled"));
    await store.update(moved(second, "failed"));
    store = await reopen();
    expect(await openIds()).toEqual([third.id]);
    await store.update(moved(second, "queued"));
    expect(await openIds()).toEqual([second.id, third.id]);
    expect(await store.newest(10)).toHaveLength(6); // none is hidden from the page
  });
}
