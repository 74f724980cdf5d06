/**
 * A message for a date, from a guardian's Send to the toy: real hub, real bridge, one clock. It is brought at its moment, and not before; not
 * by a hub either that was taken over and lets go of everything at once, and neither does such a hub get anything of the library onto a toy
 * that no guardian's device stamped. Each barrier is taken out of a copy of the source.
 */
import { afterAll, expect, onTestFinished, test } from "vitest";
import type { openBridge } from "../../ble/bridge/open-bridge.ts";
import { openClipCheck } from "../../hub/check/open-clip-check.ts";
import { messageView } from "../../hub/contract/api.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { readWhen, stampTimes } from "../../hub/contract/times.ts";
import { hours, minutes } from "../../hub/domain/duration.ts";
import type { startTimes } from "../../hub/use-cases/keep-times.ts";
import { type Clip, hum, prepareClip, randomId } from "../support/guardian.ts";
import { type HubAndBridge, joinHubAndBridge } from "../support/hub-and-bridge.ts";
import { makeSigner } from "../support/key-ring.ts";
import { makeManualClock } from "../support/manual-clock.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { ROOM } from "../support/played-toys.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { furtherBarrier } from "./further-barrier.ts";

/** What the hub's rules are made of, as far as they lead to a delivery. */
const RULES = {
  hearToys: "hub/use-cases/hear-toys.ts",
  buildApp: "hub/api/build-app.ts",
  ALL_ROUTES: "hub/api/routes/all-routes.ts",
} as const;
const WAIT = hours(2);

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
const copies = new AsyncDisposableStack();
afterAll(async () => {
  await copies.disposeAsync();
  await check[Symbol.asyncDispose]();
});

const LETS_ALL_GO: Patch = {
  file: "hub/domain/message-when.ts",
  find: "  const wished = wishedAt(when, times);\n  const due =",
  replace: "  if (notBefore > 0) return undefined;\n  const wished = wishedAt(when, times);\n  const due =",
};
const ASKS_AT_ANY_TIME: Patch = {
  file: "hub/use-cases/deliver-next.ts",
  find: "  const refusal = await stampRefusal(house, toy, record);\n",
  replace: "  const refusal = record.stamp === '' ? await stampRefusal(house, toy, record) : undefined;\n",
};
const BLE_LOOKS_AT_NO_CLOCK: Patch = {
  file: "hub/contract/stamp.ts",
  find: `  if (expected.now < stamp.notBefore * 1_000) throw new SignatureError("stamp.too-early", "not valid yet");\n`,
  replace: "",
};
const BLE_ASKS_NOT_WHO: Patch = {
  file: "hub/contract/stamp.ts",
  find: `  if (person === undefined)
    throw new SignatureError("stamp.unknown-signer", "signed by a device that does not count");
`,
  replace: "  if (person === undefined) return { ...stamp, signer: stamp.message };\n",
};

interface Start {
  readonly hub?: readonly Patch[];
  readonly ble?: readonly Patch[];
}
async function start({ hub = [], ble = [] }: Start = {}): Promise<HubAndBridge> {
  const copyOf = async (patches: readonly Patch[], whole: readonly string[] = []) =>
    patches.length === 0 ? undefined : copies.use(await makePatchedCopy(patches, whole));
  const [ofHub, ofBle] = [await copyOf(hub), await copyOf(ble, ["ble"])];
  const rules =
    ofHub &&
    Object.assign({}, ...(await Promise.all(Object.values(RULES).map((file) => ofHub.load<object>(file)))));
  const times = await ofHub?.load<{ startTimes: typeof startTimes }>("hub/use-cases/keep-times.ts");
  const bridge = await ofBle?.load<{ openBridge: typeof openBridge }>("ble/bridge/open-bridge.ts");
  const joined = await joinHubAndBridge({ ...(rules && { hub: rules }), ...times, ...bridge }, check);
  onTestFinished(() => joined[Symbol.asyncDispose]());
  return joined;
}

const aClip = () => prepareClip(hum(1, 3), 16_000, () => 0.5);
/** For a date, in two hours, as the page sends it. */
async function sendForLater({ hub, guardian, toy, settle }: HubAndBridge, clip: Clip): Promise<string> {
  const id = randomId();
  const at = hub.clock.now() + WAIT;
  const when = { kind: "at", at: new Date(at).toISOString() } as const;
  const stamp = await guardian.stamp(clip, toy, id, stampTimes(readWhen(when), at, hub.clock.now()));
  const form = await guardian.form(clip, toy, id, { stamp });
  form.set("meta", JSON.stringify({ ...JSON.parse(String(form.get("meta"))), when }));
  await guardian.client.call("POST", "/messages", { form, schema: messageView });
  await settle();
  return id;
}
const stateOf = async ({ guardian }: HubAndBridge, id: string) =>
  (await guardian.state()).messages.find((message) => message.id === id)?.state;

/** @returns how often something was put on the toy before its moment, and by its moment */
async function uploadsAround(joined: HubAndBridge): Promise<{ before: number; byThen: number; id: string }> {
  const id = await sendForLater(joined, await aClip());
  await joined.live(minutes(119));
  const before = joined.bridge.toy.uploads;
  await joined.live(minutes(2));
  return { before, byThen: joined.bridge.toy.uploads, id };
}

test("a message for a date is brought at its moment, not a minute before, and once", async () => {
  const joined = await start();
  const { before, byThen, id } = await uploadsAround(joined);
  expect([before, byThen]).toEqual([0, 1]);
  expect(await stateOf(joined, id)).toBe("on_toy");
  joined.bridge.toy.says({ kind: "playback-ended", commanded: false });
  await joined.settle();
  expect(await stateOf(joined, id)).toBe("played");
  await joined.live(minutes(30));
  expect(joined.bridge.toy.uploads).toBe(1);
});

test("a hub that lets go of everything at once gets nothing onto the toy before, and does then", async () => {
  const joined = await start({ hub: [LETS_ALL_GO, ASKS_AT_ANY_TIME] });
  const { before, byThen } = await uploadsAround(joined);
  expect(joined.hub.toys.all("deliver").length, "it asked all the while").toBeGreaterThan(3);
  expect([before, byThen]).toEqual([0, 1]);
});

furtherBarrier("without ble’s look at the clock it does", {}, async () => {
  const joined = await start({ hub: [LETS_ALL_GO, ASKS_AT_ANY_TIME], ble: [BLE_LOOKS_AT_NO_CLOCK] });
  expect((await uploadsAround(joined)).before).toBe(1);
});

/** The hub has the library’s bytes, and commands them as it does a copy that was stamped; by its own hand. */
async function forceFromLibrary({ hub, bridge, guardian, toy, settle }: HubAndBridge): Promise<number> {
  const clip = await aClip();
  const own = await makeSigner();
  const message = randomId();
  const stamps = ["", "e30.e30.e30", await guardian.stamp(clip, toy, message, {}, own)];
  for (const stamp of stamps) {
    await hub.house.toys.send(ROOM, {
      kind: "deliver",
      id: randomId(),
      message,
      toy: toy.id,
      ticket: hub.tickets.issueDownload(ROOM, async () => clip.toyBytes),
      bytes: clip.toyBytes.byteLength,
      sha256: await sha256(clip.toyBytes),
      milliseconds: clip.milliseconds,
      stamp,
      quiet: true,
    });
    await settle();
  }
  return bridge.toy.uploads;
}

test("something of the library that nobody stamped reaches no toy", async () => {
  const joined = await start();
  expect(await forceFromLibrary(joined)).toBe(0);
  expect(joined.bridge.log.filter(({ phrase }) => phrase === "delivery failed")).toHaveLength(3);
});

furtherBarrier("without ble’s look at whose device stamped it, it does", {}, async () => {
  expect(await forceFromLibrary(await start({ ble: [BLE_ASKS_NOT_WHO] }))).toBe(1);
});
