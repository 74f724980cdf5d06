/**
 * T-19, second half: somebody has the whole hub for a night, device key and signing key with it, and rewrites what was written down.
 * Every entry in every way, all hashes after it made anew: a browser that had read so far finds it at its next visit, and one that
 * had not finds it by what the others signed. (That every hearing is written down at all: silent-listening.test.ts.)
 */
import { cpSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClipCheck } from "../../hub/check/open-clip-check.ts";
import { alertList } from "../../hub/contract/alerts.ts";
import type { LedgerKind } from "../../hub/contract/ledger.ts";
import type { LedgerEntry } from "../../hub/ports/ledger.ts";
import * as unpatched from "../../web-ui/src/actions/check-ledger.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { makePage, type Page } from "../../web-ui/src/page-state.ts";
import { forgeLedger } from "../support/forge-ledger.ts";
import { randomId } from "../support/guardian.ts";
import { type HubRig, makeHubRig } from "../support/hub-rig.ts";
import { makeManualClock } from "../support/manual-clock.ts";
import { claimAs, openPaperPage, sessionOn, signInAs } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makePlayedShell } from "../support/played-shell.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

type Checks = typeof unpatched;
type Deed = (entries: readonly LedgerEntry[]) => readonly LedgerEntry[];

const NAME = "Mum";
const PASSPHRASE = "a long passphrase of a test";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let rig: HubRig;
/** Two browsers of hers: the one has read everything, the other stopped half-way. */
let home: { readonly page: Page; readonly cookie: string };
let late: { readonly page: Page; readonly cookie: string };
let length: number;
let half: number;

beforeAll(async () => {
  rig = await makeHubRig({ check });
  const open = async (enter: (page: Page) => Promise<void>) => {
    const browser = rig.browser();
    const page = await openPaperPage(browser, () => rig.clock.now());
    await enter(page);
    return { page, cookie: browser.cookie };
  };
  home = await open((page) => claimAs(page, rig.access.claimCode() ?? "", NAME, PASSPHRASE));
  late = await open((page) => signInAs(page, NAME, PASSPHRASE));
  const note = (kind: LedgerKind) =>
    rig.house.ledger.append({
      at: rig.clock.now(),
      kind,
      person: sessionOn(home.page).info.person.id,
      subject: randomId(),
      device: home.page.device.publicKey,
    });
  await note("clip-taken-in");
  await unpatched.checkLedger(late.page);
  half = (await rig.house.ledger.head()).number;
  for (let n = 0; n < 4; n++) await note("clip-handed-out");
  await unpatched.checkLedger(home.page);
  length = (await rig.house.ledger.head()).number;
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await check[Symbol.asyncDispose]();
});

/** The hub goes on as if nothing had been, and the browser comes back to it. */
async function comeBack(
  how: "anew" | "in-place",
  deed: Deed,
  { page: before, cookie } = home,
  checks: Checks = unpatched,
) {
  await using temp = await makeTempDir();
  cpSync(rig.dir, temp.path, { recursive: true });
  await forgeLedger(`${temp.path}/hub`, how, deed);
  await using forged = await makeHubRig({ copyOf: temp.path, check });
  const session = sessionOn(before);
  const browser = forged.browser();
  browser.cookie = cookie;
  const client = new HubClient(before.device, {
    fetch: browser,
    now: () => forged.clock.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });
  client.bind({ nonce: session.info.nonce, ath: session.info.ath });
  const known = await before.store.ledger(session.info.hub);
  const { device, store, authenticator, notifier, parcels, takes, tabLocks } = before;
  const page = makePage({
    client,
    device,
    store,
    authenticator,
    notifier,
    parcels,
    takes,
    tabLocks,
    shell: makePlayedShell(),
  });
  page.session.value = session;
  await checks.checkLedger(page);
  const audit = await checks.auditLedger(page, session);
  await before.store.putLedger(session.info.hub, known);
  const { alerts } = await client.call("GET", "/alerts", { schema: alertList });
  const found = page.ledger.value?.kind === "broken" ? page.ledger.value.code : "nothing";
  return { found, audit, told: alerts.map(({ class: name }) => name) };
}

const change =
  (at: number, edit: (entry: LedgerEntry) => LedgerEntry): Deed =>
  (entries) =>
    entries.map((entry, nth) => (nth === at ? edit(entry) : entry));
const EDITS: readonly (readonly [string, (entry: LedgerEntry) => LedgerEntry])[] = [
  ["who", (entry) => ({ ...entry, person: randomId() })],
  ["what about", (entry) => ({ ...entry, subject: randomId() })],
  ["when", (entry) => ({ ...entry, at: entry.at - 3_600_000 })],
  ["what", (entry) => ({ ...entry, kind: "report-read" })],
  ["where", ({ device: _, ...entry }) => ({ ...entry, subject: entry.subject ?? "x" })],
];
const later: LedgerEntry = { at: 1, kind: "signed-in", person: null, subject: null };

test("an untouched hub is believed", async () => {
  const { found, audit, told } = await comeBack("anew", (entries) => entries);
  expect([found, audit?.entries, told]).toEqual(["nothing", length, ["new-device"]]);
});

test("every entry, each in one way or another, all hashes made anew: found at the next visit, and told", async () => {
  for (let at = 0; at < length; at++) {
    const [name, edit] = EDITS[at % EDITS.length] ?? expect.fail();
    const { found, audit, told } = await comeBack("anew", change(at, edit));
    expect([at, name, found, audit]).toEqual([at, name, "ledger.rewritten", undefined]);
    expect(told).toContain("history-broken");
  }
});

test.each<[string, Deed, string]>([
  ["one taken out", (entries) => entries.toSpliced(3, 1), "ledger.cut"],
  ["the last cut off", (entries) => entries.slice(0, -1), "ledger.cut"],
  ["all gone", () => [], "ledger.cut"],
  [
    "one taken out, and grown since",
    (entries) => [...entries.toSpliced(3, 1), later, later],
    "ledger.rewritten",
  ],
  ["one put in", (entries) => entries.toSpliced(2, 0, later), "ledger.rewritten"],
  [
    "two swapped",
    (entries) => entries.with(2, entries[3] as LedgerEntry).with(3, entries[2] as LedgerEntry),
    "ledger.rewritten",
  ],
])("%s: found", async (_, deed, code) => {
  const { found, told } = await comeBack("anew", deed);
  expect(found).toBe(code);
  expect(told).toContain("history-broken");
});

test("any entry changed in its place, hashes left as they were: found by reading everything anew", async () => {
  for (let at = 0; at < length; at++) {
    const [, edit] = EDITS[(at + 2) % EDITS.length] ?? expect.fail();
    expect((await comeBack("in-place", change(at, edit))).found).toBe("ledger.rewritten");
  }
});

test("a browser that had read only half finds what lay behind it by the other one’s signature", async () => {
  const [, edit] = EDITS[0] ?? expect.fail();
  const { found, audit } = await comeBack("anew", change(half + 1, edit), late);
  expect(found).toBe("nothing");
  expect(audit?.witnesses.map(({ device, fits }) => [device, fits])).toContainEqual([
    home.page.device.publicKey,
    false,
  ]);
  expect((await comeBack("anew", change(half - 1, edit), late)).found).toBe("ledger.rewritten");
});

const CHECKS = "web-ui/src/actions/check-ledger.ts";
test.each<[string, readonly Patch[]]>(
  takenOut([
    [
      "the comparison with the end that was signed",
      [
        {
          file: "hub/contract/follow-ledger.ts",
          find: "if (place.hash !== head.hash) throw rewritten(place.number);",
          replace: "",
        },
        { file: CHECKS, find: "if (known.number > 0 && hash !== known.hash)", replace: "if (hash === null)" },
      ],
    ],
    [
      "what the browser remembers",
      [
        {
          file: CHECKS,
          find: "followLedger(hub, known?.pin, readAfter(page))",
          replace: "followLedger(hub, undefined, readAfter(page))",
        },
        { file: CHECKS, find: "if (known.number > 0 && hash !== known.hash)", replace: "if (hash === null)" },
      ],
    ],
  ]),
)(
  "the test of the test: without %s nobody finds a rewritten entry",
  TAKES_BARRIER_OUT,
  async (_, patches) => {
    await using copy = await makePatchedCopy(patches);
    const checks = await copy.load<Checks>(CHECKS);
    const [, edit] = EDITS[0] ?? expect.fail();
    const { found, told } = await comeBack("anew", change(3, edit), home, checks);
    expect([found, told]).toEqual(["nothing", ["new-device"]]);
  },
);
