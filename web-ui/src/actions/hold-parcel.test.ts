import { beforeEach, expect, test } from "vitest";
import { publicId } from "../../../hub/contract/public-id.ts";
import { openPaperPage } from "../../../test/support/paper-page.ts";
import type { Page, UnderReview } from "../page-state.ts";
import { NO_CUT } from "../recording/take-store.ts";
import { type HoldEnds, holdParcel, holdTake, releaseTake, UNDO_MS } from "./hold-parcel.ts";
import type { Parcel } from "./parcel-store.ts";
import { findTakes, letGo, takeUp } from "./takes.ts";

const ID = publicId.parse("AAAAAAAAAAAAAAAAAAAAAA");
const PERSON = publicId.parse("BBBBBBBBBBBBBBBBBBBBBA");
const TAKE = { id: "take", person: PERSON, startedAt: Date.now(), notes: { to: ID, title: "", cut: NO_CUT } };
const REVIEWED: UnderReview = {
  take: TAKE,
  sound: { pcm: new Float32Array(8_000), sampleRateHz: 8_000 },
  isKept: true,
  isFresh: true,
};
const PARCEL = { meta: { id: ID } } as unknown as Parcel;

let page: Page;
let kept: Set<string>;
let waited: number[];
let pass: () => void;
let hide: () => void;

/** Ends when the test says so. */
const ends: HoldEnds = {
  after: (ms) => {
    waited.push(ms);
    return new Promise((resolve) => {
      pass = resolve;
    });
  },
  hidden: () =>
    new Promise((resolve) => {
      hide = resolve;
    }),
};

beforeEach(async () => {
  const paper = await openPaperPage(
    () => Promise.reject(new Error("nothing is fetched here")),
    () => 0,
  );
  kept = new Set([ID]);
  const parcels = { delete: async (id: string) => void kept.delete(id) };
  page = { ...paper, parcels: parcels as unknown as Page["parcels"] };
  page.session.value = { info: { person: { id: PERSON } } } as unknown as NonNullable<
    Page["session"]["value"]
  >;
  page.inHand.set(ID, PARCEL);
  page.outbox.value = [{ id: ID, milliseconds: 1_000, state: "sealing" }];
  waited = [];
  await page.takes.begin(TAKE);
  await page.takes.add(TAKE.id, 0, REVIEWED.sound);
  await page.takes.change(TAKE.id, { state: "draft" });
  await takeUp(page, TAKE.id);
});

/** What the screens do: it is sent, and its review is left. */
async function send(isKept = true): Promise<{ readonly going: Promise<boolean> }> {
  holdTake(page, REVIEWED);
  const going = holdParcel(page, PARCEL, REVIEWED, isKept, ends);
  await letGo(page, TAKE.id);
  await expect.poll(() => page.undos.value.size).toBe(1);
  return { going };
}

const states = async () => (await page.takes.all()).map(({ state }) => state);

test("for ten seconds it stays here, and is no draft meanwhile", async () => {
  const { going } = await send();
  expect(waited).toEqual([UNDO_MS]);
  await findTakes(page);
  expect(page.found.value).toEqual([]);
  expect(await states()).toEqual(["sent"]);
  pass();
  expect(await going).toBe(true);
  expect(page.undos.value.size).toBe(0);
  await releaseTake(page, REVIEWED, true);
  expect(await states()).toEqual([]);
  expect(await page.tabLocks.taken()).toEqual(new Set());
});

test("undone, nothing is left to be sent, and it is under review again as it was", async () => {
  const { going } = await send();
  page.undos.value.get(ID)?.();
  expect(await going).toBe(false);
  expect(kept).toEqual(new Set());
  expect(page.inHand.size + page.outbox.value.length).toBe(0);
  expect(page.reopened.value).toEqual({ ...REVIEWED, isFresh: false });
  expect(await states()).toEqual(["draft"]);
});

test("whoever locks the phone has sent it", async () => {
  const { going } = await send();
  hide();
  expect(await going).toBe(true);
  expect(kept).toEqual(new Set([ID]));
});

test("a page that is gone before the moment is over leaves the message, and no draft of it beside", async () => {
  await send();
  // The next page: locks of a page that is gone are gone, too.
  page.sending.clear();
  await letGo(page, TAKE.id);
  expect(page.found.value).toEqual([]);
  expect(await states()).toEqual([]);
  expect(kept).toEqual(new Set([ID]));
});

test("where the phone is full, the draft stays until the hub has it", async () => {
  const { going } = await send(false);
  expect(await states()).toEqual(["draft"]);
  pass();
  expect(await going).toBe(true);
  await releaseTake(page, REVIEWED, false);
  expect(page.found.value.map(({ id }) => id)).toEqual([TAKE.id]);
});
