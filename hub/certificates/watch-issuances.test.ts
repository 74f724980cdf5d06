import { afterEach, beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeRestingClock, type RestingClock } from "../../test/support/resting-clock.ts";
import { hours, minutes, ms } from "../domain/duration.ts";
import type { CertificateNote } from "../ports/certificate-notes.ts";
import type { IssuanceNote } from "../ports/issuance-watch.ts";
import { CertificateError } from "./errors.ts";
import type { Issuance } from "./issuance-monitor.ts";
import { keyPrint } from "./key-print.ts";
import { makeKey } from "./order-certificate.ts";
import { type WatchedIssuances, watchIssuances } from "./watch-issuances.ts";

const DOMAIN = "hub.family.example";
const MONITOR = "https://monitor.example/v1/issuances";
const OWN = "a".repeat(64);
const PAGE = 2;

let clock: ManualClock;
let resting: RestingClock;
let logged: Issuance[];
let asked: (string | null)[];
let refusal: CertificateError | undefined;
let certificate: Partial<CertificateNote> | undefined;
let kept: IssuanceNote | undefined;
let told: number;
let beforeWrite: () => void;
let watch: WatchedIssuances | undefined;

beforeEach(() => {
  clock = makeManualClock();
  [logged, asked, told] = [[], [], 0];
  [refusal, kept] = [undefined, undefined];
  certificate = { asked: [OWN], issued: null };
  beforeWrite = () => undefined;
});
afterEach(() => watch?.[Symbol.asyncDispose]());

async function start({ domain = DOMAIN, monitor = MONITOR } = {}): Promise<void> {
  await watch?.[Symbol.asyncDispose]();
  resting = makeRestingClock(clock);
  watch = watchIssuances({
    domain,
    monitor,
    openMonitor: () => ({
      async next(after) {
        asked.push(after);
        if (refusal !== undefined) throw refusal;
        const from = logged.findIndex(({ id }) => id === after) + 1;
        return logged.slice(from, from + PAGE);
      },
    }),
    notes: {
      read: async () => kept,
      async write(note) {
        beforeWrite();
        kept = structuredClone(note);
      },
    },
    certificates: { read: async () => certificate as CertificateNote | undefined },
    clock: resting,
    random: () => 1,
    log: makeRecordingLog(),
    tell: async () => {
      told += 1;
    },
  });
  await resting.settle();
}

async function pass(wait: number): Promise<void> {
  await clock.advance(ms(wait));
  await resting.settle();
}

function appears(key: string): string {
  const id = String(logged.length + 1);
  logged.push({ id, key, issuer: "O=Some CA", notBefore: "2026-01-01T00:00:00Z" });
  return id;
}
const stranger = () => appears("b".repeat(64));

test("a certificate with a key that the hub did not ask for is told at the next look, a quarter of an hour away at most, and once", async () => {
  appears(OWN);
  await start();
  expect([told, watch?.view()?.foreign]).toEqual([0, []]);
  const id = stranger();
  await pass(minutes(14));
  expect(told).toBe(0);
  await pass(minutes(1));
  expect(told).toBe(1);
  const foreign = [{ id, issuer: "O=Some CA", notBefore: "2026-01-01T00:00:00Z", seenAt: clock.now() }];
  expect(watch?.view()).toEqual({ monitor: "monitor.example", lookedAt: clock.now(), foreign });
  await pass(hours(3));
  await start();
  await pass(hours(1));
  expect(told).toBe(1);
  expect(watch?.view()?.foreign).toEqual(foreign);
});

test("the certificate that is there is the hub's own, also where it was ordered before that was written down", async () => {
  const key = makeKey();
  appears(keyPrint(key));
  certificate = { issued: { key } } as CertificateNote;
  await start();
  expect(told).toBe(0);
  certificate = undefined;
  kept = undefined;
  await start();
  expect(told, "the test of that").toBe(1);
});

test("one that was asked for while the monitor answered is the hub's own", async () => {
  await start();
  appears("c".repeat(64));
  certificate = { asked: [OWN, "c".repeat(64)], issued: null };
  await pass(minutes(15));
  expect(told).toBe(0);
});

test("a monitor that is away, or refuses, is asked again and nobody is told; what was looked at last is said", async () => {
  await start();
  const before = clock.now();
  stranger();
  refusal = new CertificateError("certificate.no-answer", "ECONNREFUSED");
  await pass(hours(5));
  expect([told, watch?.view()?.lookedAt]).toEqual([0, before]);
  refusal = undefined;
  await pass(minutes(15));
  expect([told, watch?.view()?.lookedAt]).toEqual([1, clock.now()]);
});

test("a monitor that asks for patience has it, for a day and no longer", async () => {
  await start();
  refusal = new CertificateError("certificate.busy", "429", { wait: hours(2) });
  await pass(minutes(15));
  const times = asked.length;
  await pass(minutes(119));
  expect(asked).toHaveLength(times);
  refusal = new CertificateError("certificate.busy", "429", { wait: hours(10_000) });
  await pass(minutes(1));
  expect(asked).toHaveLength(times + 1);
  refusal = undefined;
  await pass(hours(24));
  expect(watch?.view()?.lookedAt).toBe(clock.now());
});

test("each is looked at once: by pages, a few of them a look, on from the last one after a start", async () => {
  for (let nth = 0; nth < 11; nth += 1) appears(OWN);
  await start();
  expect(asked).toEqual([null, "2", "4", "6"]);
  expect(watch?.view()?.lookedAt, "not all of it").toBeNull();
  stranger();
  await start();
  expect(asked.slice(4)).toEqual(["8", "10", "12"]);
  expect([told, watch?.view()?.lookedAt]).toEqual([1, clock.now()]);
});

test("after a start it rests for as long as it would have, and a clock that was set makes that no longer", async () => {
  await start();
  await pass(minutes(5));
  await start();
  expect(asked).toHaveLength(1);
  await pass(minutes(10));
  expect(asked).toHaveLength(2);
  clock.stepWallClock(-hours(24 * 365));
  await start();
  await pass(minutes(15));
  expect(asked).toHaveLength(3);
});

test("of another name, or at another monitor, everything is looked at anew", async () => {
  appears(OWN);
  await start();
  await start({ domain: "hub.other.example" });
  await start({ domain: "hub.other.example", monitor: "https://other.example/" });
  expect(asked).toEqual([null, "1", null, "1", null, "1"]);
});

test("a disk that is full loses no alert: it is told again rather than never", async () => {
  stranger();
  beforeWrite = () => {
    throw new Error("full");
  };
  await start();
  expect(told).toBe(1);
  beforeWrite = () => undefined;
  await pass(minutes(15));
  expect(told).toBe(2);
  await pass(minutes(15));
  expect(told).toBe(2);
});

test("a monitor that says the same again and again is told of once, and asked no faster", async () => {
  const id = stranger();
  const all = [...logged];
  await start();
  logged = [];
  Object.defineProperty(logged, "slice", { value: () => all });
  await pass(hours(2));
  expect([told, watch?.view()?.foreign.map((one) => one.id)]).toEqual([1, [id]]);
  expect(asked.length).toBeLessThan(12);
});
