/**
 * What a Radio promises, whatever is behind it: it hears, connects, reads, writes and listens; nothing it is asked for
 * hangs; a link that is gone says so to all who use it, and stays gone.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RadioError, RadioErrorCode } from "../../ble/radio/errors.ts";
import { COMMANDS } from "../../ble/radio/hci/commands.ts";
import { STATUS } from "../../ble/radio/hci/status.ts";
import type { Advert, Link } from "../../ble/radio/radio.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { TOY, UUIDS } from "../support/gatt-rig.ts";
import { CONNECT, INTERVAL_MS, PATIENT, type RadioRig } from "../support/radio-rig.ts";

const OTHER = "d0:00:00:00:00:02";
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const failure = (code: RadioErrorCode) => expect.objectContaining({ name: "RadioError", code });

/** @param openRig opens a rig whose radio is on; the suite closes it. */
export function radioContract(openRig: () => Promise<RadioRig>): void {
  let rig: RadioRig;

  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(async () => {
    await rig[Symbol.asyncDispose]();
  });

  /** Resolves when `condition` holds; of the air's time. */
  const until = async (condition: () => boolean, what: string) => {
    for (let waited = 0; !condition(); waited += 1) {
      if (waited > 3_000) throw new Error(`did not happen: ${what}`);
      await rig.clock.sleep(ms(5));
    }
  };
  const msSince = (startMs: number) => rig.clock.monotonic() - startMs;

  test("hears every advert with its strength, named once a scan response said so, for as long as it listens", async () => {
    rig.air.range.setRssi(-71, TOY);
    const heard: Advert[] = [];
    const startMs = rig.clock.monotonic();
    const scan = await rig.radio.scan((advert) => heard.push(advert), PATIENT);
    await until(() => heard.length >= 6, "six adverts");
    await scan[Symbol.asyncDispose]();
    expect(new Set(heard.map(({ address }) => address))).toEqual(new Set([TOY]));
    expect(heard.slice(1).map(({ name }) => name)).toEqual(heard.slice(1).map(() => "rig"));
    expect(heard.every(({ rssi }) => rssi === -71)).toBe(true);
    expect(heard.every(({ at }, index) => at >= (heard[index - 1]?.at ?? startMs))).toBe(true);
    // One name learnt from a scan response and then one advert each 100-110 ms.
    expect(msSince(startMs)).toBeGreaterThan(400);
    const before = heard.length;
    await rig.clock.sleep(ms(400));
    expect(heard.length).toBe(before);
  });

  test("several listeners share one scan, and one that leaves takes nothing from the others", async () => {
    const [first, second]: [Advert[], Advert[]] = [[], []];
    const [one, two] = await Promise.all([
      rig.radio.scan((advert) => first.push(advert), PATIENT),
      rig.radio.scan((advert) => second.push(advert), PATIENT),
    ]);
    await until(() => second.length > 0, "an advert");
    await one[Symbol.asyncDispose]();
    const [left, right] = [first.length, second.length];
    await until(() => second.length > right + 1, "further adverts");
    expect(first.length).toBe(left);
    await two[Symbol.asyncDispose]();
  });

  test("reads, writes and write commands reach the peer in order, each acknowledged as it should be", async () => {
    await using link = await rig.connect();
    expect(link.address).toBe(TOY);
    expect(link.intervalMs).toBe(INTERVAL_MS);
    const { about, inbox } = await rig.open(link);
    expect(text(await about.read(PATIENT))).toBe(`toy ${TOY}`);
    for (let index = 0; index < 9; index += 1) inbox.writeCommand(Buffer.of(index));
    await inbox.write(Buffer.of(9), PATIENT);
    for (let index = 10; index < 13; index += 1) inbox.writeCommand(Buffer.of(index));
    await until(() => rig.toy.received.length === 13, "all writes");
    const order = rig.toy.received.map(([value]) => value);
    expect(order.filter((value) => value !== 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12]);
    await until(() => link.unsentWrites === 0, "the controller's word for it");
    expect([...inbox.properties].sort()).toEqual(["write", "writeWithoutResponse"]);
  });

  test("delivers every notification in order, from subscribing to unsubscribing", async () => {
    await using link = await rig.connect();
    const { outbox } = await rig.open(link);
    const heard: string[] = [];
    const subscription = await outbox.subscribe((value) => heard.push(text(value)), PATIENT);
    const sent = Array.from({ length: 40 }, (_, index) => `n${index}`);
    for (const value of sent) rig.toy.notify(Buffer.from(value));
    await until(() => heard.length >= sent.length, "all notifications");
    expect(heard).toEqual(sent);
    await subscription[Symbol.asyncDispose]();
    await until(() => rig.toy.subscribers() === 0, "the peer to know");
  });

  test("two listeners of one characteristic both hear; it is switched off when the last has left", async () => {
    await using link = await rig.connect();
    const { outbox } = await rig.open(link);
    const [one, two]: [string[], string[]] = [[], []];
    const first = await outbox.subscribe((value) => one.push(text(value)), PATIENT);
    const second = await outbox.subscribe((value) => two.push(text(value)), PATIENT);
    rig.toy.notify(Buffer.from("both"));
    await until(() => two.length === 1, "the first value");
    await first[Symbol.asyncDispose]();
    rig.toy.notify(Buffer.from("one"));
    await until(() => two.length === 2, "the second value");
    expect({ one, two, subscribers: rig.toy.subscribers() }).toEqual({
      one: ["both"],
      two: ["both", "one"],
      subscribers: 1,
    });
    await second[Symbol.asyncDispose]();
    await until(() => rig.toy.subscribers() === 0, "the peer to know");
  });

  test("an ATT error is told with its code, for reads and for writes, and the link goes on", async () => {
    await using link = await rig.connect();
    const { about, inbox } = await rig.open(link);
    rig.toy.answer = 0x80;
    await expect(about.read(PATIENT)).rejects.toMatchObject({ code: "radio.att-error", attCode: 0x80 });
    await expect(inbox.write(Buffer.of(1), PATIENT)).rejects.toMatchObject({
      code: "radio.att-error",
      attCode: 0x80,
    });
    rig.toy.answer = 0;
    expect(text(await about.read(PATIENT))).toBe(`toy ${TOY}`);
    expect(rig.toy.received).toEqual([]);
  });

  test("refuses what cannot be: too many bytes, a service and a characteristic the peer has not", async () => {
    await using link = await rig.connect();
    const { inbox } = await rig.open(link);
    expect(() => inbox.writeCommand(Buffer.alloc(21))).toThrow(failure("radio.too-long"));
    await expect(inbox.write(Buffer.alloc(21), PATIENT)).rejects.toThrow(failure("radio.too-long"));
    await inbox.write(Buffer.alloc(20, 7), PATIENT);
    for (const [service, uuid] of [
      ["beef", UUIDS.about],
      [UUIDS.service, "beef"],
    ] as const) {
      await expect(link.characteristics(service, [uuid], PATIENT)).rejects.toThrow(
        failure("radio.no-such-characteristic"),
      );
    }
    expect(rig.toy.received).toEqual([Buffer.alloc(20, 7)]);
  });

  test.each([
    ["by us", (_rig: RadioRig, link: Link) => link.disconnect(PATIENT), { reason: 0x16, cause: "us" }],
    [
      "by the peer",
      async (rig: RadioRig) => rig.toy.bleno.disconnect(),
      { reason: STATUS.endedByPeer, cause: "peer" },
    ],
    [
      "out of range",
      async (rig: RadioRig) => void rig.air.range.fade(TOY),
      { reason: STATUS.supervisionTimeout, cause: "supervision" },
    ],
  ] as const)("a link that ends %s tells everybody and stays dead", async (_, end, expected) => {
    const link = await rig.connect();
    const { about, inbox, outbox } = await rig.open(link);
    const heard: Uint8Array[] = [];
    await outbox.subscribe((value) => heard.push(value), PATIENT);
    const aborted = new Promise((resolve) => {
      link.signal.addEventListener("abort", () => resolve(link.signal.reason), { once: true });
    });
    await end(rig, link);
    expect(await link.ended).toEqual(expected);
    expect(await aborted).toEqual(failure("radio.link-lost"));
    await expect(about.read(PATIENT)).rejects.toThrow(failure("radio.link-lost"));
    await expect(inbox.write(Buffer.of(1), PATIENT)).rejects.toThrow(failure("radio.link-lost"));
    await expect(link.rssi(PATIENT)).rejects.toThrow(failure("radio.link-lost"));
    expect(() => inbox.writeCommand(Buffer.of(1))).toThrow(failure("radio.link-lost"));
    await link.disconnect(PATIENT);
    expect(heard).toEqual([]);
  });

  test("what is under way when the link dies fails at once", async () => {
    const link = await rig.connect();
    const { about, inbox, outbox } = await rig.open(link);
    const startMs = rig.clock.monotonic();
    const pending = [
      about.read(PATIENT),
      inbox.write(Buffer.of(1), PATIENT),
      outbox.subscribe(() => undefined, PATIENT),
      link.changeInterval({ ...CONNECT, intervalMs: 50 }),
    ].map((work) =>
      work.then(
        () => "done",
        (cause: unknown) => (cause as RadioError).code,
      ),
    );
    rig.hub.cut(STATUS.micFailure);
    expect(await link.ended).toEqual({ reason: STATUS.micFailure, cause: "peer" });
    expect(await Promise.all(pending)).toEqual(pending.map(() => "radio.link-lost"));
    expect(msSince(startMs)).toBeLessThan(500);
  });

  test("a deadline ends a wait when it passes, and what was asked before keeps its place", async () => {
    await using link = await rig.connect();
    const { about, inbox } = await rig.open(link);
    const back = rig.air.range.fade(TOY);
    const startMs = rig.clock.monotonic();
    const late = about.read({ within: ms(200) });
    const behind = inbox.write(Buffer.of(5), PATIENT);
    await expect(late).rejects.toThrow(failure("radio.timeout"));
    expect(msSince(startMs)).toBeGreaterThanOrEqual(200);
    expect(msSince(startMs)).toBeLessThan(1_000);
    back();
    await behind;
    expect(rig.toy.received).toEqual([Buffer.of(5)]);
    expect(text(await about.read(PATIENT))).toBe(`toy ${TOY}`);
  });

  test("an abort ends a wait with its own reason", async () => {
    await using link = await rig.connect();
    const { about } = await rig.open(link);
    const back = rig.air.range.fade(TOY);
    const why = new Error("bedtime");
    const stop = new AbortController();
    const { signal } = stop;
    rig.air.range.fade(OTHER);
    // On a busy machine it would be done before it is ended.
    rig.hub.onCommand = ({ opcode }) =>
      opcode === COMMANDS.leConnectionUpdate.opcode ? "ignore" : undefined;
    const waits = [
      about.read({ ...PATIENT, signal }),
      rig.radio.connect(OTHER, { ...CONNECT, signal }),
      link.changeInterval({ ...CONNECT, intervalMs: 50, signal }),
    ].map((work) =>
      work.then(
        () => "done",
        (cause: unknown) => cause,
      ),
    );
    await rig.clock.sleep(ms(30));
    stop.abort(why);
    expect(await Promise.all(waits)).toEqual([why, why, why]);
    back();
    await expect(about.read({ ...PATIENT, signal })).rejects.toBe(why);
    await expect(rig.radio.scan(() => undefined, { ...PATIENT, signal })).rejects.toBe(why);
    await expect(rig.radio.connect(OTHER, { ...CONNECT, signal })).rejects.toBe(why);
  });

  test("a peer that is not there costs its own deadline and never the next one's", async () => {
    const startMs = rig.clock.monotonic();
    const absent = rig.radio.connect("d0:00:00:00:00:99", { ...CONNECT, within: ms(700) });
    const present = rig.connect();
    await expect(absent).rejects.toThrow(failure("radio.timeout"));
    expect(msSince(startMs)).toBeGreaterThanOrEqual(700);
    expect(msSince(startMs)).toBeLessThan(1_000);
    await using link = await present;
    expect(link.address).toBe(TOY);
  });

  test("a peer comes back as a new link with nothing of the old one", async () => {
    const first = await rig.connect();
    const old = await rig.open(first);
    const [before, after]: [string[], string[]] = [[], []];
    await old.outbox.subscribe((value) => before.push(text(value)), PATIENT);
    await first.disconnect(PATIENT);
    await using second = await rig.connect();
    const { outbox } = await rig.open(second);
    expect(rig.toy.subscribers()).toBe(0);
    await outbox.subscribe((value) => after.push(text(value)), PATIENT);
    rig.toy.notify(Buffer.from("again"));
    await until(() => after.length === 1, "a value");
    expect({ before, after }).toEqual({ before: [], after: ["again"] });
    expect(() => old.inbox.writeCommand(Buffer.of(1))).toThrow(failure("radio.link-lost"));
  });

  test("tells the signal's strength and changes the connection interval", async () => {
    rig.air.range.setRssi(-66, TOY);
    await using link = await rig.connect();
    expect(await link.rssi(PATIENT)).toBe(-66);
    await link.changeInterval({ intervalMs: 30, supervisionMs: 2_000, ...PATIENT });
    expect(link.intervalMs).toBe(30);
    expect(rig.air.linkOf(TOY)).toMatchObject({ intervalMs: 30, timeoutMs: 2_000 });
  });

  test("closed, it ends its links, fails what waits and refuses the rest", async () => {
    const link = await rig.connect();
    const waiting = rig.radio.connect(OTHER, CONNECT).catch((cause: unknown) => cause);
    await rig.clock.sleep(ms(20));
    await rig.radio[Symbol.asyncDispose]();
    expect(await link.ended).toMatchObject({ cause: "us" });
    expect(await waiting).toEqual(failure("radio.closed"));
    for (const refused of [
      () => rig.radio.connect(TOY, CONNECT),
      () => rig.radio.scan(() => undefined, PATIENT),
      () => rig.radio.ready({ within: seconds(1) }),
    ]) {
      await expect((async () => refused())()).rejects.toThrow(failure("radio.closed"));
    }
    expect(rig.hub.links).toBe(0);
  });
}
