import { afterAll, beforeAll, expect, test } from "vitest";
import { type Guardian, hum, prepareClip } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { invite, secondGuardian } from "../../test/support/joining.ts";
import { hubStatus, peopleStatus } from "../contract/hub-status.ts";
import { viewPeople } from "./view-people.ts";
import { viewStatus } from "./view-status.ts";

const PROGRAM = { version: "0.1.0", address: "http://localhost:8080" };

let rig: HubRig;
let robin: Guardian;
beforeAll(async () => {
  rig = await makeHubRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
const status = async () => hubStatus.parse(await viewStatus(rig.house, PROGRAM));
const people = async () => peopleStatus.parse(await viewPeople(rig.house));

test("a hub that nobody has claimed says so, and has nobody", async () => {
  expect(await status()).toMatchObject({
    ...PROGRAM,
    claimed: false,
    guardians: 0,
    relatives: 0,
    toys: [],
    waiting: 0,
    unheard: 0,
    radio: { online: true, adapter: "on", simulated: true },
    away: null,
    backup: { folder: null, lastAt: null, failing: null },
    disk: { room: "enough", freeBytes: expect.any(Number) },
    unseenAlerts: 0,
  });
  expect(await people()).toEqual({ people: [], invitations: [] });
});

test("of each toy: what it does, since when it is gone, and what is to be brought", async () => {
  robin = await rig.claim("Robin");
  const toy = await rig.addToy("Bear");
  await robin.send(await prepareClip(hum(0.5, 1), 16_000), toy);
  await rig.settle();
  const { toys, waiting, claimed } = await status();
  expect([claimed, waiting]).toEqual([true, 1]);
  expect(toys).toMatchObject([
    { name: "Bear", state: "idle", signal: -60, waiting: 1, unheard: 0, room: null },
  ]);
  expect(toys[0]?.lastContact).toBe((await status()).now);
  rig.toys.saysToys({ toy: toy.id, connected: false, rssi: null, seen_at: "2026-01-02T03:04:05.000Z" });
  await rig.settle();
  expect((await status()).toys).toMatchObject([
    { state: "away", signal: null, lastContact: "2026-01-02T03:04:05.000Z" },
  ]);
});

test("people are named with their devices and who is invited, and no key of anybody's and no link", async () => {
  await secondGuardian(rig, robin, "Kim");
  const { id, fragment } = await invite(robin, { role: "guardian", name: "Uncle" });
  const said = await people();
  expect(said.people.map(({ name, role, devices }) => [name, role, devices.length])).toEqual([
    ["Robin", "guardian", 1],
    ["Kim", "guardian", 1],
  ]);
  expect(said.people[0]?.devices).toMatchObject([{ label: "Test", signedIn: true, mayApprove: true }]);
  expect(said.invitations).toMatchObject([{ name: "Uncle", role: "guardian", opened: false }]);
  const text = JSON.stringify(said);
  for (const secret of [id, ...fragment.split("."), robin.device.publicKey, robin.info.person.signingKey])
    if (secret.length > 8) expect(text).not.toContain(secret);
  expect((await status()).guardians).toBe(2);
  expect((await status()).unseenAlerts).toBeGreaterThan(0);
});
