import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { publicId } from "../../../hub/contract/public-id.ts";
import { hum, prepareClip } from "../../../test/support/guardian.ts";
import { openPaperPage } from "../../../test/support/paper-page.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import type { Page, UnderReview } from "../page-state.ts";
import { type PostChild, sendPost } from "./post.ts";
import { keepSound, newTake } from "./takes.ts";

const PERSON = publicId.parse("BBBBBBBBBBBBBBBBBBBBBA");
const CHILD = publicId.parse("CCCCCCCCCCCCCCCCCCCCCA");
const TOY = publicId.parse("DDDDDDDDDDDDDDDDDDDDDA");
const SOUND = { pcm: new Float32Array(hum(1, 3)), sampleRateHz: 16_000 };

let page: Page;
let clip: PreparedClip;
let reviewed: UnderReview;
let asked: number;

beforeEach(async () => {
  asked = 0;
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener: () => undefined });
  const fetch = () => {
    asked += 1;
    return Promise.reject(new TypeError("no network"));
  };
  page = await openPaperPage(fetch, () => Date.now());
  const info = { person: { id: PERSON, name: "Robin", role: "relative" } };
  page.session.value = { info, roster: {} } as unknown as NonNullable<Page["session"]["value"]>;
  const made = await prepareClip(hum(1, 3), 16_000);
  clip = { ...made, bear: made.wav, soundMilliseconds: made.milliseconds, trimmed: { start: 0, end: 0 } };
  const take = newTake(page, CHILD) ?? expect.fail("nobody is in");
  reviewed = { take, sound: SOUND, isKept: await keepSound(page, take, SOUND), isFresh: true };
});
afterEach(() => vi.unstubAllGlobals());

const child = (facts: Partial<PostChild>) =>
  ({ id: CHILD, name: "Mika", toys: [TOY], ...facts }) as PostChild;

test("a relative sees what was sent at once, and can undo it before anything leaves the phone", async () => {
  const sent = sendPost(page, clip, child({ isTrusted: false }), reviewed);
  await vi.waitFor(() => expect(page.undos.value.size).toBe(1), 90_000);
  const [id] = page.undos.value.keys();
  expect(page.outbox.value).toEqual([{ id, milliseconds: clip.milliseconds, state: "sealing" }]);
  page.undos.value.get(id ?? "")?.();
  await sent;
  expect(page.outbox.value).toEqual([]);
  expect(page.reopened.value).toEqual({ ...reviewed, isFresh: false });
  expect([asked, await page.parcels.count()]).toEqual([0, 0]);
});

test("a stamp that this device cannot make is said, and the recording is a draft again", async () => {
  const device = { ...page.device, sign: () => Promise.reject(new Error("no key")) };
  await sendPost({ ...page, device }, clip, child({ isTrusted: true }), reviewed);
  expect(page.outbox.value).toMatchObject([{ state: "refused", trouble: { code: "page.failed" } }]);
  expect(page.found.value.map(({ id }) => id)).toEqual([reviewed.take.id]);
});
