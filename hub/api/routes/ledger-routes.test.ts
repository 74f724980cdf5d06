import { afterEach, beforeEach, expect, test } from "vitest";
import { type Guardian, hum, prepareClip, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { makeSigner } from "../../../test/support/key-ring.ts";
import { followLedger, leadsTo } from "../../contract/follow-ledger.ts";
import type { Signer } from "../../contract/jws.ts";
import { BEFORE_THE_FIRST, type LedgerPlace } from "../../contract/ledger.ts";
import {
  countersign,
  countersignatureList,
  type LedgerEntryView,
  ledgerNews,
  ledgerPage,
  verifyCountersignature,
} from "../../contract/ledger-head.ts";

let rig: HubRig;
let guardian: Guardian;
beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
});
afterEach(() => rig[Symbol.asyncDispose]());

const after = (number: number) =>
  guardian.client.call("GET", `/ledger/after?number=${number}`, { schema: ledgerNews });
const follow = (pin?: Parameters<typeof followLedger>[1]) => followLedger(guardian.info.hub, pin, after);
const at = () => new Date(rig.clock.now()).toISOString();
const post = (countersignature: string) =>
  guardian.client.call("POST", "/ledger/countersignatures", { json: { countersignature } });
const sign = (place: LedgerPlace, by: Signer = guardian.device, hub = guardian.info.hub) =>
  countersign({ hub, ...place, at: at() }, by);
const list = async () =>
  (await guardian.client.call("GET", "/ledger/countersignatures", { schema: countersignatureList }))
    .countersignatures;
const kinds = async () => {
  const found: string[] = [];
  for await (const { kind } of rig.house.ledger.entries()) found.push(kind);
  return found;
};

test("who listens is in the ledger, with the device, and every page of it leads to what the hub signed", async () => {
  const toy = await rig.addToy();
  const { id } = await guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), toy);
  await guardian.stepUp(); // more than one listens to
  for (let n = 0; n < 120; n++) await guardian.client.bytes(`/messages/${id}/archive`);
  const { pin } = await follow();
  expect(pin.key).toBe(rig.house.signer.publicKey);
  let sound: LedgerPlace = pin;
  const shown: LedgerEntryView[] = [];
  while (sound.number > 0) {
    const path = `/ledger?before=${sound.number + 1}`;
    const page = await guardian.client.call("GET", path, { schema: ledgerPage });
    expect(page.entries.length).toBeLessThanOrEqual(100);
    sound = await leadsTo(sound, page);
    shown.push(...page.entries);
  }
  expect(sound).toEqual(BEFORE_THE_FIRST);
  expect(shown).toHaveLength(pin.number);
  const heard = shown.filter(({ kind }) => kind === "clip-handed-out");
  expect(heard).toHaveLength(120);
  for (const entry of heard)
    expect(entry).toMatchObject({
      person: guardian.info.person.id,
      subject: id,
      device: guardian.device.publicKey,
    });
});

test("a long ledger is read on in pieces, from nothing and from what is known", async () => {
  const entry = { at: 1, kind: "signed-in", person: null, subject: null } as const;
  await Promise.all(Array.from({ length: 1_100 }, () => rig.house.ledger.append(entry)));
  const { pin } = await follow();
  expect(pin).toMatchObject(await rig.house.ledger.head());
  expect((await after(0)).entries).toHaveLength(500);
  await rig.house.ledger.append(entry);
  expect((await follow(pin)).pin.number).toBe(pin.number + 1);
});

test("the newest countersignature of each device is kept, over a restart, and those of devices that are out are not shown", async () => {
  const { pin } = await follow();
  await post(await sign(pin));
  rig.clock.stepWallClock(1_000);
  const newer = await sign(pin);
  await post(newer);
  expect(await list()).toEqual([{ person: guardian.info.person.id, at: at(), countersignature: newer }]);
  expect(await verifyCountersignature(newer, guardian.info.hub)).toMatchObject({
    signer: guardian.device.publicKey,
    number: pin.number,
    hash: pin.hash,
  });
  await using next = await makeHubRig({ copyOf: rig.dir });
  expect(next.house.countersignatures.all()).toEqual(rig.house.countersignatures.all());
  expect(next.house.signer.publicKey).toBe(rig.house.signer.publicKey);

  const stranger = await makeSigner();
  await rig.house.countersignatures.put(
    { device: stranger.publicKey, person: guardian.info.person.id, at: 1, jws: newer },
    [],
  );
  expect(await list()).toHaveLength(1);
  await post(newer);
  expect(rig.house.countersignatures.all()).toHaveLength(1);
});

test("a device that saw another history is refused, and the ledger says so", async () => {
  const { pin } = await follow();
  const otherHash = { number: pin.number, hash: "5".repeat(64) };
  const beyond = { number: pin.number + 1, hash: pin.hash };
  for (const place of [otherHash, beyond])
    await expect(post(await sign(place))).rejects.toMatchObject({ code: "ledger.does-not-fit" });
  expect((await kinds()).slice(-2)).toEqual(["history-doubted", "history-doubted"]);
  expect(rig.house.countersignatures.all()).toEqual([]);
});

test("only the device that asks signs for itself, for this hub, and only where it counts", async () => {
  const { pin } = await follow();
  const stranger = await makeSigner();
  const before = await kinds();
  for (const bad of [await sign(pin, stranger), await sign(pin, guardian.device, randomId()), "a.b.c"])
    await expect(post(bad)).rejects.toMatchObject({ code: "ledger.not-signed" });
  expect(await kinds()).toEqual(before);
});

test("what is no number is refused", async () => {
  for (const path of ["/ledger", "/ledger?before=0", "/ledger?before=-1", "/ledger?before=1e3"])
    await expect(guardian.client.call("GET", path)).rejects.toMatchObject({ code: "http.malformed" });
  await expect(guardian.client.call("GET", "/ledger/after?number=x")).rejects.toMatchObject({
    code: "http.malformed",
  });
});
