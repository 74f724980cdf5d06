import { describe, expect, test } from "vitest";
import type { MessageView } from "../../hub/contract/api.ts";
import { publicId } from "../../hub/contract/public-id.ts";
import { makeHouse, makeMessage, NOW } from "../test/house-fixture.ts";
import { addPage, hearOlder, isBehind, NO_OLDER, type Older, oldestKnown } from "./older-messages.ts";

const at = (n: number, facts: Partial<MessageView> = {}): MessageView => {
  const id = publicId.parse(`${String(n).padStart(4, "0")}${"x".repeat(17)}A`);
  return { ...makeMessage("a", n, { state: "played", ...facts }), id };
};
const some = (from: number, count: number) => Array.from({ length: count }, (_, n) => at(from + n));
const older: Older = { pages: [some(50, 50), some(100, 3)], isAtEnd: true };
const house = makeHouse(some(0, 50));

test("goes on from the last that is known, and knows the end by a page that is not full", () => {
  expect(oldestKnown(NO_OLDER, house)?.id).toBe(at(49).id);
  const one = addPage(NO_OLDER, some(50, 50));
  expect([one.isAtEnd, oldestKnown(one, house)?.id]).toEqual([false, at(99).id]);
  const two = addPage(one, some(100, 3));
  expect([two.isAtEnd, two.pages.length]).toEqual([true, 2]);
  expect(addPage(one, [])).toEqual({ pages: one.pages, isAtEnd: true });
});

describe("news", () => {
  test("of one message changes its page, and no other", () => {
    const starred = at(101, { kept: true });
    const heard = hearOlder(older, { kind: "message", message: starred }, house);
    expect(heard.pages[1]?.[1]).toBe(starred);
    expect(heard.pages[0]).toBe(older.pages[0]);
  });

  test("of a message that is not there changes nothing", () => {
    expect(hearOlder(older, { kind: "message", message: at(7) }, house)).toBe(older);
  });

  test("that some were erased takes them away", () => {
    const heard = hearOlder(older, { kind: "erased", messages: [at(50).id, at(7).id] }, house);
    expect(heard.pages[0]).toHaveLength(49);
    expect(heard.pages[1]).toBe(older.pages[1]);
  });

  test("that all are sealed with the new key says so of each", () => {
    const still = { kind: "vault", vault: { number: 2, older: 5 } } as const;
    expect(hearOlder(older, still, house)).toBe(older);
    const done = hearOlder(older, { kind: "vault", vault: { number: 2, older: 0 } }, house);
    expect(new Set(done.pages.flat().map(({ vault }) => vault))).toEqual(new Set([2]));
  });

  test("after so long away that the newest do not join forget what was looked up: there is a gap", () => {
    const joined = { ...house, messages: [at(-1), ...some(0, 49)] };
    expect(hearOlder(older, { kind: "state", state: joined }, house)).toBe(older);
    const apart = { ...house, messages: some(-80, 50) };
    expect(hearOlder(older, { kind: "state", state: apart }, house)).toBe(NO_OLDER);
  });
});

test("what changed behind the messages of the house does not come among them", () => {
  expect(isBehind(house, at(200))).toBe(true);
  expect(isBehind(house, at(10, { kept: true }))).toBe(false);
  expect(isBehind(house, at(-1))).toBe(false);
  // A house that has them all has no "behind".
  expect(isBehind(makeHouse(some(0, 3)), at(200))).toBe(false);
  expect(at(0).createdAt).toBe(new Date(NOW).toISOString());
});
