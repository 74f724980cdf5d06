import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Guardian, hum, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { decodeMessage } from "../audio/message-codec/decode-message.ts";
import { toIntegerSamples } from "../audio/samples.ts";
import { encodeWav } from "../audio/wav.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import { messageView, type ToyView } from "../contract/api.ts";
import { sha256 } from "../contract/sha256.ts";
import { StoreError } from "../store/errors.ts";
import { takeDraft } from "./take-draft.ts";
import { cancelMessage } from "./withdraw-message.ts";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
const wav = encodeWav(toIntegerSamples(hum(2, 4)), 16_000);
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;

beforeEach(async () => {
  rig = await makeHubRig({ check });
  guardian = await rig.claim();
  toy = await rig.addToy("Bear");
});
afterEach(() => rig[Symbol.asyncDispose]());
afterAll(() => check[Symbol.asyncDispose]());

/** Opens the draft as the guardian's browser does, and stamps what it heard. */
async function stampForm(
  id: string,
  to: Pick<ToyView, "id" | "child"> = toy,
  toyBytes?: Uint8Array<ArrayBuffer>,
) {
  const opened = await guardian.listen(id);
  const bytes = toyBytes ?? new Uint8Array(opened.toyBytes);
  const clip = await sha256(bytes);
  const meta = {
    id,
    child: to.child,
    toy: to.id,
    clip,
    stamp: await guardian.stamp({ sha256: clip }, to, id),
  };
  const form = new FormData();
  form.set("meta", JSON.stringify(meta));
  form.set("toy", new Blob([bytes]));
  return form;
}
const stamp = (id: string, form: FormData) =>
  guardian.client.call("PUT", `/messages/${id}/stamp`, { form, schema: messageView });

test("a file from the command line is a draft that no toy gets", async () => {
  const draft = await takeDraft(rig.house, " bear ", wav);
  expect(draft).toMatchObject({ state: "draft", author: null, toy: toy.id, child: toy.child });
  rig.toys.saysToys({ toy: toy.id });
  await rig.settle();
  expect(rig.toys.all("deliver")).toEqual([]);
  expect(await rig.house.waiting.get(draft.id)).toBeUndefined();
});

test("a guardian who has heard it stamps it, and it goes to the toy as it was heard", async () => {
  const draft = await takeDraft(rig.house, "Bear", wav);
  const heard = await guardian.listen(draft.id);
  expect(decodeMessage(heard.toyBytes).samples.length).toBeGreaterThan(2 * 16_000);
  const sent = await stamp(draft.id, await stampForm(draft.id));
  expect(sent).toMatchObject({ state: "queued", author: guardian.info.person.id });
  await rig.settle();
  expect(rig.toys.all("deliver")[0]).toMatchObject({
    message: draft.id,
    sha256: await sha256(new Uint8Array(heard.toyBytes)),
  });
});

test("stamped twice it is one message", async () => {
  const { id } = await takeDraft(rig.house, "Bear", wav);
  const form = await stampForm(id);
  await stamp(id, form);
  await stamp(id, form);
  await rig.settle();
  expect((await messageOf(guardian, id)).history.map(({ state }) => state)).toEqual([
    "draft",
    "queued",
    "delivering",
  ]);
});

test("a stamp for other bytes than the draft's is refused", async () => {
  const { id } = await takeDraft(rig.house, "Bear", wav);
  const other = await takeDraft(rig.house, "Bear", encodeWav(toIntegerSamples(hum(1, 9)), 16_000));
  const swapped = new Uint8Array((await guardian.listen(other.id)).toyBytes);
  await expect(stamp(id, await stampForm(id, toy, swapped))).rejects.toMatchObject({
    code: "message.wrong-clip",
  });
});

test("a draft for one toy is not sent to another", async () => {
  const rabbit = await rig.addToy("Rabbit");
  const { id } = await takeDraft(rig.house, "Bear", wav);
  await expect(stamp(id, await stampForm(id, rabbit))).rejects.toMatchObject({ code: "message.exists" });
  expect((await messageOf(guardian, id)).state).toBe("draft");
});

test("a cancelled draft cannot be stamped, and a draft cannot be sent again", async () => {
  const { id } = await takeDraft(rig.house, "Bear", wav);
  const form = await stampForm(id);
  await expect(guardian.client.call("POST", `/messages/${id}/retry`)).rejects.toMatchObject({
    code: "message.too-late",
  });
  await guardian.client.call("POST", `/messages/${id}/cancel`);
  await expect(stamp(id, form)).rejects.toMatchObject({ code: "message.too-late" });
});

test("a draft that is taken back while its stamp comes in leaves nothing readable", async () => {
  const { id } = await takeDraft(rig.house, "Bear", wav);
  const form = await stampForm(id);
  const put = rig.house.waiting.put;
  const putting = vi.spyOn(rig.house.waiting, "put").mockImplementation(async (...clip) => {
    await put(...clip);
    await cancelMessage(rig.house, id);
    await put(...clip); // the disk was the slower of the two
  });
  await expect(stamp(id, form)).rejects.toMatchObject({ code: "message.too-late" });
  putting.mockRestore();
  expect(await rig.house.waiting.get(id)).toBeUndefined();
  expect((await rig.house.messages.get(id))?.history.at(-1)?.state).toBe("cancelled");
});

test("two ids in one request are refused", async () => {
  const { id } = await takeDraft(rig.house, "Bear", wav);
  await expect(stamp(randomId(), await stampForm(id))).rejects.toMatchObject({ code: "http.malformed" });
});

test("a draft that nobody knows cannot be stamped", async () => {
  const { id } = await takeDraft(rig.house, "Bear", wav);
  const form = await stampForm(id);
  const other = randomId();
  form.set("meta", String(form.get("meta")).replace(id, other));
  await expect(stamp(other, form)).rejects.toMatchObject({ code: "message.unknown" });
});

test.each([
  ["no such toy", "Nobody", wav, "toy.unknown", undefined],
  ["no WAV", "Bear", new TextEncoder().encode("ID3 not a wav"), "clip.refused", "wav.bad-magic"],
  ["an empty file", "Bear", new Uint8Array(), "clip.refused", "wav.bad-magic"],
  ["half a WAV", "Bear", wav.subarray(0, 1_000), "clip.refused", "wav.truncated"],
  ["silence", "Bear", encodeWav(new Int16Array(32_000), 16_000), "clip.refused", "sound.silence"],
  [
    "over 40 s",
    "Bear",
    encodeWav(toIntegerSamples(hum(42, 1, 8_000)), 8_000),
    "clip.refused",
    "sound.too-long",
  ],
])("%s is refused", async (_, name, file, code, reason) => {
  await expect(takeDraft(rig.house, name, file)).rejects.toMatchObject({ code, reason });
  expect((await guardian.state()).messages).toEqual([]);
});

test("a name that two toys have is refused", async () => {
  await rig.addToy("BEAR");
  await expect(takeDraft(rig.house, "Bear", wav)).rejects.toMatchObject({ code: "toy.name-ambiguous" });
});

test("a full disk is told before any work is done on the sound", async () => {
  const full = vi
    .spyOn(rig.house.archive, "assertRoom")
    .mockRejectedValue(new StoreError("store.disk-full", "no room"));
  const work = vi.spyOn(rig.house.check, "wav");
  await expect(takeDraft(rig.house, "Bear", wav)).rejects.toMatchObject({ code: "store.disk-full" });
  expect(work).not.toHaveBeenCalled();
  full.mockRestore();
  work.mockRestore();
});

test("with no room to check it now, it says so", async () => {
  const busy = { ...rig.house, check: { ...check, wav: async () => BUSY } };
  await expect(takeDraft(busy, "Bear", wav)).rejects.toMatchObject({ code: "clip.not-checked" });
});
const BUSY = { kind: "refused", code: "check.busy", detail: "" } as const;
