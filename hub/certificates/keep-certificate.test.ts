import { createPrivateKey, X509Certificate } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { makePlayedAuthority, type PlayedAuthority } from "../../test/support/played-authority.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeRestingClock, type RestingClock } from "../../test/support/resting-clock.ts";
import { type Duration, hours, minutes, ms } from "../domain/duration.ts";
import type { CertificateNote } from "../ports/certificate-notes.ts";
import type { AuthorityWords, NamePublisher } from "../ports/name-publisher.ts";
import { makeDnsWay } from "./dns-way.ts";
import { CertificateError } from "./errors.ts";
import { keepCertificate } from "./keep-certificate.ts";
import { keyPrint } from "./key-print.ts";
import { makeNamedWay } from "./named-way.ts";
import { makeKey } from "./order-certificate.ts";
import { makeShownCertificates, type ShownCertificates } from "./shown-certificates.ts";

const DAY = hours(24);
const HUB = `${"b".repeat(25)}a`;
const ISSUER = "ca.example; accounturi=https://ca.example/acct/1; validationmethods=dns-01";

let clock: ManualClock;
let authority: PlayedAuthority;
let shown: ShownCertificates;
let kept: CertificateNote | undefined;
let words: AuthorityWords[];
let said: AuthorityWords;
let secondSays: () => string[] | undefined;
let isAway: boolean;
let told: number;
let resting: RestingClock;
let beforeWrite: (note: CertificateNote) => void;
let keeper: AsyncDisposable | undefined;
/** By which devices come. */
let devices: string[];
let onNames: () => void;

beforeEach(() => {
  clock = makeManualClock();
  authority = makePlayedAuthority(() => clock.now());
  shown = makeShownCertificates();
  [kept, words, told] = [undefined, [], 0];
  secondSays = () => [...said.txt];
  devices = [];
  isAway = false;
  beforeWrite = () => undefined;
});
afterEach(() => keeper?.[Symbol.asyncDispose]());

function start(directory = "https://ca.example/directory", hub = HUB): void {
  resting = makeRestingClock(clock);
  const publisher: NamePublisher = {
    async publish(now, signal) {
      if (isAway) await new Promise((_, gone) => signal.addEventListener("abort", () => gone(signal.reason)));
      words.push(now);
      said = now;
    },
  };
  keeper = keepCertificate({
    notes: {
      read: async () => kept,
      async write(note) {
        beforeWrite(note);
        kept = structuredClone(note);
      },
    },
    shown,
    way: makeDnsWay({
      hub,
      zone: "family.example",
      publisher,
      line: {
        askNameServers: async () => ({
          servers: [
            { server: "ns1.family.example", texts: [...said.txt] },
            { server: "ns2.family.example", texts: secondSays() },
          ],
        }),
      },
      clock: resting,
    }),
    detour: {
      name: (before) => (before !== null && devices.includes(before) ? before : devices[0]),
      wayTo: (name) => makeNamedWay({ name, publisher, shown, clock: resting }),
      onChange: (listener) => {
        onNames = listener;
      },
    },
    directory,
    openAuthority: async () => authority,
    clock: resting,
    random: () => 0.5,
    log: makeRecordingLog(),
    tell: async () => {
      told += 1;
    },
  });
}

/** As a kill does: what is on the disk stays, and all else is gone. */
async function restart(): Promise<void> {
  await keeper?.[Symbol.asyncDispose]();
  shown = makeShownCertificates();
  start();
}

async function pass(wait: Duration): Promise<void> {
  await settle();
  for (let left: number = wait; left > 0; left -= hours(1)) {
    await clock.advance(ms(Math.min(left, hours(1))));
    await settle();
  }
}

/** Until it waits for the clock again. */
const settle = () => resting.settle();

const refuse = (code: CertificateError["code"], wait = 0) => {
  authority.before = () => {
    throw new CertificateError(code, "no", { wait: ms(wait) });
  };
};

test("orders one for all names of the hub, shows it, and renews it when a third of its life is left", async () => {
  start();
  await pass(minutes(1));
  const first = shown.current();
  expect(new X509Certificate(first?.chain ?? "").subjectAltName).toBe(`DNS:*.${HUB}.family.example`);
  await pass(ms(57.6 * DAY));
  expect(shown.current()).toBe(first);
  await pass(ms(0.4 * DAY));
  expect(authority.orders).toHaveLength(2);
  expect(shown.current()?.notAfter).toBeGreaterThan((first?.notAfter ?? 0) + 57 * DAY);
  expect(shown.current()?.key).not.toBe(first?.key);
  expect(told).toBe(0);
});

test("who may issue is said before anything is ordered, the proof only while the authority looks", async () => {
  const saidAt: Record<string, AuthorityWords> = {};
  authority.before = (call) => {
    saidAt[call] = said;
  };
  start();
  await pass(minutes(1));
  expect(saidAt.order).toEqual({ txt: [], issuers: [ISSUER], named: [] });
  expect(saidAt.answer).toEqual({ txt: ["p".repeat(43)], issuers: [ISSUER], named: [] });
  expect(said).toEqual({ txt: [], issuers: [ISSUER], named: [] });
  await restart();
  await settle();
  expect(words.at(-1), "said again by the next life").toEqual({ txt: [], issuers: [ISSUER], named: [] });
});

test("what was issued before is shown at once after a start, and nothing is asked of anybody", async () => {
  start();
  await pass(minutes(1));
  const [before, calls] = [shown.current(), authority.calls.length];
  await restart();
  await pass(DAY);
  expect(shown.current()).toEqual(before);
  expect(authority.calls).toHaveLength(calls);
});

test("while not every name server says it, the authority is not asked to look", async () => {
  secondSays = () => undefined;
  start();
  await settle();
  for (let looks = 0; looks < 40; looks += 1) {
    await clock.advance(ms(5_000));
    await settle();
  }
  expect(authority.calls).toEqual(["open", "order", "look", "challenges"]);
  expect(kept?.failures).toBe(1);
  expect(said.txt, "and the proof does not stay there").toEqual([]);
  secondSays = () => [];
  await pass(hours(1));
  expect(authority.calls).not.toContain("answer");
  secondSays = () => [...said.txt];
  await pass(hours(2));
  expect(shown.current()).toBeDefined();
  expect(authority.orders, "it was one order all the time").toHaveLength(1);
});

test("a failure rests, ever longer; the order that is under way is taken up again and no other one placed", async () => {
  authority.before = (call) => {
    if (call === "finish") throw new CertificateError("certificate.no-answer", "503");
  };
  start();
  await pass(DAY);
  expect(authority.orders).toHaveLength(1);
  const tries = authority.calls.filter((call) => call === "finish").length;
  expect(tries).toBeGreaterThanOrEqual(7);
  expect(tries).toBeLessThanOrEqual(9);
  authority.before = () => undefined;
  await pass(DAY);
  expect(shown.current()).toBeDefined();
  expect(authority.orders).toHaveLength(1);
  expect(kept?.failures).toBe(0);
});

test("an order that the authority holds for lost is followed by a new one", async () => {
  authority.isConvinced = false;
  start();
  await pass(minutes(1));
  expect([authority.orders.length, kept?.order, kept?.failures]).toEqual([1, null, 1]);
  authority.isConvinced = true;
  await pass(minutes(10));
  expect(authority.orders).toHaveLength(2);
  expect(shown.current()).toBeDefined();
});

test.each([
  ["for another key", () => ({ key: makeKey() })],
  ["for another hub's names", () => ({ names: ["*.evil.family.example"] })],
  ["for more names than were ordered", () => ({ names: [`*.${HUB}.family.example`, "evil.example"] })],
])("what an authority issues %s is not shown", async (_, instead) => {
  authority.instead = instead();
  start();
  await pass(hours(1));
  expect(shown.current()).toBeUndefined();
  expect(kept?.order).toBeNull();
  expect(kept?.failures).toBeGreaterThan(0);
  authority.instead = {};
  await pass(DAY);
  expect(shown.current()).toBeDefined();
});

test("as long as the authority asks for, it is left alone, over a start too", async () => {
  refuse("certificate.busy", 3 * DAY);
  start();
  await pass(minutes(1));
  const calls = authority.calls.length;
  await pass(ms(1.5 * DAY));
  await restart();
  await pass(ms(1.4 * DAY));
  expect(authority.calls).toHaveLength(calls);
  await pass(hours(3));
  expect(authority.calls.length).toBeGreaterThan(calls);
});

test("guardians are told when a quarter of its life is left, at a twelfth, and when it is over; once each", async () => {
  start();
  await pass(minutes(1));
  const certificate = shown.current();
  refuse("certificate.no-answer");
  await pass(ms(66 * DAY));
  expect(told).toBe(0);
  await pass(ms(3 * DAY));
  expect(told).toBe(1);
  await restart();
  await pass(ms(10 * DAY));
  expect(told, "not again at each start").toBe(1);
  await pass(ms(5 * DAY));
  expect(told).toBe(2);
  await pass(ms(30 * DAY));
  expect(told).toBe(3);
  expect(shown.current(), "what there is is shown, and nothing deleted").toEqual(certificate);
  expect(authority.calls.length).toBeLessThan(130);
  authority.before = () => undefined;
  await pass(DAY);
  expect(shown.current()).not.toEqual(certificate);
  expect(kept?.told).toBe(0);
});

test("a relay that is away for days is a failure like others: guardians are told, and nothing waits for ever", async () => {
  isAway = true;
  start();
  for (let hour = 0; hour < 48; hour += 1) {
    for (let turns = 0; turns < 20; turns += 1) await new Promise((soon) => setImmediate(soon));
    await clock.advance(hours(1));
  }
  expect(told).toBe(1);
  expect(authority.orders).toHaveLength(0);
  isAway = false;
  await pass(DAY);
  expect(shown.current()).toBeDefined();
});

test("of a first one that does not come they are told too", async () => {
  refuse("certificate.refused");
  start();
  await pass(hours(2));
  expect(told).toBe(0);
  await pass(DAY);
  expect(told).toBe(1);
});

test.each([
  ["ten years ahead", 3_650],
  ["ten years behind", -3_650],
])("a clock %s orders no more than one a day, and forgets nothing", async (_, days) => {
  start();
  await pass(minutes(1));
  const first = shown.current();
  // The authority's own clock is right: what it issues looks as old, or as new, as the first one.
  const real = authority.orders.length;
  const rightNow = clock.now();
  authority = Object.assign(
    makePlayedAuthority(() => rightNow),
    { orders: authority.orders },
  );
  clock.stepWallClock(days * DAY);
  await pass(ms(3 * DAY));
  expect(authority.orders.length - real).toBeLessThanOrEqual(days > 0 ? 3 : 0);
  for (let starts = 0; starts < 5; starts += 1) {
    await restart();
    await settle();
  }
  expect(authority.orders.length - real).toBeLessThanOrEqual(days > 0 ? 3 : 0);
  clock.stepWallClock(-days * DAY);
  await pass(ms(2 * DAY));
  expect(shown.current()?.notAfter).toBeGreaterThanOrEqual(first?.notAfter ?? 0);
});

test("killed before or after any write, it comes to a certificate whose key it has, by one order more at most", async () => {
  for (let dies = 1; dies < 8; dies += 1) {
    for (const when of ["before", "after"] as const) {
      [kept, words] = [undefined, []];
      authority = makePlayedAuthority(() => clock.now());
      shown = makeShownCertificates();
      let writes = 0;
      beforeWrite = (note) => {
        writes += 1;
        if (writes < dies) return;
        if (writes === dies && when === "after") kept = structuredClone(note);
        throw new Error("killed");
      };
      start();
      await settle();
      await keeper?.[Symbol.asyncDispose]();
      beforeWrite = () => undefined;
      await restart();
      await pass(hours(2));
      const { chain = "", key = "" } = shown.current() ?? {};
      expect(new X509Certificate(chain).checkPrivateKey(createPrivateKey(key)), `${when} ${dies}`).toBe(true);
      expect(authority.orders.length, `${when} ${dies}`).toBeLessThanOrEqual(2);
      await keeper?.[Symbol.asyncDispose]();
    }
  }
});

test("another authority has another account; another name begins anew, with the account that there is", async () => {
  start();
  await pass(minutes(1));
  const before = kept;
  await keeper?.[Symbol.asyncDispose]();
  start("https://other.example/directory");
  await pass(minutes(1));
  expect(kept?.accountKey).not.toBe(before?.accountKey);
  expect(shown.current(), "what was issued goes on").toEqual(
    before && expect.objectContaining({ key: before.issued?.key }),
  );
  await keeper?.[Symbol.asyncDispose]();
  const account = kept?.accountKey;
  shown = makeShownCertificates();
  start("https://other.example/directory", `${"c".repeat(25)}a`);
  await pass(minutes(1));
  expect(kept?.accountKey).toBe(account);
  expect(new X509Certificate(shown.current()?.chain ?? "").subjectAltName).toBe(
    `DNS:*.${"c".repeat(25)}a.family.example`,
  );
});

const PHONE = `${"d".repeat(25)}a.${HUB}.family.example`;
const TABLET = PHONE.replace(/^d/, "e");
const namesOf = (certificate = shown.current()) =>
  new X509Certificate(certificate?.chain ?? "").subjectAltName;
const zoneShowsNothing = () => {
  secondSays = () => undefined;
};
const zoneIsMended = () => {
  secondSays = () => [...said.txt];
};
/** Of all names, whatever came of it. */
const wildcardTries = () => authority.orders.filter(({ names }) => names[0]?.startsWith("*.")).length;

test("a zone that shows no proof, three tries in a row: one device's name by the other way, and all names once it does", async () => {
  [devices] = [[PHONE, TABLET]];
  zoneShowsNothing();
  start();
  await pass(minutes(10));
  expect(shown.current(), "not after the first tries").toBeUndefined();
  await pass(hours(2));
  expect(namesOf()).toBe(`DNS:${PHONE}`);
  expect(words.at(-1), "and nobody may issue now").toEqual({ txt: [], issuers: [], named: [] });
  expect(words.some(({ named }) => named[0]?.endsWith("validationmethods=tls-alpn-01"))).toBe(true);
  const tries = () => authority.calls.filter((call) => call === "challenges").length;
  const before = tries();
  await pass(ms(3 * DAY));
  // The third may be due just after the three days: each rests a day from when the one before was over.
  expect([2, 3], "all names are tried once a day").toContain(tries() - before);
  expect([namesOf(), told]).toEqual([`DNS:${PHONE}`, 0]);
  zoneIsMended();
  await pass(DAY);
  expect(namesOf()).toBe(`DNS:*.${HUB}.family.example`);
  expect(kept?.detour).toEqual({ zoneFailures: 0, name: null, rest: null });
  const after = authority.orders.length;
  await pass(ms(30 * DAY));
  expect(authority.orders).toHaveLength(after);
});

test("the authority that finds no proof is the zone's trouble too", async () => {
  devices = [PHONE];
  authority.before = (call) => {
    authority.isConvinced = call !== "answer" || said.named.length > 0;
  };
  start();
  await pass(hours(2));
  expect(namesOf()).toBe(`DNS:${PHONE}`);
  expect(wildcardTries()).toBe(3);
});

test.each([
  ["an authority that is busy", "certificate.busy"],
  ["an account that is refused", "certificate.refused"],
  ["an authority that is away", "certificate.no-answer"],
  ["no way out of the house", "certificate.no-link"],
] as const)("%s is not the zone's trouble: no name is given to public logs for it", async (_, code) => {
  devices = [PHONE];
  refuse(code);
  start();
  await pass(ms(3 * DAY));
  expect(authority.orders).toEqual([]);
  expect(kept?.detour.zoneFailures).toBe(0);
});

test("what is good for all names is not given up for one name, not on its last day", async () => {
  start();
  await pass(minutes(1));
  devices = [PHONE];
  zoneShowsNothing();
  await pass(ms(89 * DAY));
  expect(namesOf()).toBe(`DNS:*.${HUB}.family.example`);
  expect(told, "guardians know by then").toBe(2);
  await pass(ms(2 * DAY));
  expect(namesOf()).toBe(`DNS:${PHONE}`);
});

test("it is renewed in its own time, over starts, and follows the names: of one that is gone it is of no use", async () => {
  devices = [PHONE];
  zoneShowsNothing();
  start();
  await pass(hours(2));
  const first = shown.current();
  await restart();
  await pass(ms(57 * DAY));
  expect(shown.current()).toEqual(first);
  await pass(ms(6 * DAY));
  expect(shown.current()?.key).not.toBe(first?.key);
  expect(namesOf()).toBe(`DNS:${PHONE}`);
  devices = [TABLET];
  await pass(ms(1.5 * DAY));
  expect(namesOf()).toBe(`DNS:${TABLET}`);
  expect(told).toBe(0);
});

test("a house with no device yet has one as soon as there is somebody to come", async () => {
  zoneShowsNothing();
  start();
  await pass(ms(2 * DAY));
  expect([shown.current(), told]).toEqual([undefined, 1]);
  devices = [PHONE];
  onNames();
  await settle();
  await clock.advance(ms(5_000));
  await settle();
  expect(namesOf()).toBe(`DNS:${PHONE}`);
});

test("who finds no proof by the other way either is left alone for as long as after any try, over starts too", async () => {
  devices = [PHONE];
  authority.isConvinced = false;
  start();
  await pass(ms(2 * DAY));
  const tries = authority.orders.length;
  expect(tries).toBeLessThan(20);
  for (let starts = 0; starts < 5; starts += 1) {
    await restart();
    onNames();
    await settle();
  }
  expect(authority.orders).toHaveLength(tries);
});

test("what was kept by a hub of before goes on: without what it asked for, and without a way round", async () => {
  start();
  await pass(minutes(1));
  const { asked, detour, ...older } = kept as CertificateNote;
  expect([asked.length, detour.zoneFailures]).toEqual([1, 0]);
  kept = older as CertificateNote;
  const [before, calls] = [shown.current(), authority.calls.length];
  await restart();
  await pass(DAY);
  expect(shown.current()).toEqual(before);
  expect(authority.calls).toHaveLength(calls);
  await pass(ms(60 * DAY));
  expect(kept?.asked).toHaveLength(1);
  expect(shown.current()?.key).not.toBe(before?.key);
});

test("what it asked for is on the disk before the authority hears of it", async () => {
  let written: readonly string[] = [];
  authority.before = (call) => {
    if (call === "finish") written = kept?.asked ?? [];
  };
  start();
  await pass(minutes(1));
  expect(written).toEqual([keyPrint(shown.current()?.key ?? "")]);
});
