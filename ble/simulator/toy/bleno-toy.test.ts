import type { Characteristic } from "@abandonware/noble";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { PlainToyClient, type RawAdvert } from "../../../test/support/plain-toy-client.ts";
import { openToyRig, type ToyRig, type ToyRigOptions, until } from "../../../test/support/toy-rig.ts";
import {
  CHARACTERISTICS,
  CLOUDPETS_SERVICE,
  FIRMWARE_CHARACTERISTICS,
  FIRMWARE_SERVICE,
} from "../../toys/cloudpets/gatt-table.ts";

let opened: AsyncDisposableStack;

beforeEach(() => {
  opened = new AsyncDisposableStack();
});
afterEach(() => opened.disposeAsync());

async function open(options: ToyRigOptions = {}): Promise<{ rig: ToyRig; client: PlainToyClient }> {
  const rig = opened.use(await openToyRig({ ...options, air: { intervalMs: 12.5, ...options.air } }));
  return { rig, client: opened.use(await PlainToyClient.open(rig, rig.toy)) };
}

const hexOf = (text: string) => Buffer.from(text, "latin1").toString("hex");

function lastAdverts(client: PlainToyClient, rig: ToyRig): { advert: string; response: string } {
  const own = client.adverts.filter(({ address }) => address === rig.toy.address);
  const last = (wanted: (advert: RawAdvert) => boolean) => own.findLast(wanted)?.bytes.toString("hex") ?? "";
  return {
    advert: last((advert) => !advert.isScanResponse),
    response: last((advert) => advert.isScanResponse),
  };
}

test("advertises the 23 and 29 bytes of a toy fresh from the factory, every 500 ms", async () => {
  const { rig, client } = await open();
  await client.scan(seconds(5.2));
  expect(lastAdverts(client, rig)).toEqual({
    advert: `02010613ffffff${hexOf("0123456789ABCDEF")}`,
    response: `1309${hexOf("CloudPets A 1.0.19")}05120a000a00020a00`,
  });
  const times = client.adverts.filter(({ isScanResponse }) => !isScanResponse).map(({ at }) => at);
  expect(times.length).toBeGreaterThanOrEqual(10);
  // 500 ms and the random 0 to 10 ms of Bluetooth Core 5.4 Vol 6 Part B 4.4.2.2.1.
  for (const [index, at] of times.slice(1).entries()) {
    expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(500);
    expect(at - (times[index] ?? 0)).toBeLessThanOrEqual(510.001);
  }
});

test("advertises a new identifier only after it was switched off and on", async () => {
  const { rig, client } = await open({ toys: [{ image: "B" }] });
  await client.connect();
  await client.write("configure", Buffer.from("0411_22_09_30_05"));
  await client.disconnect();
  await client.scan(seconds(1.2));
  expect(lastAdverts(client, rig).advert).toBe(`02010613ffffff${hexOf("0123456789ABCDEF")}`);
  rig.toy.model.setPower(false);
  client.adverts.length = 0;
  await client.scan(seconds(3));
  expect(client.adverts).toEqual([]);
  rig.toy.model.setPower(true);
  await client.scan(seconds(1.2));
  expect(lastAdverts(client, rig)).toEqual({
    advert: `02010613ffffff${hexOf("0411_22_09_30_05")}`,
    response: `1309${hexOf("CloudPets B 1.0.19")}05120a000a00020a00`,
  });
});

test("is silent while somebody is connected, and heard again afterwards", async () => {
  const { rig, client } = await open();
  await client.connect();
  client.adverts.length = 0;
  await client.scan(seconds(3));
  expect(client.adverts).toEqual([]);
  expect(rig.toy.model.snapshot.isConnected).toBe(true);
  await client.disconnect();
  await client.scan(seconds(1.2));
  expect(client.adverts).not.toEqual([]);
  expect(rig.toy.model.snapshot.isConnected).toBe(false);
});

test("grants no more than 23 bytes of ATT_MTU", async () => {
  const { client } = await open();
  await client.connect();
  expect(client.mtu).toBe(23);
});

test("shows the toy's table: order, UUIDs, properties and descriptions", async () => {
  const { client } = await open();
  await client.connect();
  const { services } = await client.peripheral.discoverAllServicesAndCharacteristicsAsync();
  expect(services.map(({ uuid }) => uuid)).toEqual(["1800", "1801", CLOUDPETS_SERVICE, FIRMWARE_SERVICE]);
  const describe = async (characteristic: Characteristic) => {
    const descriptors = await characteristic.discoverDescriptorsAsync();
    const description = descriptors.find(({ uuid }) => uuid === "2901");
    return {
      uuid: characteristic.uuid,
      properties: [...characteristic.properties].sort(),
      description: (await description?.readValueAsync())?.toString("latin1"),
    };
  };
  const tables = [Object.values(CHARACTERISTICS), Object.values(FIRMWARE_CHARACTERISTICS)];
  for (const [index, rows] of tables.entries()) {
    const found = [];
    for (const characteristic of services[2 + index]?.characteristics ?? [])
      found.push(await describe(characteristic));
    expect(found).toEqual(
      rows.map(({ uuid, description, properties }) => ({
        uuid,
        properties: [...properties].sort(),
        description,
      })),
    );
  }
});

test("the table's properties are those of firmware 1.0.19, by their bits", () => {
  // Bluetooth Core 5.4 Vol 3 Part G 3.3.1.1.
  const bits = { read: 0x02, writeWithoutResponse: 0x04, write: 0x08, notify: 0x10 } as const;
  const masks = Object.values(CHARACTERISTICS).map(({ properties }) =>
    properties.reduce((mask, property) => mask | bits[property], 0),
  );
  expect(masks).toEqual([0x0a, 0x0c, 0x10, 0x12, 0x12, 0x0a, 0x0a, 0x0a]);
  expect(Object.values(CHARACTERISTICS).map(({ uuid }) => uuid)).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `aaddf75da95a0000000${n}3ca499b74009`),
  );
});

test("a write of more than 20 bytes is refused, kept from the toy, and told to whoever asks", async () => {
  const { rig, client } = await open();
  await client.connect();
  const before = (await client.read("led")).toString("hex");
  const error = await client.attErrorOf(
    () => client.writeAndForget("led", Buffer.alloc(21, 1)),
    "write of 21 bytes",
  );
  expect(error.code).toBe(0x0d); // Invalid Attribute Value Length, Vol 3 Part F 3.4.1.1
  expect((await client.read("led")).toString("hex")).toBe(before);
  expect(rig.toy.radio.violations).toEqual([{ kind: "write-too-long", characteristic: "led", bytes: 21 }]);
});

test("takes no firmware from anybody", async () => {
  const { rig, client } = await open();
  await client.connect();
  const { characteristics } = await client.peripheral.discoverSomeServicesAndCharacteristicsAsync(
    [FIRMWARE_SERVICE],
    [],
  );
  for (const characteristic of characteristics) {
    const error = await client.attErrorOf(
      () => characteristic.write(Buffer.of(1), false),
      `write ${characteristic.uuid}`,
    );
    expect(error.code).toBe(0x0e);
  }
  expect(rig.toy.radio.violations.map(({ kind }) => kind)).toEqual(["firmware-write", "firmware-write"]);
});

test("a toy that is switched off leaves its central to the supervision time-out", async () => {
  const { rig, client } = await open();
  await client.connect();
  const at = rig.clock.monotonic();
  rig.toy.model.setPower(false);
  const lost = await client.next("link lost");
  expect(lost.reason).toBe(0x08);
  expect(lost.at - at).toBeGreaterThan(300);
});

test("comes back by itself when its controller lost power for a while", async () => {
  const { rig, client } = await open();
  await client.connect();
  rig.toy.controller.power(false);
  await client.next("link lost");
  await rig.clock.sleep(seconds(2));
  expect(rig.toy.model.snapshot).toMatchObject({ isOn: true, isConnected: false });
  rig.toy.controller.power(true);
  await client.connect();
  expect((await client.read("state")).toString("hex")).toBe("010000");
});

test("asks its central for 12.5 ms when the switch says so", async () => {
  const requests: Buffer[] = [];
  const { rig, client } = await open({ toys: [{ intervalRequestDelayMs: 1_500 }] });
  // L2CAP signalling, channel 5, code 12. Vol 3 Part A 4.20.
  client.hear((packet) => {
    if (packet[0] === 0x02 && packet.readUInt16LE(7) === 0x0005) requests.push(Buffer.from(packet));
  });
  await client.connect();
  const since = rig.clock.monotonic();
  await until(rig.clock, () => requests.length > 0, "request", seconds(3));
  expect(rig.clock.monotonic() - since).toBeGreaterThan(900);
  expect(requests[0]?.subarray(9).toString("hex")).toBe("120108000a000a0000006400");
  await client.write("command", Buffer.of(0x06, 0x00));
  await until(rig.clock, () => requests.length > 1, "slow link", seconds(1));
  expect(requests[1]?.subarray(13).toString("hex")).toBe("9001a0010000c800");
});

test("several toys live in one process, each its own", async () => {
  const { rig, client } = await open({ toys: [{}, {}, { image: "B" }] });
  await client.connect();
  await client.write("configure", Buffer.from("0411_22_09_30_05"));
  const second = rig.toys[1];
  if (!second) throw new Error("no second toy");
  const other = opened.use(
    await PlainToyClient.open(
      { clock: rig.clock, hubTransport: rig.addAdapter("c0:00:00:00:00:09").transport },
      second,
    ),
  );
  await other.connect();
  expect((await other.read("configure")).toString("latin1")).toBe("0123456789ABCDEF");
  await rig.clock.sleep(ms(100));
  expect(rig.toys.map((toy) => toy.model.snapshot.isConnected)).toEqual([true, true, false]);
});
