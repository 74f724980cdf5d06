/** The real bleno as the machine, the real noble as a phone, on the virtual air: what a phone sees, asks and is answered. */
import { expect, onTestFinished, test } from "vitest";
import { minutes, seconds } from "../../hub/domain/duration.ts";
import type { LogFacts } from "../../hub/ports/logger.ts";
import { findImprov, openImprov } from "../../test/support/improv-phone.ts";
import { loadNoble, poweredOn } from "../../test/support/real-stacks.ts";
import { openAir } from "../simulator/air/air.ts";
import { openSteppedClock } from "../simulator/air/stepped-clock.ts";
import { ERRORS, encodeResult, encodeSettings, IMPROV, STATES, type WifiSettings } from "./improv-packets.ts";
import { serveImprov } from "./serve-improv.ts";

const RIGHT = "four lanterns beside our kettle";
const ADDRESS = "https://pawpost-abcdefgh.local";

interface Setting {
  readonly isClaimed?: boolean | undefined;
  readonly hasNetwork?: boolean;
  /** How often it looks whether it is over, seconds. */
  readonly every?: number;
}

async function openRig({ isClaimed = false, hasNetwork = false, every = 3 }: Setting = {}) {
  const clock = openSteppedClock();
  const air = openAir({ clock, seed: 7, intervalMs: 15 });
  const machine = air.addController("c0:00:00:00:00:01");
  const { noble, ...phone } = loadNoble(air.addController("d0:00:00:00:00:01").transport);
  const house: { isClaimed: boolean | undefined; hasNetwork: boolean } = { isClaimed, hasNetwork };
  const asked: WifiSettings[] = [];
  const logged: string[] = [];
  const note = (phrase: string, facts?: LogFacts) => void logged.push(phrase, JSON.stringify(facts));
  const stopping = new AbortController();
  const over = serveImprov({
    transport: machine.transport,
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    window: minutes(10),
    lookEvery: seconds(every),
    hub: { isClaimed: async () => house.isClaimed, address: async () => ADDRESS },
    hasNetwork: () => house.hasNetwork,
    joinWifi: async (settings) => {
      asked.push(settings);
      await clock.sleep(seconds(4));
      return settings.passphrase === RIGHT;
    },
    signal: stopping.signal,
  });
  onTestFinished(async () => {
    stopping.abort();
    await over;
    phone[Symbol.dispose]();
    air[Symbol.dispose]();
    clock[Symbol.dispose]();
  });
  await poweredOn(noble);
  return { clock, noble, house, asked, logged, over };
}
type Rig = Awaited<ReturnType<typeof openRig>>;

const look = ({ noble, clock }: Rig) => findImprov(noble, (wait) => clock.sleep(wait));
const open = ({ noble, clock }: Rig) => openImprov(noble, (wait) => clock.sleep(wait));

const SETTINGS = { name: "Upstairs", passphrase: RIGHT };

test("a phone finds it, tells it the Wi-Fi, and is told where the hub is; then the radio is silent", async () => {
  const rig = await openRig();
  const phone = await open(rig);
  const [data] = phone.peripheral.advertisement.serviceData;
  expect(phone.peripheral.advertisement).toMatchObject({
    localName: "Pawpost",
    serviceUuids: [IMPROV.service],
  });
  expect([data?.uuid, [...(data?.data ?? [])]]).toEqual(["4677", [STATES.authorized, 0, 0, 0, 0, 0]]);
  expect([await phone.read("state"), await phone.read("error")]).toEqual([
    [STATES.authorized],
    [ERRORS.none],
  ]);
  expect(await phone.read("capabilities")).toEqual([0]);
  await phone.write(encodeSettings(SETTINGS));
  await rig.clock.sleep(seconds(6));
  expect(rig.asked).toEqual([SETTINGS]);
  expect(phone.bytes("state")).toEqual([STATES.provisioning, STATES.provisioned]);
  expect(phone.bytes("result")).toEqual([...encodeResult([ADDRESS])]);
  expect(await phone.read("result")).toEqual([...encodeResult([ADDRESS])]);
  rig.house.hasNetwork = true;
  expect(await rig.over).toBe("network");
  await rig.clock.sleep(seconds(10));
  expect(phone.peripheral.state).toBe("disconnected");
  expect(await look(rig)).toBeUndefined();
  expect(rig.logged.join()).not.toMatch(/lanterns|Upstairs/);
});

test("a wrong passphrase is told, and may be corrected", async () => {
  const rig = await openRig();
  const phone = await open(rig);
  await phone.write(encodeSettings({ ...SETTINGS, passphrase: "five lanterns" }));
  await rig.clock.sleep(seconds(6));
  expect(phone.bytes("error")).toEqual([ERRORS.none, ERRORS.notConnected]);
  expect(phone.bytes("state")).toEqual([STATES.provisioning, STATES.authorized]);
  await phone.write(encodeSettings(SETTINGS), 3);
  await rig.clock.sleep(seconds(6));
  expect(phone.bytes("state").at(-1)).toBe(STATES.provisioned);
});

test("what is damaged, unknown or too long is refused, and nothing is joined", async () => {
  const rig = await openRig();
  const phone = await open(rig);
  const packet = encodeSettings(SETTINGS);
  packet[packet.byteLength - 1] = (packet.at(-1) ?? 0) ^ 1;
  await phone.write(packet);
  await phone.write(Uint8Array.from([0x02, 0, 0x02]));
  await phone.write(encodeSettings({ name: "n".repeat(33), passphrase: RIGHT }));
  await rig.clock.sleep(seconds(2));
  expect(phone.bytes("error")).toEqual([ERRORS.invalid, ERRORS.unknown, ERRORS.invalid]);
  expect(rig.asked).toEqual([]);
  expect(await phone.read("state")).toEqual([STATES.authorized]);
});

test("half a packet of a phone that went is not completed by the next one", async () => {
  const rig = await openRig();
  const first = await open(rig);
  await first.write(encodeSettings(SETTINGS).subarray(0, 10));
  await first.peripheral.disconnectAsync();
  const second = await open(rig);
  await second.write(encodeSettings(SETTINGS));
  await rig.clock.sleep(seconds(6));
  expect(second.bytes("error")).toEqual([ERRORS.none]);
  expect(rig.asked).toEqual([SETTINGS]);
});

test("ten minutes after it was switched on it is gone, whoever is connected", async () => {
  const rig = await openRig();
  const phone = await open(rig);
  await rig.clock.sleep(minutes(10));
  expect(await rig.over).toBe("unused");
  await rig.clock.sleep(seconds(5));
  expect(phone.peripheral.state).toBe("disconnected");
  expect(await look(rig)).toBeUndefined();
});

test("and until it is gone, it takes no Wi-Fi from anybody", async () => {
  const rig = await openRig({ every: 1_200 });
  await rig.clock.sleep(minutes(10));
  const phone = await open(rig);
  expect([...(phone.peripheral.advertisement.serviceData[0]?.data ?? [])][0]).toBe(STATES.unauthorized);
  await phone.write(encodeSettings(SETTINGS));
  await rig.clock.sleep(seconds(6));
  expect(phone.bytes("error")).toEqual([ERRORS.notAuthorized]);
  expect(rig.asked).toEqual([]);
});

test.each([
  ["claimed", true],
  ["silent", undefined],
])("in the very moment in which the hub is %s, it takes no Wi-Fi", async (_, isClaimed) => {
  const rig = await openRig({ every: 1_200 });
  const phone = await open(rig);
  rig.house.isClaimed = isClaimed;
  await phone.write(encodeSettings(SETTINGS));
  await rig.clock.sleep(seconds(6));
  expect(phone.bytes("error")).toEqual([ERRORS.none, ERRORS.notAuthorized]);
  expect(rig.asked).toEqual([]);
});

test("while one phone is connected no other one finds it", async () => {
  const rig = await openRig();
  const phone = await open(rig);
  await phone.write(encodeSettings({ ...SETTINGS, passphrase: "five lanterns" }));
  expect(await look(rig)).toBeUndefined();
  await phone.peripheral.disconnectAsync();
  expect(await look(rig)).toBeDefined();
});

test("once somebody has claimed the hub it is gone, in the middle of it too", async () => {
  const rig = await openRig();
  const phone = await open(rig);
  rig.house.isClaimed = true;
  expect(await rig.over).toBe("claimed");
  await rig.clock.sleep(seconds(5));
  expect(phone.peripheral.state).toBe("disconnected");
  expect(await look(rig)).toBeUndefined();
});

test.each([
  ["claimed", { isClaimed: true }],
  ["network", { hasNetwork: true }],
] as const)("where it is not wanted, nothing is ever heard of it: %s", async (why, house) => {
  const rig = await openRig(house);
  expect(await rig.over).toBe(why);
  expect(await look(rig)).toBeUndefined();
});
