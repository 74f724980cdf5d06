import { beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import type { HouseEvent } from "../contract/api.ts";
import { hours, ms } from "../domain/duration.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { makePostNews, type PostNews } from "./post-news.ts";

let clock: ManualClock;
let news: PostNews;
beforeEach(() => {
  clock = makeManualClock();
  news = makePostNews(clock);
});

const is = (id: string, state: string, direction = "to-toy", at = clock.now()) =>
  news.hear({
    kind: "message",
    message: { id, state, direction, createdAt: new Date(at).toISOString() },
  } as HouseEvent);

test("a relative's message waits until a guardian said what becomes of it, or it is gone", () => {
  const at = clock.now();
  is("a", "awaiting_approval");
  expect(news.now()).toEqual({ waiting: at });
  is("a", "queued", "to-toy", at);
  expect(news.now()).toEqual({});
  is("b", "awaiting_approval");
  news.hear({ kind: "erased", messages: ["b"] } as unknown as HouseEvent);
  expect(news.now()).toEqual({});
});

test("after four hours there is a reminder of it, whatever happens to the wall clock", async () => {
  const at = clock.now();
  is("a", "awaiting_approval");
  clock.stepWallClock(hours(30));
  expect(news.now()).toEqual({ waiting: at });
  await clock.advance(ms(hours(4) - 1));
  expect(news.now().reminder).toBeUndefined();
  await clock.advance(ms(1));
  expect(news.now()).toEqual({ waiting: at, reminder: at });
});

test("of a guardian's own message, and of a draft, there is nothing to tell", () => {
  for (const state of ["draft", "queued", "played"]) is("a", state);
  expect(news.now()).toEqual({});
});

test("the newest answer counts, in whatever order it is heard of", () => {
  const at = clock.now();
  is("a", "received", "from-toy", at);
  is("b", "received", "from-toy", at - 5_000);
  is("a", "shared", "from-toy", at);
  expect(news.now()).toEqual({ answer: at });
});

test("a hub that starts recalls what waited, and for how long", async () => {
  const at = clock.now() - hours(5);
  const record = (id: string, direction: "to-toy" | "from-toy", state: string, createdAt: number) =>
    ({ id, direction, createdAt, history: [{ state }] }) as unknown as MessageRecord;
  let heard = 0;
  news.onChange(() => {
    heard += 1;
  });
  await news.recall({
    newest: async () => [
      record("a", "to-toy", "awaiting_approval", at),
      record("b", "from-toy", "received", at - 1),
    ],
  });
  expect(news.now()).toEqual({ waiting: at, reminder: at, answer: at - 1 });
  expect(heard).toBe(1);
});
