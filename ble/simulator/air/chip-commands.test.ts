/** HCI as a host on a bare transport sees it, byte by byte. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ms } from "../../../hub/domain/duration.ts";
import { COMMANDS, type CommandName, encodeCommand } from "../../radio/hci/commands.ts";
import type { HciHost } from "../../radio/hci/hci-transport.ts";
import { type Air, openAir } from "./air.ts";
import type { AirClock } from "./air-clock.ts";
import type { VirtualController } from "./controller.ts";
import { openSteppedClock } from "./stepped-clock.ts";

interface Host {
  readonly controller: VirtualController;
  /** Sends packets and gives what the controller says until `wait` ms of the air are over. */
  say(packets: string, wait?: number): Promise<string[]>;
}

function join(air: Air, clock: AirClock, address: string): Host {
  const controller = air.addController(address);
  const heard: string[] = [];
  const host: HciHost = {
    deliver: (packet) => heard.push(packet.toString("hex")),
    overhear: () => undefined,
  };
  controller.transport.attach(host);
  return {
    controller,
    say: async (packets, wait = 1) => {
      heard.length = 0;
      for (const packet of packets.split("|")) {
        controller.transport.write(host, Buffer.from(packet.replaceAll(" ", ""), "hex"));
      }
      await clock.sleep(ms(wait));
      return [...heard];
    },
  };
}

function openPair(options: object = {}) {
  const parts = new DisposableStack();
  const clock = parts.use(openSteppedClock());
  const air = parts.use(openAir({ clock, ...options }));
  const central = join(air, clock, "c0:00:00:00:00:01");
  const peripheral = join(air, clock, "d0:00:00:00:00:01");
  return { clock, air, central, peripheral, [Symbol.dispose]: () => parts.dispose() };
}

const ADVERTISE = "01 0620 0f a000 a000 00 00 00 000000000000 07 00 | 01 0a20 01 01";
const CONNECT = "01 0d20 19 6000 3000 00 00 0100000000d0 00 0600 0a00 0000 2a00 0000 0000";
/** Handle of the first link on each side. */
const LINK = "4000";

test.each<[CommandName, string, string]>([
  ["reset", "01 030c 00", "040e0401030c00"],
  ["readAddress", "01 0910 00", "040e0a010910000100000000c0"],
  ["readLocalVersion", "01 0110 00", "040e0c010110000900000" + "9ffff0000"],
  ["readLeHostSupport", "01 6c0c 00", "040e06016c0c000100"],
  ["leReadBufferSize", "01 0220 00", "040e0701022000fb0008"],
  ["readBufferSize", "01 0510 00", "040e0b01051000fb000008000000"],
])("%s", async (_, command, answer) => {
  using pair = openPair();
  expect(await pair.central.say(command)).toEqual([answer]);
});

test("a chip with shared buffers sends its host to Read Buffer Size", async () => {
  using pair = openPair({ hasSharedBuffers: true });
  expect(await pair.central.say("01 0220 00")).toEqual(["040e0701022000000000"]);
});

test.each(Object.entries(COMMANDS).filter(([, row]) => row.bytes > 0))(
  "%s one byte short is refused as invalid",
  async (_, { opcode, bytes, answer }) => {
    using pair = openPair();
    const code = Buffer.from([opcode & 0xff, opcode >> 8]).toString("hex");
    const length = (bytes - 1).toString(16).padStart(2, "0");
    const refusal = answer === "status" ? `040f041201${code}` : `040e0401${code}12`;
    expect(await pair.central.say(`01${code}${length}${"00".repeat(bytes - 1)}`)).toEqual([refusal]);
  },
);

test.each([
  ["an unknown command", "01 4320 00", "040e0401432001"],
  ["a link that does not exist", "01 0604 03 400013", "040f0402010604"],
  ["cancelling no connection", "01 0e20 00", "040e04010e200c"],
  [
    "random own addresses when advertising",
    "01 0620 0f a000 a000 00 01 00 000000000000 07 00",
    "040e0401062011",
  ],
  ["directed advertising", "01 0620 0f a000 a000 01 00 00 000000000000 07 00", "040e0401062011"],
  [
    "an advertising interval under 20 ms",
    "01 0620 0f 1f00 1f00 00 00 00 000000000000 07 00",
    "040e0401062012",
  ],
  ["an advert of 32 bytes", `01 0820 21 20 ${"00".repeat(32)}`, "040e0401082012"],
  ["an advert longer than the command", "01 0820 03 05 0201", "040e0401082012"],
  ["a connection interval under 7.5 ms", CONNECT.replace("0600 0a00", "0500 0a00"), "040f0412010d20"],
  [
    "a time-out shorter than two intervals",
    CONNECT.replace("0a00 0000 2a00", "800c 0000 2a00"),
    "040f0412010d20",
  ],
  ["the filter list", CONNECT.replace("3000 00", "3000 01"), "040f0411010d20"],
])("refuses %s", async (_, command, refusal) => {
  using pair = openPair();
  expect(await pair.central.say(command)).toEqual([refusal]);
});

test("connect, talk, disconnect: what each host hears", async () => {
  using pair = openPair();
  expect(await pair.peripheral.say(ADVERTISE)).toEqual(["040e0401062000", "040e04010a2000"]);
  const [status, complete] = await pair.central.say(CONNECT, 200);
  expect(status).toBe("040f0400010d20");
  expect(complete).toBe(`043e130100${LINK}0000${"0100000000d0"}0a0000002a0000`);

  const data = "0700" + "0400" + "01020304050607";
  expect(await pair.central.say(`02 ${LINK} 0b00 ${data}`, 30)).toEqual([`04130501${LINK}0100`]);
  const [first, ...rest] = await pair.peripheral.say(`02 ${LINK} 0b00 ${data}`, 30);
  expect([first, rest]).toEqual([`04130501${LINK}0100`, []]);

  const goodbye = pair.peripheral.say(`02 ${LINK} 0b00 ${data}`, 30); // ends before data that waits
  expect(await pair.central.say(`01 0604 03 ${LINK} 13`, 30)).toEqual([
    "040f0400010604",
    `04050400${LINK}16`,
  ]);
  expect(await goodbye).toEqual([`04050400${LINK}13`]);
});

test("a disconnect that the peer cannot hear is a time-out", async () => {
  using pair = openPair();
  await pair.peripheral.say(ADVERTISE);
  await pair.central.say(CONNECT, 200);
  pair.air.range.fade("d0:00:00:00:00:01");
  expect(await pair.central.say(`01 0604 03 ${LINK} 13`, 380)).toEqual(["040f0400010604"]);
  expect(await pair.central.say("01 0910 00", 100)).toContain(`04050400${LINK}08`);
});

test("a host packet longer than the link's is cut, and gives its credit back when the last piece has left", async () => {
  using pair = openPair();
  await pair.peripheral.say(ADVERTISE);
  await pair.central.say(CONNECT, 200);
  const heard: string[] = [];
  pair.peripheral.controller.transport.attach({
    deliver: (packet) => heard.push(packet.toString("hex")),
    overhear: () => undefined,
  });
  const data = `3400 0400 ${"aa".repeat(52)}`.replaceAll(" ", ""); // 56 bytes: 27, 27 and 2
  pair.air.conditions.packetsPerEvent = 2;
  expect(await pair.central.say(`02 ${LINK} 3800 ${data}`, 13)).toEqual([]);
  await pair.clock.sleep(ms(13));
  expect(heard).toEqual([
    `0240201b00${data.slice(0, 54)}`,
    `0240101b00${data.slice(54, 108)}`,
    `0240100200${data.slice(108)}`,
  ]);
  expect(pair.central.controller.buffers).toEqual({ used: 0, most: 1, overflows: 0 });
});

test("data without a free buffer, or too long for one, is lost and said so", async () => {
  using pair = openPair({ aclBufferCount: 2, aclBufferBytes: 27 });
  await pair.peripheral.say(ADVERTISE);
  await pair.central.say(CONNECT, 200);
  const packet = `02 ${LINK} 0500 0100 0400 aa`;
  const heard = await pair.central.say([packet, packet, packet].join("|"), 0);
  expect(heard).toEqual(["041a0101"]);
  expect(await pair.central.say(`02 ${LINK} 1c00 ${"00".repeat(28)}`, 0)).toContain("041a0101");
  expect(pair.central.controller.buffers).toMatchObject({ most: 2, overflows: 2 });
});

test("a scan reports an advert and its scan response once each when asked to leave out duplicates", async () => {
  using pair = openPair();
  await pair.peripheral.say("01 0820 04 03 020106 | 01 0920 04 03 020108");
  await pair.peripheral.say(ADVERTISE);
  const heard = await pair.central.say("01 0b20 07 01 1200 1200 00 00 | 01 0c20 02 01 01", 1_000);
  expect(heard.slice(2)).toEqual([
    "043e0f0201" + "0000" + "0100000000d0" + "03020106" + "ce",
    "043e0f0201" + "0400" + "0100000000d0" + "03020108" + "ce",
  ]);
  const again = await pair.central.say("01 0c20 02 01 00", 1_000);
  expect(again.length).toBeGreaterThan(10);
});

test("a passive scan asks for no scan response; a non-connectable advert has none and cannot be connected to", async () => {
  using pair = openPair();
  await pair.peripheral.say(ADVERTISE.replace("a000 00 00", "a000 03 00"));
  const passive = await pair.central.say("01 0b20 07 00 1200 1200 00 00 | 01 0c20 02 01 01", 500);
  expect(passive.slice(2).map((packet) => packet.slice(10, 12))).toEqual(["03"]);
  expect(await pair.central.say(CONNECT, 2_000)).toEqual(["040f0400010d20"]);
});

test("a connection that was cancelled is reported as such, and the next may begin", async () => {
  using pair = openPair();
  expect(await pair.central.say(CONNECT)).toEqual(["040f0400010d20"]);
  expect(await pair.central.say(CONNECT)).toEqual(["040f040c010d20"]);
  expect(await pair.central.say("01 0e20 00")).toEqual(["040e04010e2000", `043e130102${"00".repeat(17)}`]);
  expect(await pair.central.say(CONNECT)).toEqual(["040f0400010d20"]);
});

test("a second update of a link before the first is in force is refused", async () => {
  using pair = openPair();
  await pair.peripheral.say(ADVERTISE);
  await pair.central.say(CONNECT, 200);
  const update = `01 1320 0e ${LINK} 1800 1800 0000 c800 0000 0000`;
  const heard = await pair.central.say(`${update}|${update}`, 200);
  expect(heard).toEqual(["040f0400011320", "040f040c011320", `043e0a0300${LINK}18000000c800`]);
});

test("a chip without power neither hears nor says anything", async () => {
  using pair = openPair();
  pair.central.controller.power(false);
  expect(await pair.central.say("01 030c 00")).toEqual([]);
  pair.central.controller.power(true);
  expect(await pair.central.say("01 030c 00")).toEqual(["040e0401030c00"]);
});

test("addresses are checked, and are nobody else's", () => {
  using pair = openPair();
  const fails = (address: string) => () => pair.air.addController(address);
  expect(fails("here")).toThrow(expect.objectContaining({ code: "air.bad-address" }));
  expect(fails("C0:00:00:00:00:01")).toThrow(expect.objectContaining({ code: "air.address-taken" }));
});

test("no command, however its parameters are made up, goes unanswered or breaks the chip", async () => {
  const opcode = fc.oneof(
    fc.constantFrom(...Object.values(COMMANDS).map((row) => row.opcode)),
    fc.nat(0xffff),
  );
  const params = fc.uint8Array({ maxLength: 64 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(opcode, params), { minLength: 1, maxLength: 20 }),
      async (commands) => {
        using pair = openPair();
        await pair.peripheral.say(ADVERTISE);
        await pair.central.say(CONNECT, 200);
        const packets = commands.map(([code, bytes]) =>
          encodeCommand({ opcode: code, params: Buffer.from(bytes) }),
        );
        const heard = await pair.central.say(packets.map((packet) => packet.toString("hex")).join("|"), 100);
        const answered = heard.filter((packet) => packet.startsWith("040e") || packet.startsWith("040f"));
        expect(answered.length).toBe(commands.length);
        expect(await pair.central.say("01 030c 00")).toContain("040e0401030c00");
      },
    ),
    { numRuns: 200 },
  );
});
