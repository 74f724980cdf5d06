import { beforeEach, expect, test } from "vitest";
import { publicId } from "../../../hub/contract/public-id.ts";
import { openPaperPage } from "../../../test/support/paper-page.ts";
import type { Page } from "../page-state.ts";
import { NO_CUT, type TakeState } from "../recording/take-store.ts";
import {
  discardTake,
  eraseTakes,
  findTakes,
  KEPT_MS,
  keepSound,
  letGo,
  newTake,
  openTake,
  takeUp,
} from "./takes.ts";

const ME = publicId.parse("AAAAAAAAAAAAAAAAAAAAAA");
const OTHER = publicId.parse("BBBBBBBBBBBBBBBBBBBBBA");
const BEAR = publicId.parse("CCCCCCCCCCCCCCCCCCCCCA");
const SECOND = { pcm: new Float32Array(8_000).fill(0.5), sampleRateHz: 8_000 };

let page: Page;

beforeEach(async () => {
  page = await openPaperPage(
    () => Promise.reject(new Error("nothing is fetched here")),
    () => 0,
  );
  page.session.value = { info: { person: { id: ME } } } as unknown as NonNullable<Page["session"]["value"]>;
});

async function keep(id: string, facts: { person?: typeof ME; ageMs?: number; state?: TakeState } = {}) {
  const { person = ME, ageMs = 0, state = "draft" } = facts;
  const startedAt = Date.now() - ageMs;
  await page.takes.begin({ id, person, startedAt, notes: { to: BEAR, title: "", cut: NO_CUT } });
  await page.takes.add(id, 0, SECOND);
  await page.takes.change(id, { state });
}

const found = () => page.found.value.map(({ id }) => id);
const kept = async () => (await page.takes.all()).map(({ id }) => id).toSorted();

test("finds what is this person's, and leaves what is another one's where it is", async () => {
  await keep("mine");
  await keep("broken-off", { state: "recording" });
  await keep("theirs", { person: OTHER });
  await findTakes(page);
  expect(found().toSorted()).toEqual(["broken-off", "mine"]);
  expect(await kept()).toEqual(["broken-off", "mine", "theirs"]);
});

test("clears away what is a week old, what was sent, and what holds nothing, whoever's it is", async () => {
  await keep("old", { ageMs: KEPT_MS + 1, person: OTHER });
  await keep("sent", { state: "sent" });
  await page.takes.begin({
    id: "empty",
    person: ME,
    startedAt: Date.now(),
    notes: { to: BEAR, title: "", cut: NO_CUT },
  });
  await keep("young", { ageMs: KEPT_MS - 60_000 });
  await findTakes(page);
  expect(await kept()).toEqual(["young"]);
});

test("what another tab is at is neither offered, nor opened, nor cleared away", async () => {
  await keep("there", { state: "sent" });
  await page.tabLocks.take("pawpost-take-there");
  await findTakes(page);
  expect(found()).toEqual([]);
  expect(await kept()).toEqual(["there"]);
  expect(await openTake(page, "there")).toBeUndefined();
});

test("what is opened here is this tab's until it is discarded, and then nobody's", async () => {
  await keep("mine");
  expect(await openTake(page, "mine")).toEqual([SECOND]);
  await findTakes(page);
  expect(found()).toEqual([]);
  await discardTake(page, "mine");
  expect(await kept()).toEqual([]);
  expect(await page.tabLocks.taken()).toEqual(new Set());
});

test("who lets go before the lock is there holds none afterwards", async () => {
  await keep("mine");
  const taking = takeUp(page, "mine");
  await letGo(page, "mine");
  await taking;
  expect(await page.tabLocks.taken()).toEqual(new Set());
  expect(found()).toEqual(["mine"]);
});

test("one that is gone does not open, and holds no lock", async () => {
  expect(await openTake(page, "gone")).toBeUndefined();
  expect(await page.tabLocks.taken()).toEqual(new Set());
});

test("a sound from a file is kept like one that was spoken; a browser that keeps nothing is no obstacle", async () => {
  const take = newTake(page, BEAR);
  if (take === undefined) throw new Error("nobody is signed in");
  expect(await takeUp(page, take.id)).toBe(true);
  expect(await keepSound(page, take, SECOND)).toBe(true);
  expect((await page.takes.all())[0]).toMatchObject({ state: "draft", milliseconds: 1_000 });
  Object.assign(page.takes, { isFull: true });
  expect(await keepSound(page, { ...take, id: "another" }, SECOND)).toBe(false);
});

test("with everything, drafts are erased, too", async () => {
  await keep("mine");
  await keep("theirs", { person: OTHER });
  await eraseTakes(page, ({ person }) => person === OTHER);
  expect(await kept()).toEqual(["mine"]);
  await eraseTakes(page);
  expect(await kept()).toEqual([]);
});
