import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { share } from "../../test/support/answers.ts";
import { type Guardian, hum, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { readLedger } from "../../test/support/read-ledger.ts";
import { Relative, rightsFor } from "../../test/support/relative.ts";
import { decodeRecording } from "../audio/recording-codec/decode-recording.ts";
import { encodeRecording } from "../audio/recording-codec/encode-recording.ts";
import { toIntegerSamples } from "../audio/samples.ts";
import { messageView, type ToyView } from "../contract/api.ts";
import type { BleEvent } from "../contract/ble-control.ts";
import { sha256 } from "../contract/sha256.ts";
import type { UploadAnswer } from "../ports/toy-gateway.ts";
import type { ClipCheck } from "../ports/vault.ts";

type Ready = Extract<BleEvent, { kind: "recording-ready" }>;

let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
let spoken: Uint8Array<ArrayBuffer>;
const seconds = 2;

beforeAll(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  toy = await rig.addToy();
  spoken = encodeRecording(toIntegerSamples(hum(seconds, 3, 8_000)), { bitsPerCode: 4 });
});
afterAll(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

async function ready(bytes: Uint8Array<ArrayBuffer>, change: Partial<Ready> = {}): Promise<Ready> {
  return {
    kind: "recording-ready",
    recording: randomId(),
    toy: toy.id as Ready["toy"],
    bytes: bytes.byteLength,
    sha256: await sha256(bytes),
    told_ms: seconds * 1_000,
    seen_ms: null,
    recorded_at: "2026-01-02T03:04:05Z",
    ...change,
  };
}

/** What ble does: tells, gets a ticket, hands in. */
async function handIn(bytes: Uint8Array<ArrayBuffer>, event: Ready): Promise<UploadAnswer> {
  rig.toys.says(event);
  await rig.settle();
  const command = rig.toys.all("take-recording").findLast(({ recording }) => recording === event.recording);
  const use = rig.tickets.redeem(command?.ticket ?? "", "home", "upload");
  if (use?.kind !== "upload") throw new Error("no ticket for an upload");
  return use.accept(bytes);
}

test("a short press is timed too roughly to refuse anything by it", async () => {
  const short = encodeRecording(toIntegerSamples(hum(1.5, 9, 8_000)), { bitsPerCode: 4 });
  expect(await handIn(short, await ready(short, { told_ms: null, seen_ms: 1_650 }))).toEqual({
    kind: "kept",
  });
});

test("an answer from the toy is sealed, told, and opens in the browser as it was spoken", async () => {
  const event = await ready(spoken);
  expect(await handIn(spoken, event)).toEqual({ kind: "kept" });
  expect(await messageOf(guardian, event.recording)).toMatchObject({
    direction: "from-toy",
    state: "received",
    author: null,
    toy: toy.id,
  });
  const opened = await guardian.listen(event.recording);
  expect(opened.toyBytes).toEqual(spoken);
  expect(opened.about).toMatchObject({ child: "the child", toy: "Bear", from: null, direction: "from-toy" });
  expect(opened.wav.byteLength).toBe(44 + 2 * decodeRecording(spoken).samples.length);
});

test("the same recording handed in twice is one recording", async () => {
  const event = await ready(spoken);
  expect(await handIn(spoken, event)).toEqual({ kind: "kept" });
  const { createdAt } = await messageOf(guardian, event.recording);
  expect(await handIn(spoken, event)).toEqual({ kind: "kept" });
  expect((await messageOf(guardian, event.recording)).createdAt).toBe(createdAt);
});

test("handed in twice at the same moment it is one recording, too", async () => {
  const event = await ready(spoken);
  rig.toys.says(event);
  rig.toys.says(event);
  await rig.settle();
  const tickets = rig.toys.all("take-recording").filter(({ recording }) => recording === event.recording);
  const answers = await Promise.all(
    tickets.map(({ ticket }) => {
      const use = rig.tickets.redeem(ticket, "home", "upload");
      return use?.kind === "upload" ? use.accept(spoken) : undefined;
    }),
  );
  expect(answers).toEqual([{ kind: "kept" }, { kind: "kept" }]);
  expect((await guardian.listen(event.recording)).toyBytes).toEqual(spoken);
});

const damaged = (at: number, value: number) => {
  const bytes = spoken.slice();
  bytes[at] = value;
  return bytes;
};

test.each<[string, () => Uint8Array<ArrayBuffer>, Partial<Ready>, string]>([
  ["bad magic", () => damaged(0, 0x58), {}, "recording.bad-magic"],
  ["bits that no toy uses", () => damaged(4, 9), {}, "recording.bad-bits"],
  ["a predictor that no toy has", () => damaged(33, 0xf0), {}, "recording.bad-predictor"],
  ["a size that is no whole block", () => spoken.slice(0, -3), {}, "recording.bad-size"],
  [
    "half of what the paw was seen to record, the toy having told nothing",
    () => spoken,
    { told_ms: null, seen_ms: 5_000 },
    "recording.wrong-duration",
  ],
  ["4 % more than the toy said", () => spoken, { told_ms: 2_090 }, "recording.wrong-duration"],
  ["4 % less than the toy said", () => spoken, { told_ms: 1_915 }, "recording.wrong-duration"],
  ["nothing", () => new Uint8Array(), {}, "recording.bad-magic"],
])(
  "a recording with %s is refused for good, and the guardians see that one was lost",
  async (_, make, change, code) => {
    const bytes = make();
    const event = await ready(bytes, change);
    expect(await handIn(bytes, event)).toEqual({ kind: "refused", code });
    expect(await messageOf(guardian, event.recording)).toMatchObject({
      state: "failed",
      failure: { code, retry: false },
      sealedBytes: 0,
    });
    await expect(guardian.listen(event.recording)).rejects.toMatchObject({ code: "message.not-here" });
  },
);

test("bytes that are not the ones announced are refused", async () => {
  const event = await ready(spoken);
  expect(await handIn(damaged(40, 1), event)).toEqual({ kind: "refused", code: "message.wrong-clip" });
});

test("a recording of a toy that nobody knows is refused", async () => {
  const event = await ready(spoken, { toy: randomId() });
  expect(await handIn(spoken, event)).toEqual({ kind: "refused", code: "toy.unknown" });
});

test("of a toy that was removed, what was brought home before is kept, and what is said into it since is nobody’s here", async () => {
  const owl = await rig.addToy("Owl");
  const known = rig.house.household.toys().find(({ id }) => id === owl.id);
  if (known === undefined) throw new Error("no toy");
  const gone = { at: rig.clock.now(), isSettled: true };
  await rig.house.household.change({ toys: [{ ...known, claimed: false, gone }] });
  rig.toys.saysToys({ toy: toy.id });
  const saidAt = (ms: number) => ({ toy: owl.id, recorded_at: new Date(gone.at + ms).toISOString() });
  expect(await handIn(spoken, await ready(spoken, saidAt(-1)))).toEqual({ kind: "kept" });
  expect(await handIn(spoken, await ready(spoken, saidAt(1)))).toEqual({
    kind: "refused",
    code: "toy.unknown",
  });
});

test("with no room to check it now, it is asked for again instead of lost", async () => {
  const check: ClipCheck["recording"] = async () => ({ kind: "refused", code: "check.busy", detail: "" });
  await using busy = await makeHubRig({
    change: ({ check: real }) => ({ check: { message: real.message, wav: real.wav, recording: check } }),
  });
  await busy.claim();
  const known = await busy.addToy();
  const event = await ready(spoken, { toy: known.id as Ready["toy"] });
  busy.toys.says(event);
  await busy.settle();
  const ticket = busy.toys.all("take-recording").at(-1)?.ticket ?? "";
  const use = busy.tickets.redeem(ticket, "home", "upload");
  if (use?.kind !== "upload") throw new Error("no ticket");
  await expect(use.accept(spoken)).rejects.toMatchObject({ code: "clip.not-checked" });
  expect(await busy.house.messages.get(event.recording)).toBeUndefined();
});

test("what the toy is doing shows while it does it, and is over when the recording is here", async () => {
  for (const [phase, activity] of [
    ["started", "recording"],
    ["ended", "idle"],
    ["fetching", "fetching"],
  ] as const) {
    rig.toys.says({ kind: "recording", toy: toy.id as Ready["toy"], phase });
    expect((await guardian.state()).toys[0]?.activity).toBe(activity);
  }
  await handIn(spoken, await ready(spoken));
  expect((await guardian.state()).toys[0]?.activity).toBe("idle");
});

test("after sealing nothing readable is left: neither the toy's bytes nor the sound, in no file", async () => {
  await handIn(spoken, await ready(spoken));
  await rig.settle();
  const { samples } = decodeRecording(spoken);
  const pieces = [spoken.subarray(200, 232), new Uint8Array(samples.buffer, samples.byteOffset + 4_000, 32)];
  const files = await readdir(rig.dir, { recursive: true, withFileTypes: true });
  expect(files.length).toBeGreaterThan(5);
  for (const file of files.filter((entry) => entry.isFile())) {
    const bytes = await readFile(`${file.parentPath}/${file.name}`);
    for (const piece of pieces) expect(bytes.includes(Buffer.from(piece)), file.name).toBe(false);
  }
});

test("one that was made while nobody watched is kept apart until a guardian who fetched it lets it in", async () => {
  const relative = await Relative.join(rig, guardian, [rightsFor(toy.child)], "Grandma");
  const hearer = relative.info.person.id;
  const event = await ready(spoken, { unseen: true });
  const letIn = () =>
    guardian.client.call("POST", `/messages/${event.recording}/let-in`, { schema: messageView });
  const refused = (code: string) => expect.objectContaining({ name: "HubRefusal", code });
  expect(await handIn(spoken, event)).toEqual({ kind: "kept" });
  expect(await messageOf(guardian, event.recording)).toMatchObject({ state: "quarantined" });
  await expect(letIn()).rejects.toEqual(refused("message.not-listened"));
  await guardian.listen(event.recording);
  await expect(share(guardian, event.recording, hearer)).rejects.toEqual(refused("share.quarantined"));
  await expect(relative.client.bytes(`/post/answers/${event.recording}`)).rejects.toEqual(
    refused("message.unknown"),
  );
  expect(await letIn()).toMatchObject({ state: "awaiting_release" });
  expect(await letIn()).toMatchObject({ state: "awaiting_release" });
  const entries = (await readLedger(guardian.client, guardian.info.hub)).filter(
    ({ kind }) => kind === "recording-let-in",
  );
  expect(entries).toMatchObject([{ person: guardian.info.person.id, subject: event.recording }]);
  expect(await share(guardian, event.recording, hearer)).toMatchObject({ state: "shared" });
});
