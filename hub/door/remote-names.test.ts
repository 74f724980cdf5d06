import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashLabel, hubIdOf, parseRemoteName } from "../../relay/wire/remote-name.ts";
import { randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { OPERATOR_NOTE } from "../../test/support/joined.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { minutes, ms } from "../domain/duration.ts";
import type { Comer } from "../ports/remote-names.ts";
import { type DoorNames, openRemoteNames } from "./remote-names.ts";

const TEN_MINUTES = minutes(10);
let rig: HubRig;
let names: DoorNames;
let gone: string[];
let changes: number;

const comer = async (): Promise<Comer> => ({ device: (await makeSigner()).publicKey, person: randomId() });
const serverName = (origin: string) => new URL(origin).hostname;
const enter = async (by: Comer, who = by): Promise<string> => {
  const origin = names.lend(by, TEN_MINUTES)?.origin ?? "";
  await names.entered(origin, who);
  return origin;
};

beforeEach(async () => {
  rig = await makeHubRig();
  [gone, changes] = [[], 0];
  names = rig.remoteNames;
  await names.join(OPERATOR_NOTE, []);
  names.onChange((dropped) => {
    gone.push(...dropped);
    changes += 1;
  });
});
afterEach(() => rig[Symbol.asyncDispose]());

test("has no name at all before the hub joined a relay, nor after it left", async () => {
  await using fresh = await makeHubRig();
  const before = fresh.remoteNames;
  expect(before.lend(await comer(), TEN_MINUTES)).toBeUndefined();
  expect([before.addresses(), before.hashes(), before.domain()]).toEqual([[], [], undefined]);
  const origin = await enter(await comer());
  await names.leave([]);
  expect([names.addresses(), names.hashes(), names.domain()]).toEqual([[], [], undefined]);
  expect(names.isOurs(serverName(origin))).toBe(false);
  expect(gone).toEqual([serverName(origin)]);
});

test("makes a name that nobody guesses, under this hub's own, and tells the relay its hash alone", async () => {
  const [one, other] = [names.lend(await comer(), TEN_MINUTES), names.lend(await comer(), TEN_MINUTES)];
  const parsed = [one, other].map((lent) =>
    parseRemoteName(serverName(lent?.origin ?? ""), "family.example"),
  );
  const hub = hubIdOf(rig.house.signer.publicKey);
  expect(parsed.map((name) => name?.hub)).toEqual([hub, hub]);
  expect(parsed[0]?.label).not.toBe(parsed[1]?.label);
  expect(names.hashes()).toEqual(parsed.map((name) => name && hashLabel(name.label)));
  expect(names.domain()).toBe(`${hub}.family.example`);
  expect(names.addresses().map(({ rpId }) => rpId)).toEqual([names.domain(), names.domain()]);
});

test.each([
  [443, ""],
  [8_443, ":8443"],
])("names a port only where browsers do not know it: %i", async (port, behind) => {
  await names.join({ ...OPERATOR_NOTE, port }, []);
  expect(names.lend(await comer(), TEN_MINUTES)?.origin).toMatch(new RegExp(`\\.family\\.example${behind}$`));
});

test("answers to its own names and to nothing that resembles one", async () => {
  const name = serverName(await enter(await comer()));
  const [label = "", hub = ""] = name.split(".");
  expect(names.isOurs(name)).toBe(true);
  const strange = [
    name.replace("family.example", "family.example.evil"),
    `x.${name}`,
    `${label}.${hub}.other.example`,
    `${hub}.${label}.family.example`,
    `${hub}.family.example`,
    `${"a".repeat(26)}.${hub}.family.example`,
    `${label}.${"a".repeat(26)}.family.example`,
    `relay.family.example`,
    "localhost",
    "",
  ];
  expect(strange.filter((one) => names.isOurs(one))).toEqual([]);
});

describe("a name that was lent", () => {
  test("is one until its time is over, and is not written down", async () => {
    const lent = names.lend(await comer(), TEN_MINUTES);
    await rig.clock.advance(ms(TEN_MINUTES - 1));
    expect(names.isOurs(serverName(lent?.origin ?? ""))).toBe(true);
    await rig.clock.advance(ms(1));
    expect(names.isOurs(serverName(lent?.origin ?? ""))).toBe(false);
    expect(names.hashes()).toEqual([]);
    expect(gone).toEqual([serverName(lent?.origin ?? "")]);
  });

  test("is taken back at once", async () => {
    const lent = names.lend(await comer(), TEN_MINUTES);
    lent?.takeBack();
    expect(names.hashes()).toEqual([]);
    lent?.takeBack();
    expect(changes).toBe(2);
  });

  test("stays where somebody came in by it, also over a restart", async () => {
    const who = await comer();
    const origin = await enter(await comer(), who);
    await rig.clock.advance(TEN_MINUTES);
    await rig.settle();
    expect(names.of(who.device)).toEqual([origin]);
    await using again = await makeHubRig({ copyOf: rig.dir });
    expect(again.remoteNames.domain()).toBe(names.domain());
  });
});

describe("goes", () => {
  test("with the device that came by it, whoever lent it; with nobody else's", async () => {
    const [one, other, lender] = [await comer(), await comer(), await comer()];
    const [of, kept] = [await enter(lender, one), await enter(lender, other)];
    names.dropDevice(one.device);
    expect(gone).toEqual([serverName(of)]);
    expect(names.addresses().map(({ origin }) => origin)).toEqual([kept]);
    names.dropDevice(lender.device);
    expect(names.of(other.device)).toEqual([kept]);
  });

  test("with any of several devices that know it", async () => {
    const [one, other] = [await comer(), await comer()];
    const origin = await enter(one);
    await names.entered(origin, other);
    expect(names.of(other.device)).toEqual([origin]);
    names.dropDevice(one.device);
    expect(names.of(other.device)).toEqual([]);
  });

  test("with what a device lent to one that has not come", async () => {
    const lender = await comer();
    const lent = names.lend(lender, TEN_MINUTES);
    names.dropDevice(lender.device);
    expect(names.isOurs(serverName(lent?.origin ?? ""))).toBe(false);
    await names.entered(lent?.origin ?? "", await comer());
    expect(names.hashes()).toEqual([]);
  });

  test("with a person, all of theirs", async () => {
    const [one, other] = [await comer(), await comer()];
    const kept = await enter(other);
    await enter(one);
    await enter({ ...(await comer()), person: one.person });
    names.lend(one, TEN_MINUTES);
    names.dropPerson(one.person);
    expect(names.addresses().map(({ origin }) => origin)).toEqual([kept]);
  });

  test("but the acting device's, when somebody may have got in", async () => {
    const acting = await comer();
    const kept = await enter(acting);
    await enter({ ...(await comer()), person: acting.person });
    names.lend(acting, TEN_MINUTES);
    names.dropOthers(acting.device);
    expect(names.addresses().map(({ origin }) => origin)).toEqual([kept]);
  });
});

test("lends no more than a relay takes", async () => {
  const lender = await comer();
  const lent = Array.from({ length: 300 }, () => names.lend(lender, TEN_MINUTES));
  expect(lent.filter((one) => one !== undefined)).toHaveLength(256);
  expect(names.hashes()).toHaveLength(256);
});

test("keeps of the devices that came by one name the newest", async () => {
  const origin = await enter(await comer());
  const comers = await Promise.all(Array.from({ length: 20 }, comer));
  for (const one of comers) await names.entered(origin, one);
  expect(comers.filter(({ device }) => names.of(device).length > 0)).toEqual(comers.slice(-16));
});

test("counts its sessions up, over restarts too", async () => {
  const store = await sessionsOf(rig);
  expect(store).toEqual([1, 2]);
});

test("drops at a start what a kill left of somebody who was sent away", async () => {
  await rig.claim();
  const [session] = rig.house.household.sessions();
  if (session === undefined) throw new Error("nobody is in");
  const origin = await enter(session);
  await rig.settle();
  const open = () =>
    openRemoteNames({
      store: rig.remoteStore,
      household: rig.house.household,
      hubKey: rig.house.signer.publicKey,
      clock: rig.clock,
      random: randomBytes,
      fail: (error) => void rig.failures.push(error),
    });
  expect(open().of(session.device)).toEqual([origin]);
  await rig.house.household.endSession(session.id, { at: rig.clock.now(), by: session.person });
  expect(open().of(session.device)).toEqual([]);
});

const sessionsOf = async ({ remoteStore }: HubRig) => [
  await remoteStore.nextSession(),
  await remoteStore.nextSession(),
];

test("of the devices' names a guardian's comes first, then the oldest, then those that are lent; a sheet's and an invitation's are none", async () => {
  const guardian = { device: (await makeSigner()).publicKey, person: randomId() };
  await rig.claim();
  const [person] = rig.house.household.people();
  const strangers = await enter(await comer());
  rig.clock.stepWallClock(1_000);
  const other = await enter(await comer());
  const own = await enter({ ...guardian, person: person?.id ?? guardian.person });
  const lent = names.lend(await comer(), TEN_MINUTES)?.origin ?? "";
  await names.forSheets(randomId());
  await names.invite(randomId(), await comer());
  expect(names.deviceNames()).toEqual([own, strangers, other, lent].map(serverName));
  await names.leave([]);
  expect(names.deviceNames()).toEqual([]);
});
