/**
 * T-30, its part for relatives: nothing reaches the toy that no guardian has approved. A relative whom nobody trusts tries by
 * every way over HTTP; whoever owns the hub, process and data, tries with what such a relative sent. Before the approval the hub
 * has no readable byte of the message, with all of its keys at hand. The rest of T-30 is in `hub-taken-over.test.ts`.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { openBridge } from "../../ble/bridge/open-bridge.ts";
import { messageView, type ToyView } from "../../hub/contract/api.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { CHILD, makeBridgeRig, makeFamily } from "../support/bridge-rig.ts";
import { foundIn, piecesOf } from "../support/canaries.ts";
import { type Clip, cookieFetch, type Guardian, prepareClip, randomId } from "../support/guardian.ts";
import { keysOf, makeSigner } from "../support/key-ring.ts";
import { readWithDeviceKey } from "../support/opened-store.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { Relative, rightsFor } from "../support/relative.ts";
import { noise } from "../support/unlike-sound.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const STAMP = "hub/contract/stamp.ts";
const NO_TRUST: Patch = {
  file: STAMP,
  find: "  if (isUntrusted(roster, person, stamp.child))\n",
  replace: "  if (isUntrusted(roster, person, stamp.child) && stamp.v === (2 as number))\n",
};
const NO_RIGHTS: Patch = {
  file: "hub/use-cases/take-post.ts",
  find: '  if (!isTrusted) throw new SignatureError("stamp.not-trusted", "a guardian listens first");\n',
  replace: "  void isTrusted;\n",
};
const OPEN_TO_ALL: Patch = {
  file: "hub/api/route.ts",
  find: '  guardian: ["guardian"],',
  replace: '  guardian: ["guardian", "relative"],',
};

let clip: Clip;
beforeAll(async () => {
  clip = await prepareClip(noise(2), 16_000, () => 0.5);
});

interface House extends AsyncDisposable {
  readonly hub: AttackedHub;
  readonly guardian: Guardian;
  readonly relative: Relative;
  readonly ble: PlayedBle;
  readonly toy: ToyView;
}

async function openHouse(patches: readonly Patch[] = []): Promise<House> {
  await using opening = new AsyncDisposableStack();
  const hub = opening.use(await AttackedHub.start({ cheapHash: true, patches }));
  const { guardian } = await hub.claim();
  const ble = opening.use(await PlayedBle.open(hub.stack));
  const toy = await ble.claimedBy(guardian, "Bear", "Child");
  const browser = () => cookieFetch(() => hub.stack.address);
  const relative = await Relative.join({ browser }, guardian, [rightsFor(toy.child)]);
  const opened = opening.move();
  return { hub, guardian, relative, ble, toy, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

const stampForm = async ({ guardian, relative, toy }: House, id: string): Promise<FormData> => {
  const form = new FormData();
  const stamp = await guardian.stamp(clip, toy, id, {}, relative.device);
  form.set("meta", JSON.stringify({ id, child: toy.child, toy: toy.id, clip: clip.sha256, stamp }));
  form.set("toy", new Blob([clip.toyBytes]));
  return form;
};

/** Whatever a relative's browser could be made to send. */
const WAYS: readonly (readonly [string, (house: House) => Promise<unknown>])[] = [
  ["a stamp by the own device", ({ relative, guardian, toy }) => relative.sendStamped(guardian, clip, toy)],
  [
    "the guardians' own door",
    async ({ relative, guardian, toy }) => {
      const id = randomId();
      const stamp = await guardian.stamp(clip, toy, id, {}, relative.device);
      const form = await guardian.form(clip, toy, id, { stamp });
      return relative.client.call("POST", "/messages", { form });
    },
  ],
  [
    "an approval of the own message",
    async (house) => {
      const { id } = await house.relative.sendSealed(house.guardian, clip, house.toy.child);
      return house.relative.client.call("PUT", `/messages/${id}/stamp`, { form: await stampForm(house, id) });
    },
  ],
  [
    "readable bytes beside the sealed ones",
    async ({ relative, guardian, toy }) => {
      const form = await relative.sealedForm(guardian, clip, toy.child);
      form.set("toy", new Blob([clip.toyBytes]));
      return relative.client.call("POST", "/post/sealed", { form });
    },
  ],
];

/** Long enough for what would be delivered: an approved message takes a tenth of it. */
const soon = () => new Promise((resolve) => setTimeout(resolve, 1_500));

describe("a relative whom nobody trusts", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house?.[Symbol.asyncDispose]());

  test("gets nothing to the toy, and no readable byte into the hub, whose keys are all at hand", async () => {
    for (const [name, way] of WAYS)
      await expect(way(house), name).rejects.toMatchObject({ name: "HubRefusal" });
    const { id } = await house.relative.sendSealed(house.guardian, clip, house.toy.child);
    await soon();
    expect(house.ble.delivered).toEqual([]);
    const canaries = { clip: piecesOf(clip.toyBytes), wav: piecesOf(clip.wav) };
    expect(foundIn(await readWithDeviceKey(house.hub.stack.dataFolder), canaries)).toEqual([]);

    // The same search, and the same toy, once a guardian has approved it: so both would have shown it.
    const form = new FormData();
    const { toy, guardian } = house;
    const stamp = await guardian.stamp(clip, toy, id);
    form.set("meta", JSON.stringify({ id, child: toy.child, toy: toy.id, clip: clip.sha256, stamp }));
    form.set("toy", new Blob([clip.toyBytes]));
    await guardian.client.call("PUT", `/messages/${id}/stamp`, { form, schema: messageView });
    await expect.poll(() => house.ble.delivered.length, { timeout: 30_000 }).toBe(1);
    expect(new Uint8Array(house.ble.delivered[0] ?? [])).toEqual(clip.toyBytes);
    expect(foundIn(await readWithDeviceKey(house.hub.stack.dataFolder), canaries)).toEqual(["clip"]);
  });
});

describe("whoever owns the hub", () => {
  /** Process, data, credential, and all that an untrusted relative ever signed; the bridge is the real one. */
  async function deliverStampedByRelative(open?: typeof openBridge): Promise<number> {
    const family = await makeFamily();
    const [keys, device, person] = [await makeSigner(), await makeSigner(), randomId()];
    const children = [{ child: CHILD, mayWrite: true, isTrusted: false, mayHear: true }];
    await family.add({ kind: "relative", person, ...keysOf(keys, "p"), children });
    await family.add({ kind: "device", person, deviceKey: device.publicKey }, keys);
    await using rig = await makeBridgeRig(open === undefined ? {} : { openBridge: open });
    const toy = await rig.claim(family.entries);
    await rig.command(await rig.makeDelivery(family, toy, { signer: device }));
    await rig.command(await rig.makeDelivery(family, toy, { command: { stamp: "a.b.c" } }));
    await rig.settle();
    return rig.toy.uploads;
  }

  test("gets nothing to the toy with what an untrusted relative signed, nor with no stamp at all", async () => {
    expect(await deliverStampedByRelative()).toBe(0);
  });

  test("does, where ble does not look whether a guardian trusts the signer", TAKES_BARRIER_OUT, async () => {
    await using copy = await makePatchedCopy([NO_TRUST], ["ble"]);
    const { openBridge: open } = await copy.load<{ openBridge: typeof openBridge }>(
      "ble/bridge/open-bridge.ts",
    );
    expect(await deliverStampedByRelative(open)).toBe(1);
  });
});

describe("the test of the test", () => {
  test(
    "where the hub takes a stamp of anybody in the roster, the relative is heard by the child",
    TAKES_BARRIER_OUT,
    async () => {
      await using house = await openHouse([NO_TRUST, NO_RIGHTS]);
      await house.relative.sendStamped(house.guardian, clip, house.toy);
      await expect.poll(() => house.ble.delivered.length, { timeout: 30_000 }).toBe(1);
    },
  );

  test(
    "where guardians' doors are open to relatives, they approve their own",
    TAKES_BARRIER_OUT,
    async () => {
      await using house = await openHouse([NO_TRUST, OPEN_TO_ALL]);
      const approve = WAYS.find(([name]) => name === "an approval of the own message")?.[1];
      await approve?.(house);
      await expect.poll(() => house.ble.delivered.length, { timeout: 30_000 }).toBe(1);
    },
  );
});
