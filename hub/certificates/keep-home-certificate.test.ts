import { type KeyObject, X509Certificate } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeRestingClock, type RestingClock } from "../../test/support/resting-clock.ts";
import { hours, seconds } from "../domain/duration.ts";
import type { HomeNote, HomeNotes } from "../ports/home-notes.ts";
import { type HomeCertificates, keepHomeCertificate } from "./keep-home-certificate.ts";

const NAME = "pawpost-abcdefgh.local";
const DAY = 24;
let clock: ManualClock;
let disk: HomeNote | undefined;
let isFull: boolean;
let keeper: HomeCertificates;
let resting: RestingClock;

const notes: HomeNotes = {
  read: async () => disk,
  async write(note) {
    if (isFull) throw new RangeError("full");
    disk = structuredClone(note);
  },
};
async function start(name = NAME): Promise<void> {
  resting = makeRestingClock(clock);
  keeper = keepHomeCertificate({ name, notes, clock: resting, log: makeRecordingLog() });
  await settle();
}
const settle = () => resting.settle();
async function restart(name = NAME): Promise<void> {
  await keeper[Symbol.asyncDispose]();
  await start(name);
}
/** The next look comes within the hour. */
async function days(count: number): Promise<void> {
  clock.stepWallClock(hours(count * DAY));
  await clock.advance(hours(1));
  await settle();
}
const current = () => keeper.shown.current();

beforeEach(async () => {
  clock = makeManualClock(Date.parse("2026-11-28T12:00:00Z"));
  disk = undefined;
  isFull = false;
  await start();
});
afterEach(() => keeper[Symbol.asyncDispose]());

test("authority and certificate are there at once, for the name, and outlive a start", async () => {
  const [authority, issued] = [keeper.authority(), current()];
  expect(new X509Certificate(issued?.chain ?? "").subjectAltName).toBe(`DNS:${NAME}`);
  await restart();
  expect([keeper.authority(), current()]).toEqual([authority, issued]);
});

test("it is made anew when a third of its life is left, by the same authority, and who listens hears it", async () => {
  const [authority, first] = [keeper.authority() ?? "", current()];
  let heard = 0;
  keeper.shown.onChange(() => {
    heard += 1;
  });
  await days(260);
  expect([current(), heard]).toEqual([first, 0]);
  await days(5);
  expect(heard).toBe(1);
  expect(current()?.chain).not.toBe(first?.chain);
  expect(keeper.authority()).toBe(authority);
  const [leaf, signer] = (current()?.chain ?? "")
    .split(/(?=-----BEGIN)/)
    .map((pem) => new X509Certificate(pem));
  expect(leaf?.verify(signer?.publicKey as KeyObject)).toBe(true);
  expect(signer?.verify(new X509Certificate(authority).publicKey)).toBe(true);
});

test.each([
  ["behind", -3_000],
  ["ahead", 3_000],
])("a clock that was years %s leaves no certificate that nobody takes", async (_, away) => {
  await days(away);
  await days(-away);
  const { notAfter = 0 } = current() ?? {};
  const left = notAfter - clock.now();
  expect(left).toBeGreaterThan(100 * 86_400_000);
  expect(left).toBeLessThan(397 * 86_400_000);
});

test("a disk that is full ends nothing, and what could not be kept is shown to nobody", async () => {
  await keeper[Symbol.asyncDispose]();
  disk = undefined;
  isFull = true;
  await start();
  expect([keeper.authority(), current()]).toEqual([undefined, undefined]);
  isFull = false;
  await days(0);
  const kept = await notes.read();
  expect(keeper.authority()).toBe(kept?.authority.root);
  expect(current()).toEqual(kept?.issued);
  expect(current()).toBeDefined();
});

test("of another hub's name nothing is of use", async () => {
  const before = keeper.authority();
  await restart("pawpost-zzzzzzzz.local");
  expect(keeper.authority()).not.toBe(before);
  expect(new X509Certificate(current()?.chain ?? "").subjectAltName).toBe("DNS:pawpost-zzzzzzzz.local");
});

test("where addresses count it is made anew when the machine has another one, by the same authority", async () => {
  let addresses = ["192.168.1.7"];
  const own = makeRestingClock(clock);
  await using other = keepHomeCertificate({
    name: NAME,
    notes: { read: async () => undefined, write: async () => undefined },
    clock: own,
    log: makeRecordingLog(),
    addresses: () => addresses,
  });
  await own.settle();
  const authority = other.authority();
  const names = () => new X509Certificate(other.shown.current()?.chain ?? "").subjectAltName;
  expect(names()).toBe(`DNS:${NAME}, IP Address:192.168.1.7`);
  addresses = ["192.168.1.8"];
  await clock.advance(seconds(10));
  await own.settle();
  expect(names()).toBe(`DNS:${NAME}, IP Address:192.168.1.8`);
  expect(other.authority()).toBe(authority);
});
