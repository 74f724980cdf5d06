/** What noble does wrong or leaves undone, one test each, over the real noble: docs/decisions/0002-noble.md lists them. */
import { afterEach, expect, test } from "vitest";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { HUB, TOY } from "../../test/support/gatt-rig.ts";
import { CONNECT, INTERVAL_MS, openRadioRig, PATIENT, type RadioRig } from "../../test/support/radio-rig.ts";
import {
  hex,
  honestAnswers,
  type ScriptedPeer,
  startScriptedPeer,
} from "../../test/support/scripted-peer.ts";
import { type Tampering, tamperWith } from "../../test/support/tampered-transport.ts";
import { seededRandom } from "../simulator/air/seeded-random.ts";
import type { RadioError, RadioErrorCode } from "./errors.ts";
import { COMMANDS, encodeCommand } from "./hci/commands.ts";
import { disconnectionComplete } from "./hci/event-packets.ts";
import { H4 } from "./hci/h4-parser.ts";
import { STATUS } from "./hci/status.ts";
import type { Link } from "./radio.ts";

const PEER = "d0:00:00:00:00:0f";
const failure = (code: RadioErrorCode) => expect.objectContaining({ name: "RadioError", code });
const loud = (rig: RadioRig) => rig.log.lines.filter(({ level }) => level === "error" || level === "warn");

const rejections: unknown[] = [];
const onRejection = (cause: unknown) => void rejections.push(cause);
process.on("unhandledRejection", onRejection);
afterEach(() => {
  expect(rejections.splice(0)).toEqual([]);
});

async function openTamperedRig(): Promise<{ readonly rig: RadioRig; readonly tampering: Tampering }> {
  let tampering: Tampering | undefined;
  const rig = await openRadioRig({
    transport: (hub) => {
      tampering = tamperWith(hub.transport);
      return tampering;
    },
  });
  if (tampering === undefined) throw new Error("the rig did not ask for its transport");
  return { rig, tampering };
}

/** A link to a peer with no stack, and its characteristics. */
async function openScripted(
  rig: RadioRig,
): Promise<{ peer: ScriptedPeer; link: Link } & Awaited<ReturnType<typeof characteristicsOf>>> {
  const peer = startScriptedPeer(rig.air.addController(PEER));
  const link = await rig.connect(PEER);
  return { peer, link, ...(await characteristicsOf(link)) };
}

async function characteristicsOf(link: Link) {
  const found = await link.characteristics("fff0", ["fff3", "fff2"], PATIENT);
  const [about, outbox] = [found.get("fff3"), found.get("fff2")];
  if (about === undefined || outbox === undefined) throw new Error("discovery left one out");
  return { about, outbox };
}

// ---- links that die

test("cut in mid transfer, nothing is left behind: what waits is dropped, the controller's buffers are free", async () => {
  await using rig = await openRadioRig();
  const link = await rig.connect();
  const { inbox } = await rig.open(link);
  for (let index = 0; index < 500; index += 1) inbox.writeCommand(Buffer.of(index & 0xff, index >> 8));
  await rig.clock.sleep(ms(20 * INTERVAL_MS));
  expect(link.unsentWrites).toBeGreaterThan(0);
  rig.toy.controller.cut();
  expect(await link.ended).toEqual({ reason: STATUS.supervisionTimeout, cause: "supervision" });
  expect(link.unsentWrites).toBe(0);
  const arrived = rig.toy.received.map((value) => value.readUInt16LE(0));
  expect(arrived).toEqual(Array.from({ length: arrived.length }, (_, index) => index));
  expect(arrived.length).toBeGreaterThan(20);
  expect(rig.hub.buffers.used).toBe(0);
  await using again = await rig.connect();
  await (await rig.open(again)).inbox.write(Buffer.of(1), PATIENT);
});

test("a listener that writes in the very turn in which the link ends does no harm", async () => {
  const { rig, tampering } = await openTamperedRig();
  await using _rig = rig;
  const link = await rig.connect();
  const { inbox, outbox } = await rig.open(link);
  let heard = 0;
  await outbox.subscribe(() => {
    heard += 1;
    for (let index = 0; index < 4; index += 1) inbox.writeCommand(Buffer.of(index));
    void inbox.write(Buffer.of(9), PATIENT).catch(() => undefined);
  }, PATIENT);
  tampering.toHost = (packet) => {
    if (packet[0] !== H4.acl || packet[9] !== 0x1b) return [packet];
    const handle = packet.readUInt16LE(1) & 0x0fff;
    return [packet, disconnectionComplete(handle, STATUS.supervisionTimeout)];
  };
  rig.toy.notify(Buffer.from("now"));
  expect(await link.ended).toMatchObject({ cause: "supervision" });
  await rig.clock.sleep(seconds(1));
  expect(heard).toBe(1);
  expect(rig.radio.counters.faults).toBe(0); // and no rejection nobody awaits: afterEach
});

test("a link that ends in the turn it began fails the connect, and the stack goes on", async () => {
  const { rig, tampering } = await openTamperedRig();
  await using _rig = rig;
  let cuts = 0;
  tampering.toHost = (packet) => {
    if (packet[1] !== 0x3e || packet[3] !== 0x01 || packet[4] !== 0 || cuts >= 2) return [packet];
    cuts += 1;
    rig.hub.cut(STATUS.notEstablished); // the controller's own event follows and is one too many: it must do no harm
    return [packet, disconnectionComplete(packet.readUInt16LE(5), STATUS.notEstablished)];
  };
  await using link = await rig.connect();
  expect(cuts).toBe(2);
  expect((await (await rig.open(link)).about.read(PATIENT)).length).toBeGreaterThan(0);
});

test.each([
  [1, 0],
  [3, 0],
])("a link that fails to be established %i times is tried again after 250 ms each", async (failures) => {
  await using rig = await openRadioRig({ air: { intervalMs: INTERVAL_MS } });
  const connected: number[] = [];
  rig.air.listen((entry) => {
    if (entry.kind === "connected") connected.push(entry.atMs);
  });
  rig.air.failNextLinks(failures);
  await using link = await rig.connect();
  expect(connected.length).toBe(failures + 1);
  for (let index = 1; index < connected.length; index += 1) {
    expect((connected[index] ?? 0) - (connected[index - 1] ?? 0)).toBeGreaterThanOrEqual(
      250 + 5 * INTERVAL_MS,
    );
  }
  expect(link.signal.aborted).toBe(false);
});

test("after three more tries a link that cannot be established is an error", async () => {
  await using rig = await openRadioRig();
  rig.air.failNextLinks(4);
  await expect(rig.connect()).rejects.toMatchObject({
    code: "radio.connect-failed",
    status: STATUS.notEstablished,
  });
  await using link = await rig.connect();
  expect(link.address).toBe(TOY);
});

test("a connection interval that the kernel chose is changed to the one wished for", async () => {
  const { rig, tampering } = await openTamperedRig();
  await using _rig = rig;
  tampering.toController = (packet) => {
    if (packet[0] === H4.command && packet.readUInt16LE(1) === COMMANDS.leCreateConnection.opcode) {
      packet.writeUInt16LE(40, 17); // 50 ms
      packet.writeUInt16LE(40, 19);
    }
    return packet;
  };
  await using link = await rig.connect();
  expect(link.intervalMs).toBe(50);
  await rig.clock.sleep(seconds(1));
  expect(link.intervalMs).toBe(INTERVAL_MS);
  expect(rig.air.linkOf(TOY)).toMatchObject({ intervalMs: INTERVAL_MS, timeoutMs: 1_000 });
});

// ---- controllers that do not do what they are told

test("a controller that answers neither a connect nor its cancel is reset, and the next connect succeeds", async () => {
  await using rig = await openRadioRig();
  rig.hub.onCommand = ({ opcode }) =>
    opcode === COMMANDS.leCreateConnection.opcode || opcode === COMMANDS.leCreateConnectionCancel.opcode
      ? "ignore"
      : undefined;
  const startMs = rig.clock.monotonic();
  await expect(rig.radio.connect(TOY, { ...CONNECT, within: seconds(3) })).rejects.toThrow(
    failure("radio.timeout"),
  );
  expect(rig.clock.monotonic() - startMs).toBeLessThan(3_100);
  rig.hub.onCommand = undefined;
  await rig.clock.sleep(seconds(3));
  await rig.radio.ready(PATIENT);
  expect(rig.radio.counters.restarts).toBe(1);
  expect(rig.hub.commandCounts.get(COMMANDS.reset.opcode)).toBe(1);
  await using link = await rig.connect();
  expect(link.address).toBe(TOY);
});

test("an attempt that nobody remembers is cancelled and ours begun anew", async () => {
  await using rig = await openRadioRig();
  let refusals = 0;
  rig.hub.onCommand = ({ opcode }) =>
    opcode === COMMANDS.leCreateConnection.opcode && refusals++ < 1 ? STATUS.commandDisallowed : undefined;
  await using link = await rig.connect();
  expect(link.address).toBe(TOY);
});

test.each([
  ["refuses", STATUS.commandDisallowed],
  ["ignores", "ignore"],
] as const)(
  "a controller that %s to scan twice is asked again; the third time it is reset",
  async (_, fault) => {
    await using rig = await openRadioRig();
    const isScan = (opcode: number) => opcode === COMMANDS.leSetScanEnable.opcode;
    let starts = 0;
    let faulty = 2;
    rig.hub.onCommand = ({ opcode, params }) => {
      if (!isScan(opcode) || params[0] !== 1) return undefined;
      starts += 1;
      return starts <= faulty ? fault : undefined;
    };
    const heard: string[] = [];
    await using scan = await rig.radio.scan((advert) => heard.push(advert.address), PATIENT);
    await rig.clock.sleep(ms(500));
    expect(starts).toBe(3);
    expect(rig.radio.counters.restarts).toBe(0);
    expect(heard).toContain(TOY);
    await scan[Symbol.asyncDispose]();

    [starts, faulty] = [0, 3];
    heard.length = 0;
    await using _scan = await rig.radio.scan((advert) => heard.push(advert.address), PATIENT);
    await rig.clock.sleep(ms(500));
    expect(starts).toBe(4);
    expect(rig.radio.counters.restarts).toBe(1);
    expect(rig.hub.commandCounts.get(COMMANDS.reset.opcode)).toBe(1);
    expect(heard).toContain(TOY);
  },
);

test("a scan that never starts ends at its deadline, and its listener with it", async () => {
  await using rig = await openRadioRig();
  rig.hub.onCommand = ({ opcode }) => (opcode === COMMANDS.leSetScanEnable.opcode ? "ignore" : undefined);
  const heard: unknown[] = [];
  await expect(rig.radio.scan((advert) => heard.push(advert), { within: ms(700) })).rejects.toThrow(
    failure("radio.timeout"),
  );
  rig.hub.onCommand = undefined;
  await rig.clock.sleep(seconds(5));
  expect(heard).toEqual([]);
});

test("a scan that another host of the adapter stopped is started again", async () => {
  const { rig, tampering } = await openTamperedRig();
  await using _rig = rig;
  const heard: number[] = [];
  await using _scan = await rig.radio.scan((advert) => heard.push(advert.at), PATIENT);
  const stop = encodeCommand({ opcode: COMMANDS.leSetScanEnable.opcode, params: Buffer.of(0, 0) });
  const silent = { deliver: () => undefined, overhear: () => undefined };
  rig.hub.transport.attach(silent);
  rig.hub.transport.write(silent, stop); // what the kernel does when it connects
  rig.hub.transport.detach(silent);
  tampering.overhear(stop);
  const stoppedMs = rig.clock.monotonic();
  await rig.clock.sleep(seconds(3));
  const after = heard.filter((at) => at > stoppedMs + 1);
  expect(after.length).toBeGreaterThan(10);
  expect((after[0] ?? 0) - stoppedMs).toBeGreaterThan(900);
});

test("an adapter that goes away ends every link for that reason, and comes back by itself with its scan", async () => {
  await using rig = await openRadioRig();
  await rig.addToy("d0:00:00:00:00:02");
  const links = [await rig.connect(), await rig.connect("d0:00:00:00:00:02")];
  const states: string[] = [];
  rig.radio.onState((state) => states.push(state));
  const heard: number[] = [];
  await using _scan = await rig.radio.scan((advert) => heard.push(advert.at), PATIENT);
  const [first] = links;
  if (first === undefined) throw new Error("no link");
  const { about } = await rig.open(first);
  const reading = about.read(PATIENT).catch((cause: unknown) => cause);
  const connecting = rig.connect("d0:00:00:00:00:77").catch((cause: unknown) => cause);
  await rig.clock.sleep(ms(5));
  rig.hub.power(false);
  for (const link of links) expect(await link.ended).toEqual({ reason: undefined, cause: "adapter" });
  expect(await reading).toEqual(failure("radio.link-lost"));
  expect(await connecting).toEqual(failure("radio.unavailable"));
  expect(rig.radio.state).toBe("off");
  await expect(rig.radio.ready({ within: seconds(2) })).rejects.toMatchObject({ code: "radio.unavailable" });
  await expect(rig.connect()).rejects.toThrow(failure("radio.unavailable"));

  rig.hub.power(true);
  await rig.radio.ready(PATIENT);
  const backMs = rig.clock.monotonic();
  await using again = await rig.connect();
  expect((await (await rig.open(again)).about.read(PATIENT)).length).toBeGreaterThan(0);
  await rig.clock.sleep(seconds(1));
  expect(heard.filter((at) => at > backMs).length).toBeGreaterThan(3);
  expect(states).toEqual(["off", "starting", "on"]);
});

test("an adapter may come and go many times: nothing piles up in the process", async () => {
  await using rig = await openRadioRig();
  const count = () => ["SIGINT", "exit"].map((event) => process.listenerCount(event));
  const before = count();
  for (let life = 0; life < 25; life += 1) {
    rig.hub.power(false);
    await rig.clock.sleep(ms(100));
    rig.hub.power(true);
    await rig.radio.ready(PATIENT);
  }
  expect(count()).toEqual(before);
  await using link = await rig.connect();
  expect(link.address).toBe(TOY);
});

test("a controller that says its firmware crashed is reset", async () => {
  await using rig = await openRadioRig();
  const link = await rig.connect();
  rig.hub.hardReset({ tellsHost: true });
  expect(await link.ended).toEqual({ reason: undefined, cause: "adapter" });
  await rig.radio.ready(PATIENT);
  expect(rig.radio.counters.restarts).toBe(1);
  await rig.clock.sleep(seconds(2)); // the peer's own time-out
  await using again = await rig.connect();
  expect(again.address).toBe(TOY);
});

test("a controller that forgot a link and tells nobody is found out by the first request that is overdue", async () => {
  await using rig = await openRadioRig();
  const link = await rig.connect();
  const { about } = await rig.open(link);
  rig.hub.hardReset();
  await expect(about.read({ within: seconds(1) })).rejects.toThrow(failure("radio.timeout"));
  expect(await link.ended).toEqual({ reason: undefined, cause: "adapter" });
  expect(rig.radio.counters.restarts).toBe(1); // it forgot everything else too, the stack's credits with it
  await rig.clock.sleep(seconds(2));
  await using again = await rig.connect();
  expect((await (await rig.open(again)).about.read(PATIENT)).length).toBeGreaterThan(0);
});

test("a controller that forgot a link and tells nobody is found out by the goodbye, too", async () => {
  await using rig = await openRadioRig();
  const link = await rig.connect();
  rig.hub.hardReset();
  const startMs = rig.clock.monotonic();
  await link.disconnect(PATIENT);
  await rig.radio.ready(PATIENT);
  await using _again = await rig.connect();
  // A goodbye that nobody confirms is waited for ten seconds long.
  expect(rig.clock.monotonic() - startMs).toBeLessThan(5_000);
});

test("a controller that never confirms a disconnect is reset, and the peer can be connected again", async () => {
  await using rig = await openRadioRig();
  const link = await rig.connect();
  rig.hub.onCommand = ({ opcode }) => (opcode === COMMANDS.disconnect.opcode ? "ignore" : undefined);
  await link.disconnect({ within: seconds(1) });
  expect(await link.ended).toEqual({ reason: undefined, cause: "us" });
  await expect(rig.connect()).rejects.toThrow(failure("radio.connect-failed"));
  await rig.clock.sleep(seconds(12));
  await rig.radio.ready(PATIENT);
  expect(rig.radio.counters.restarts).toBe(1);
  await using again = await rig.connect();
  expect(again.address).toBe(TOY);
});

test.each([
  ["a signal strength", COMMANDS.readRssi.opcode, (link: Link) => link.rssi(PATIENT)],
  [
    "a connection interval",
    COMMANDS.leConnectionUpdate.opcode,
    (link: Link) => link.changeInterval({ ...CONNECT, intervalMs: 50 }),
  ],
] as const)("a controller that refuses %s is believed, and no value is made up", async (_, refused, ask) => {
  await using rig = await openRadioRig();
  await using link = await rig.connect();
  rig.hub.onCommand = ({ opcode }) => (opcode === refused ? STATUS.unsupported : undefined);
  await expect(ask(link)).rejects.toMatchObject({ code: "radio.refused", status: STATUS.unsupported });
  rig.hub.onCommand = undefined;
  await ask(link);
  expect(rig.radio.counters).toEqual({ restarts: 0, faults: 0 });
});

test("a second connect to a connected peer is refused and leaves the link as it is", async () => {
  await using rig = await openRadioRig();
  await using link = await rig.connect();
  const { about } = await rig.open(link);
  await expect(rig.connect()).rejects.toThrow(failure("radio.connect-failed"));
  await expect(rig.connect(TOY.toUpperCase())).rejects.toThrow(failure("radio.connect-failed"));
  expect((await about.read(PATIENT)).length).toBeGreaterThan(0);
});

// ---- many links, few buffers

test("two write commands of a link lie in the controller at a time, six while an upload asks for them", async () => {
  await using rig = await openRadioRig();
  await using link = await rig.connect();
  const { inbox } = await rig.open(link);
  const before = rig.hub.buffers.most;
  expect(before).toBeLessThanOrEqual(2);
  const send = async (count: number) => {
    const startMs = rig.clock.monotonic();
    for (let index = 0; index < count; index += 1) inbox.writeCommand(Buffer.alloc(20, index));
    while (link.unsentWrites > 0) await rig.clock.sleep(ms(1));
    return rig.clock.monotonic() - startMs;
  };
  const slow = await send(40);
  expect(rig.hub.buffers.most).toBe(2);
  const wide = link.allowInFlight(6);
  const fast = await send(40);
  expect(rig.hub.buffers.most).toBe(6);
  wide[Symbol.dispose]();
  expect(slow).toBeGreaterThanOrEqual(19 * INTERVAL_MS);
  expect(fast).toBeLessThanOrEqual(11 * INTERVAL_MS);
  expect(rig.toy.received.length).toBe(80);
});

test("a peer that fades with a long queue keeps no other peer waiting", async () => {
  await using rig = await openRadioRig({ air: { aclBufferCount: 4 } });
  await rig.addToy("d0:00:00:00:00:02");
  await using near = await rig.connect();
  await using far = await rig.connect("d0:00:00:00:00:02");
  const { about } = await rig.open(near);
  const { inbox } = await rig.open(far);
  const back = rig.air.range.fade("d0:00:00:00:00:02", HUB);
  for (let index = 0; index < 100; index += 1) inbox.writeCommand(Buffer.alloc(20));
  const startMs = rig.clock.monotonic();
  for (let index = 0; index < 10; index += 1) await about.read(PATIENT);
  expect(rig.clock.monotonic() - startMs).toBeLessThanOrEqual(10 * 3 * INTERVAL_MS);
  back();
  while (far.unsentWrites > 0) await rig.clock.sleep(ms(5));
});

// ---- peers that do not keep to the protocol

test.each([
  ["invalid PDU, on which noble's queue stands still", 0x04],
  ["insufficient authentication, on which noble pairs", 0x05],
  ["insufficient authorization, on which noble pairs", 0x08],
  ["insufficient encryption, on which noble pairs", 0x0f],
])("an ATT error %s is told like any other", async (_, code) => {
  await using rig = await openRadioRig();
  const { peer, link, about } = await openScripted(rig);
  peer.answer = (pdu) => (pdu[0] === 0x0a ? [Buffer.of(0x01, 0x0a, 3, 0, code)] : honestAnswers(pdu));
  await expect(about.read(PATIENT)).rejects.toMatchObject({ code: "radio.att-error", attCode: code });
  peer.answer = honestAnswers;
  expect(await about.read(PATIENT)).toEqual(Uint8Array.of(0x2a));
  expect(peer.received.filter(({ channel }) => channel !== 4)).toEqual([]);
  await link.disconnect(PATIENT);
});

test.each([
  ["refuses to exchange MTUs", hex("01 02 0000 06")],
  ["calls the exchange an invalid PDU", hex("01 02 0000 04")],
  ["grants an MTU of 3, below the least there is", hex("03 0300")],
])("a peer that %s is connected with packets of 20 bytes", async (_, answer) => {
  await using rig = await openRadioRig();
  const peer = startScriptedPeer(rig.air.addController(PEER));
  peer.answer = (pdu) => (pdu[0] === 0x02 ? [answer] : honestAnswers(pdu));
  await using link = await rig.connect(PEER);
  const { about } = await characteristicsOf(link);
  await about.write(Buffer.alloc(20, 1), PATIENT);
  const written = peer.received.filter(({ pdu }) => pdu[0] === 0x12);
  expect(written.map(({ pdu }) => pdu.length)).toEqual([23]);
});

test("an empty answer to a read is an error, not a value", async () => {
  await using rig = await openRadioRig();
  const { peer, about } = await openScripted(rig);
  peer.answer = (pdu) => (pdu[0] === 0x0a ? [hex("0b")] : honestAnswers(pdu));
  await expect(about.read(PATIENT)).rejects.toMatchObject({ code: "radio.att-error", attCode: undefined });
});

test.each([
  ["service records of no length, on which noble loops for ever", 0x10, "11 00 0100 0600 f0ff"],
  ["service records of 3 bytes", 0x10, "11 03 0100 06"],
  ["no service record at all", 0x10, "11 06"],
  ["characteristic records of no length", 0x08, "09 00 0200 02 0300 f3ff"],
  ["a characteristic record that is cut short", 0x08, "09 07 0200 02"],
  ["a list that ends beyond the last handle", 0x08, "09 07 0200 02 ffff f3ff"],
  ["an error without a code", 0x10, "01 10 0100"],
])("a peer that answers %s loses its link, and nothing else happens", async (_, request, answer) => {
  await using rig = await openRadioRig();
  const peer = startScriptedPeer(rig.air.addController(PEER));
  peer.answer = (pdu) => (pdu[0] === request ? [hex(answer)] : honestAnswers(pdu));
  const link = await rig.connect(PEER);
  await expect(characteristicsOf(link)).rejects.toThrow(failure("radio.link-lost"));
  expect(await link.ended).toMatchObject({ cause: "peer" });
  await using other = await rig.connect();
  expect((await (await rig.open(other)).about.read(PATIENT)).length).toBeGreaterThan(0);
});

test("a CCCD of one byte breaks the link off, not the process", async () => {
  await using rig = await openRadioRig();
  const { peer, link, outbox } = await openScripted(rig);
  peer.answer = (pdu) => (pdu[0] === 0x08 ? [hex("09 03 0600 00")] : honestAnswers(pdu));
  await expect(outbox.subscribe(() => undefined, PATIENT)).rejects.toThrow(failure("radio.link-lost"));
  expect(await link.ended).toMatchObject({ cause: "peer" });
});

test("fuzzed packets on every channel end in nothing worse than a lost link", async () => {
  await using rig = await openRadioRig();
  const { outbox, peer, link } = await openScripted(rig);
  const heard: number[] = [];
  await outbox.subscribe((value) => heard.push(value.length), PATIENT);
  const random = seededRandom(7, "fuzz");
  for (let index = 0; index < 2_000 && !link.signal.aborted; index += 1) {
    const pdu = Buffer.from(
      Array.from({ length: Math.floor(random() * 24) }, () => Math.floor(random() * 256)),
    );
    if (index % 2 === 0 && pdu.length > 0) pdu[0] = 0x1b; // half of them notifications, whole and broken
    peer.send(pdu, [4, 4, 4, 5, 6, 0x40][index % 6]);
    if (index % 4 === 0) await rig.clock.sleep(ms(INTERVAL_MS));
  }
  await using other = await rig.connect();
  expect((await (await rig.open(other)).about.read(PATIENT)).length).toBeGreaterThan(0);
  await link.disconnect(PATIENT);
});

test("broken notifications and unasked answers leave a link as it is", async () => {
  await using rig = await openRadioRig();
  const { outbox, peer, about } = await openScripted(rig);
  const heard: Uint8Array[] = [];
  await outbox.subscribe((value) => heard.push(value), PATIENT);
  for (const pdu of ["1b", "1b 05", "", "13", "0b 01", "52 0300 01", "1e", "1b 6300 01", "1b 0500 07"]) {
    peer.send(hex(pdu));
    await rig.clock.sleep(ms(INTERVAL_MS));
  }
  peer.send(hex("0b 01 00 00"), 6); // a Security Request: we never pair
  await rig.clock.sleep(ms(200));
  expect(heard).toEqual([Uint8Array.of(7)]);
  expect(await about.read(PATIENT)).toEqual(Uint8Array.of(0x2a));
  expect(peer.received.filter(({ channel }) => channel === 6)).toEqual([]);
  expect(loud(rig)).toEqual([]);
});

test("a request that is never answered ends the link after the 30 s that ATT gives it", async () => {
  await using rig = await openRadioRig();
  const { peer, link, about } = await openScripted(rig);
  peer.answer = () => [];
  const startMs = rig.clock.monotonic();
  await expect(about.read({ within: seconds(2) })).rejects.toThrow(failure("radio.timeout"));
  await expect(about.read({ within: seconds(2) })).rejects.toThrow(failure("radio.timeout"));
  expect(link.signal.aborted).toBe(false);
  expect(await link.ended).toMatchObject({ cause: "peer" });
  expect(rig.clock.monotonic() - startMs).toBeGreaterThanOrEqual(30_000);
  expect(rig.clock.monotonic() - startMs).toBeLessThan(30_500);
});

test("a late answer is not taken for the next one's", async () => {
  await using rig = await openRadioRig();
  const { peer, about } = await openScripted(rig);
  peer.answer = () => [];
  await expect(about.read({ within: ms(300) })).rejects.toThrow(failure("radio.timeout"));
  const next = about.read(PATIENT);
  peer.answer = () => [hex("0b 02")];
  await rig.clock.sleep(ms(100));
  peer.send(hex("0b 01"));
  expect(await next).toEqual(Uint8Array.of(2));
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "a peer that answers at random (%i) is a lost link or an error, never more",
  async (seed) => {
    await using rig = await openRadioRig();
    const random = seededRandom(seed, "answers");
    const peer = startScriptedPeer(rig.air.addController(PEER));
    const opcodes = [0x01, 0x03, 0x09, 0x0b, 0x0d, 0x11, 0x13, 0x17, 0x19];
    let isHonest = true;
    peer.answer = (pdu) => {
      if (isHonest || random() < 0.3) return honestAnswers(pdu);
      const answer = Buffer.from(
        Array.from({ length: 1 + Math.floor(random() * 22) }, () => Math.floor(random() * 256)),
      );
      answer[0] = opcodes[Math.floor(random() * opcodes.length)] ?? 0;
      if (random() < 0.5 && answer.length > 1) answer[1] = [6, 7, 20, 21, 4][Math.floor(random() * 5)] ?? 0;
      return [answer];
    };
    const outcomes = new Set<string>();
    for (let round = 0; round < 25; round += 1) {
      isHonest = true;
      const link = await rig.connect(PEER);
      isHonest = false;
      const work = async () => {
        const { about, outbox } = await characteristicsOf(link);
        await about.read({ within: seconds(1) });
        await outbox.subscribe(() => undefined, { within: seconds(1) });
        await about.write(Buffer.of(1), { within: seconds(1) });
      };
      outcomes.add(
        await work().then(
          () => "fine",
          (cause: unknown) => (cause as RadioError).code ?? String(cause),
        ),
      );
      isHonest = true;
      await link.disconnect(PATIENT);
    }
    expect([...outcomes].filter((code) => code !== "fine" && !code.startsWith("radio."))).toEqual([]);
    expect(outcomes.size).toBeGreaterThan(1);
    await using other = await rig.connect();
    expect((await (await rig.open(other)).about.read(PATIENT)).length).toBeGreaterThan(0);
  },
);
