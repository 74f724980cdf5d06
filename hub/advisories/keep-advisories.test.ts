import { afterEach, beforeEach, expect, test } from "vitest";
import { advisoryOf, feedOf } from "../../test/support/feed-of.ts";
import { randomId } from "../../test/support/guardian.ts";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { makeProject } from "../../test/support/project-keys.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeRestingClock, type RestingClock } from "../../test/support/resting-clock.ts";
import type { FeedTrouble } from "../contract/advisories.ts";
import { type Duration, hours, minutes } from "../domain/duration.ts";
import { parseReleaseVersion } from "../domain/release-version.ts";
import type { AdvisoryNote } from "../ports/advisories.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { ProjectKeys } from "../project-signature/signed-file.ts";
import { FeedRefused } from "./errors.ts";
import { type KeptAdvisories, keepAdvisories } from "./keep-advisories.ts";

const project = makeProject();
const bytes = (text: string) => new TextEncoder().encode(text);

let clock: ManualClock;
let resting: RestingClock;
let kept: AdvisoryNote | undefined;
let ledger: LedgerEntry[];
let offered: string | FeedTrouble;
let asked: number;
let failures: unknown[];
let broken: Error | undefined;
let house: KeptAdvisories | undefined;

beforeEach(() => {
  clock = makeManualClock();
  [kept, ledger, asked, failures, broken] = [undefined, [], 0, [], undefined];
  offered = feed();
});
afterEach(() => house?.[Symbol.asyncDispose]());

/** A list of now, as two keys signed it. */
function feed(counter = 1, advisories: readonly object[] = [], by = project.signers.slice(0, 2)): string {
  return project.signed(feedOf({ counter, advisories, issued: clock.now() }), by);
}

const isFile = (text: string): boolean => text.startsWith("{");

async function start({
  version = "0.1.0",
  keys = project.keys as ProjectKeys | null,
  isAsked = true,
} = {}): Promise<void> {
  await house?.[Symbol.asyncDispose]();
  resting = makeRestingClock(clock);
  const number = parseReleaseVersion(version);
  if (number === undefined) throw new Error(version);
  const fetch = async () => {
    asked += 1;
    if (!isFile(offered)) throw new FeedRefused(offered as FeedTrouble, "of a test");
    return bytes(offered);
  };
  house = await keepAdvisories({
    version: { text: version, number },
    source: isAsked ? { host: "project.example:443", fetch } : undefined,
    keys: keys ?? undefined,
    notes: {
      read: async () => kept,
      async write(note, entries) {
        if (broken !== undefined) throw broken;
        kept = structuredClone(note);
        ledger.push(...entries);
      },
    },
    clock: resting,
    random: () => 0.5,
    newId: randomId,
    log: makeRecordingLog(),
    fail: (error) => void failures.push(error),
  });
  await resting.settle();
}

async function pass(wait: Duration): Promise<void> {
  await clock.advance(wait);
  await resting.settle();
}
const told = () => ledger.map(({ kind }) => kind);
const view = () => {
  if (house === undefined) throw new Error("not started");
  return house.view();
};
const take = (text: string) => house?.take(bytes(text));

test("asks within the hour after its start, then once a day; what it believes is current", async () => {
  await start();
  expect([asked, view().state]).toEqual([0, "waiting"]);
  await pass(minutes(60));
  expect([asked, view().state, view().lastTry?.trouble]).toEqual([1, "current", null]);
  await pass(hours(20));
  expect(asked).toBe(1);
  await pass(hours(6));
  expect(asked).toBe(2);
  expect(told()).toEqual([]);
});

test("a restart is no reason to ask again, but within the hour when it is time", async () => {
  await start();
  await pass(minutes(60));
  for (let restarts = 0; restarts < 5; restarts += 1) {
    await start();
    await pass(minutes(90));
  }
  expect(asked).toBe(1);
  await house?.[Symbol.asyncDispose]();
  await clock.advance(hours(30));
  await start();
  await pass(minutes(4));
  expect(asked).toBe(1);
  await pass(minutes(56));
  expect(asked).toBe(2);
});

test("guardians are told of each weakness that this version has, once, over restarts", async () => {
  const other = advisoryOf("PAW-2026-002", { affected: [{ from: "0.2.0", before: null }], fixed_in: null });
  offered = feed(1, [advisoryOf("PAW-2026-001"), other]);
  await start();
  await house?.ask();
  expect(told()).toEqual(["advisory-heard"]);
  expect(view().advisories).toMatchObject([
    { id: "PAW-2026-001", concerns: true, subject: ledger[0]?.subject },
  ]);
  await start();
  await house?.ask();
  await pass(hours(50));
  expect(told()).toEqual(["advisory-heard"]);
});

test("a newer version may have a weakness that the one before had not, and be without it", async () => {
  const [old, young] = [
    advisoryOf("PAW-2026-001", { affected: [{ from: "0.1.0", before: "0.2.0" }] }),
    advisoryOf("PAW-2026-002", {
      affected: [{ from: "0.2.0", before: null }],
      published: "2026-02-02T00:00:00Z",
    }),
  ];
  offered = feed(1, [old, young]);
  await start();
  await house?.ask();
  await start({ version: "0.2.0" });
  expect(told()).toEqual(["advisory-heard", "advisory-heard"]);
  expect(view().advisories.map(({ id, concerns }) => [id, concerns])).toEqual([
    ["PAW-2026-002", true],
    ["PAW-2026-001", false],
  ]);
});

test("a further revision is told as the same thing, its words in the place of those before; withdrawn it is not told", async () => {
  const first = advisoryOf("PAW-2026-001");
  offered = feed(1, [first]);
  await start();
  await house?.ask();
  const second = advisoryOf("PAW-2026-001", { revision: 2, fixed_in: "0.1.1" });
  offered = feed(2, [first, second]);
  await house?.ask();
  expect(told()).toEqual(["advisory-heard", "advisory-heard"]);
  expect(new Set(ledger.map(({ subject }) => subject)).size).toBe(1);
  expect(view().advisories).toMatchObject([{ fixedIn: "0.1.1", concerns: true }]);
  offered = feed(3, [first, second, advisoryOf("PAW-2026-001", { revision: 3, affected: [] })]);
  await house?.ask();
  expect(told()).toHaveLength(2);
  expect(view().advisories).toMatchObject([{ concerns: false, subject: ledger[0]?.subject }]);
});

test.each([
  ["left out", []],
  ["said otherwise", [advisoryOf("PAW-2026-001", { severity: "low" })]],
])("what was told before and is %s is told of, once, and not forgotten", async (_, then) => {
  offered = feed(1, [advisoryOf("PAW-2026-001")]);
  await start();
  await house?.ask();
  offered = feed(2, then);
  await house?.ask();
  offered = feed(3, then);
  await house?.ask();
  expect(told().filter((kind) => kind === "advisories-rewritten")).toHaveLength(1);
  expect(view().advisories.map(({ severity }) => severity)).toContain("high");
});

test.each<[FeedTrouble, () => string, boolean]>([
  ["not-signed", () => feed(9, [], []), true],
  ["one-signature", () => feed(9, [], project.signers.slice(1, 2)), true],
  ["older", () => feed(1), true],
  ["forked", () => feed(2, [advisoryOf("PAW-2026-009")]), true],
  [
    "other-kind",
    () => project.signed(feedOf({ counter: 9, issued: clock.now(), kind: "pawpost-release-1" })),
    true,
  ],
  [
    "malformed",
    () => project.signed({ ...feedOf({ counter: 9, issued: clock.now() }), expires: "never" }),
    false,
  ],
  ["no-answer", () => "no-answer", false],
  ["wrong-machine", () => "wrong-machine", false],
  ["redirected", () => "redirected", false],
  ["too-large", () => "too-large", false],
  ["slow", () => "slow", false],
  ["refused", () => "refused", false],
])(
  "%s: what was known stands, and it is said; somebody's doing is told, once until a good one came",
  async (trouble, offer, isTold) => {
    offered = feed(2, [advisoryOf("PAW-2026-001")]);
    await start();
    await house?.ask();
    const before = view();
    ledger = [];
    const good = feed(3, [advisoryOf("PAW-2026-001")]);
    offered = offer();
    await house?.ask();
    await house?.ask();
    expect(view()).toEqual({ ...before, lastTry: { at: expect.any(String), trouble } });
    expect(told()).toEqual(isTold ? ["advisories-doubtful"] : []);
    await start();
    expect(view().lastTry?.trouble).toBe(trouble);
    offered = good;
    await house?.ask();
    expect([view().lastTry?.trouble, view().last?.counter]).toEqual([null, 3]);
    offered = offer();
    await house?.ask();
    expect(told()).toEqual(isTold ? ["advisories-doubtful", "advisories-doubtful"] : []);
  },
);

test("after trouble it is asked again within hours, not within a day", async () => {
  offered = "no-answer";
  await start();
  await pass(minutes(60));
  offered = feed();
  await pass(hours(4));
  expect([asked, view().state]).toEqual([2, "current"]);
});

test("a list that is over is silence: told once for each, and over when a newer one comes", async () => {
  await start();
  await house?.ask();
  offered = "no-answer";
  await pass(hours(59 * 24));
  expect([view().state, told()]).toEqual(["current", []]);
  await pass(hours(2 * 24));
  expect([view().state, told()]).toEqual(["silent", ["project-silent"]]);
  await start();
  await pass(hours(48));
  expect(told()).toHaveLength(1);
  offered = feed(2);
  await house?.ask();
  expect(view().state).toBe("current");
  offered = "no-answer";
  await pass(hours(62 * 24));
  expect(told()).toEqual(["project-silent", "project-silent"]);
});

test("a list that is over when it comes is believed in what it warns of, and passes for no word of today", async () => {
  const old = project.signed(
    feedOf({ issued: clock.now() - hours(100 * 24), advisories: [advisoryOf("PAW-2026-001")] }),
  );
  offered = old;
  await start();
  await house?.ask();
  expect([view().state, told()]).toEqual(["silent", ["advisory-heard", "project-silent"]]);
});

test("a clock that is years behind makes no old list a list of today", async () => {
  offered = feed(1);
  clock.stepWallClock(-hours(5 * 365 * 24));
  await start();
  await house?.ask();
  expect(view().state).toBe("current");
  clock.stepWallClock(hours(5 * 365 * 24 + 61 * 24));
  await pass(hours(25));
  expect(view().state).toBe("silent");
});

test("whoever is asked for a month and never says anything that is believed is silent, also over restarts", async () => {
  offered = "no-answer";
  await start();
  for (let days = 0; days < 29; days += 1) {
    await pass(hours(24));
    await start();
  }
  expect([view().state, told()]).toEqual(["waiting", []]);
  await pass(hours(30));
  expect([view().state, told()]).toEqual(["silent", ["project-silent"]]);
  await start();
  await pass(hours(30));
  expect(told()).toHaveLength(1);
});

test("with no address nobody is asked and nobody is missed; files are taken all the same", async () => {
  await start({ isAsked: false });
  await pass(hours(60 * 24));
  expect([asked, view().state, told(), kept]).toEqual([0, "off", [], undefined]);
  await expect(house?.ask()).rejects.toMatchObject({ code: "advisories.off" });
  await take(feed(4, [advisoryOf("PAW-2026-001")]));
  expect([view().state, view().host, told()]).toEqual(["current", null, ["advisory-heard"]]);
  await pass(hours(61 * 24));
  expect([view().state, told()]).toEqual(["silent", ["advisory-heard", "project-silent"]]);
});

test.each<[FeedTrouble, () => string]>([
  ["malformed", () => "{}"],
  ["not-signed", () => feed(5, [], [])],
  ["one-signature", () => feed(5, [], project.signers.slice(0, 1))],
  ["older", () => feed(3)],
])(
  "a file that is %s is refused to whoever brings it, and nobody else hears of it",
  async (trouble, file) => {
    await start();
    await take(feed(4));
    const before = view();
    await expect(take(file())).rejects.toMatchObject({ code: `advisories.${trouble}` });
    expect([view(), told()]).toEqual([before, []]);
  },
);

test("without keys nobody is believed, nobody is asked, and that is said", async () => {
  await start({ keys: null });
  await pass(hours(48));
  expect([asked, view().state]).toEqual([0, "no-keys"]);
  await expect(house?.ask()).rejects.toMatchObject({ code: "advisories.no-keys" });
  await expect(take(feed())).rejects.toMatchObject({ code: "advisories.no-keys" });
});

test("one key that was changed makes no old list new; another project's three begin anew", async () => {
  await start();
  await take(feed(7));
  const other = makeProject();
  const mixed = [project.keys[0], project.keys[1], other.keys[2]] as ProjectKeys;
  await start({ keys: mixed });
  await expect(take(feed(6))).rejects.toMatchObject({ code: "advisories.older" });
  await start({ keys: other.keys });
  expect(view().last).toBeNull();
  await expect(take(feed(8))).rejects.toMatchObject({ code: "advisories.not-signed" });
  await take(other.signed(feedOf({ counter: 1, issued: clock.now() })));
  expect(view().last?.counter).toBe(1);
});

test("what cannot be written is not taken for heard, and is tried again", async () => {
  offered = feed(1, [advisoryOf("PAW-2026-001")]);
  await start();
  broken = new Error("the disk is full");
  await expect(house?.ask()).rejects.toBe(broken);
  expect([view().last, told()]).toEqual([null, []]);
  await pass(hours(1));
  expect(failures).toContain(broken);
  broken = undefined;
  await pass(hours(2));
  expect([view().last?.counter, told()]).toEqual([1, ["advisory-heard"]]);
});

test("who asks while it is asked already waits for the same answer", async () => {
  await start();
  await Promise.all([house?.ask(), house?.ask(), house?.ask()]);
  expect(asked).toBe(1);
});
