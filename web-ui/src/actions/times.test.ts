/** Sent after all, on a page without a browser, over a hub of the rig: what waits was stamped for later. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { houseState, type MessageView, messageView, type ToyView } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { readStamp } from "../../../hub/contract/stamp.ts";
import { nextMoment } from "../../../hub/domain/child-times.ts";
import { type Clip, hum, prepareClip, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { claimAs, openPaperPage, sessionOn } from "../../../test/support/paper-page.ts";
import type { Page } from "../page-state.ts";
import { stampClip } from "./stamp-clip.ts";
import { chooseWhen } from "./times.ts";

const AT_ONCE = { kind: "at-once" } as const;

let rig: HubRig;
let page: Page;
let toy: ToyView;
/** What the hub hands out in place of a message's own recording. */
const served = new Map<string, Uint8Array<ArrayBuffer>>();

beforeEach(async () => {
  served.clear();
  rig = await makeHubRig();
  const browser = rig.browser();
  page = await openPaperPage(
    async (path, init) => {
      const [, id = ""] = /\/messages\/([\w-]+)\/archive$/.exec(path) ?? [];
      const other = served.get(id);
      return other === undefined ? browser(path, init) : new Response(other);
    },
    () => rig.clock.now(),
  );
  await claimAs(page, rig.access.claimCode() ?? "", "Robin", "four lanterns beside our kettle");
  toy = await rig.addToy();
  page.house.value = await page.client.call("GET", "/state", { schema: houseState });
});
afterEach(async () => {
  await rig.settle();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

/** A message for the child's next wake-up. */
async function sendForMorning(
  clip: Clip,
): Promise<{ message: MessageView; sealed: Uint8Array<ArrayBuffer> }> {
  const id = randomId();
  const session = sessionOn(page);
  const child = page.house.value?.children[0] ?? expect.fail();
  const { day } = nextMoment(child.times, "wake-up", rig.clock.now());
  const when = { kind: "wake-up", day } as const;
  const { sha256, toyBytes, wav, milliseconds, waveform } = clip;
  const about = {
    v: 1,
    id,
    direction: "to-toy",
    from: "Robin",
    child: "Mika",
    toy: "Bear",
    recordedAt: new Date(rig.clock.now()).toISOString(),
    title: "",
    milliseconds,
    waveform,
  } as const;
  const { recipient, number: vault } = session.roster.vault;
  const sealed = await page.clips.call("seal", { about, toyBytes, wav, recipient } as never);
  const form = new FormData();
  const stamp = await stampClip(page, session, { id, sha256, toy, when });
  form.set("meta", JSON.stringify({ id, child: toy.child, toy: toy.id, clip: sha256, stamp, vault, when }));
  form.set("toy", new Blob([toyBytes]), "clip.toy");
  form.set("sealed", new Blob([sealed]), "clip.age");
  return { message: await page.client.call("POST", "/messages", { form, schema: messageView }), sealed };
}
const stampOf = async (id: PublicId) =>
  readStamp((await rig.house.messages.get(id))?.stamp ?? expect.fail("no stamp"));

test("it goes at once, by a stamp made of the clip that was opened here", async () => {
  const { message } = await sendForMorning(await prepareClip(hum(1, 1), 16_000, () => 0.5));
  expect(message.state).toBe("scheduled");
  const before = await stampOf(message.id);
  expect(await chooseWhen(page, message, AT_ONCE)).toBe(true);
  await rig.settle();
  const after = await stampOf(message.id);
  const now = Math.floor(rig.clock.now() / 1_000);
  expect([before.notBefore > now, after.notBefore, after.clip]).toEqual([true, now, before.clip]);
  expect(rig.toys.all("deliver").map((delivery) => delivery.message)).toEqual([message.id]);
  expect(page.house.value?.messages[0]).toMatchObject({ id: message.id, when: { kind: "at-once" } });
});

test("it goes later, by a stamp that no toy takes before; and as before again, by one for that time", async () => {
  const { message } = await sendForMorning(await prepareClip(hum(1, 1), 16_000, () => 0.5));
  const first = await stampOf(message.id);
  const at = rig.clock.now() + 5 * 86_400_000;
  const when = { kind: "at", at: new Date(at).toISOString() } as const;
  expect(await chooseWhen(page, message, when)).toBe(true);
  const later = await stampOf(message.id);
  expect([later.notBefore, later.clip]).toEqual([Math.floor(at / 1_000), first.clip]);
  expect(page.house.value?.messages[0]).toMatchObject({ id: message.id, state: "scheduled", when });
  expect(await chooseWhen(page, message, message.when)).toBe(true);
  expect((await stampOf(message.id)).notBefore).toBe(first.notBefore);
  expect(page.house.value?.messages[0]?.when).toEqual(message.when);
  await rig.settle();
  expect(rig.toys.all("deliver")).toEqual([]);
});

test("what is on its way already stays on its way", async () => {
  const { message } = await sendForMorning(await prepareClip(hum(1, 1), 16_000, () => 0.5));
  expect(await chooseWhen(page, message, AT_ONCE)).toBe(true);
  await rig.settle();
  await expect(chooseWhen(page, message, message.when)).rejects.toMatchObject({ code: "message.too-late" });
});

test("a hub that hands out another recording in its place gets no stamp for it", async () => {
  const { message } = await sendForMorning(await prepareClip(hum(1, 1), 16_000, () => 0.5));
  const { message: other, sealed } = await sendForMorning(await prepareClip(hum(1, 2), 16_000, () => 0.5));
  served.set(message.id, sealed);
  await expect(chooseWhen(page, message, AT_ONCE)).rejects.toMatchObject({ code: "archive.wrong-content" });
  expect((await rig.house.messages.get(message.id))?.history.at(-1)?.state).toBe("scheduled");
  expect(await chooseWhen(page, other, AT_ONCE)).toBe(true);
});

test("while the recordings are locked nothing happens, and the page can ask to open them", async () => {
  const { message } = await sendForMorning(await prepareClip(hum(1, 1), 16_000, () => 0.5));
  page.vaults.value = new Map();
  expect(await chooseWhen(page, message, AT_ONCE)).toBe(false);
  expect((await rig.house.messages.get(message.id))?.history).toHaveLength(1);
});
