import { describe, expect, test } from "vitest";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { makeHouse, makeMessage, makeToy } from "../../test/house-fixture.ts";
import { announce, applyEvent, putMessage } from "./hear-house.ts";

const ids = (messages: readonly { readonly id: string }[]) => messages.map(({ id }) => id[0]);

describe("messages", () => {
  const known = [makeMessage("c", 1), makeMessage("b", 5), makeMessage("a", 9)];

  test.each([
    ["a new one comes first", makeMessage("d", 0), ["d", "c", "b", "a"]],
    ["an older one finds its place", makeMessage("d", 7), ["c", "b", "d", "a"]],
    ["the oldest comes last", makeMessage("d", 20), ["c", "b", "a", "d"]],
    ["a changed one stays where it is", makeMessage("b", 5, { state: "played" }), ["c", "b", "a"]],
  ])("%s", (_, message, order) => {
    const messages = putMessage(known, message);
    expect(ids(messages)).toEqual(order);
    expect(messages).toContain(message);
  });

  test("that were looked up stay when the newest come again", () => {
    const house = makeHouse(known);
    const state = makeHouse([makeMessage("d", 0), makeMessage("c", 1, { state: "played" })]);
    const after = applyEvent(house, { kind: "state", state });
    expect(ids(after?.messages ?? [])).toEqual(["d", "c", "b", "a"]);
    expect(after?.messages[1]?.state).toBe("played");
  });

  test("are not believed before the first whole state", () => {
    expect(applyEvent(undefined, { kind: "message", message: makeMessage("a", 1) })).toBeUndefined();
  });
});

test("toys and radio change alone", () => {
  const house = makeHouse([makeMessage("a", 1)]);
  const toys = [makeToy({ activity: "playing" })];
  const gone = { goneAt: "2026-11-27T12:00:00.000Z", emptying: 40, emptied: null };
  const goneToys = [{ id: "b".repeat(22) as PublicId, name: "Owl", ...gone }];
  const after = applyEvent(house, {
    kind: "toys",
    toys,
    goneToys,
    candidates: [],
    searching: true,
    heldForOthers: 0,
  });
  expect(after).toEqual({ ...house, toys, goneToys, searching: true });
  const radio = { online: false, adapter: "missing", simulated: false } as const;
  expect(applyEvent(house, { kind: "radio", radio })).toEqual({ ...house, radio });
});

describe("who listens to the page is told", () => {
  const at = (percent: number) =>
    makeMessage("a", 1, { state: "delivering", progress: { percent, attempt: 1 } });

  test("of progress at 25, 50, 75 and 100 percent only", () => {
    const told: (string | undefined)[] = [];
    for (let percent = 1; percent <= 100; percent += 1)
      told.push(announce(at(percent - 1), at(percent), "Mika"));
    expect(told.filter((text) => text !== undefined)).toEqual([
      "Delivered 25 percent",
      "Delivered 50 percent",
      "Delivered 75 percent",
      "Delivered 100 percent",
    ]);
  });

  test("once, when several steps come at once", () => {
    expect(announce(at(10), at(80), "Mika")).toBe("Delivered 75 percent");
  });

  test.each([
    ["on_toy", "The message is on the toy. Its heart is blinking"],
    ["played", "The message was heard"],
    ["received", "Mika recorded something"],
    ["queued", undefined],
  ] as const)("%s: %j", (state, words) => {
    expect(announce(undefined, makeMessage("a", 1, { state }), "Mika")).toBe(words);
    expect(announce(makeMessage("a", 1, { state }), makeMessage("a", 1, { state }), "Mika")).toBeUndefined();
  });
});
