/** A page without a browser that is opened before the hub of the rig has answered, or while it is away: by whom, with what, and what becomes of it. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { houseState } from "../../../hub/contract/api.ts";
import type { Fetch } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { claimAs, openPaperPage, sessionOn } from "../../../test/support/paper-page.ts";
import type { KeyStore } from "../keys/key-store.ts";
import { readLastView } from "../keys/last-view.ts";
import { makePage, type Page } from "../page-state.ts";
import { fetchAlerts } from "./alerts.ts";
import { believeWhoIsBack } from "./believe-who-is-back.ts";
import { leave } from "./enter.ts";
import { fetchPeople } from "./fetch-people.ts";
import { keepLastView, openByLastView } from "./open-by-last-view.ts";
import { openPage } from "./open-page.ts";

let rig: HubRig;
let page: Page;
let isAway: boolean;
/** Nobody answers, and nobody says so. */
let silence: boolean;
let asked: string[];
let place: { pathname: string };
/** What becomes of an answer on its way. */
let changed: ((path: string, answer: object) => object) | undefined;

const line =
  (browser: Fetch): Fetch =>
  (path, init) => {
    if (isAway) return Promise.reject(new TypeError("no network"));
    // As fetch() has it: also where it was given up before it began.
    const over = AbortSignal.any([init.signal ?? new AbortController().signal]);
    if (silence)
      return new Promise((_, reject) => {
        const end = () => reject(over.reason);
        if (over.aborted) end();
        else over.addEventListener("abort", end);
      });
    asked.push(path);
    const answering = browser(path, init);
    if (changed === undefined) return answering;
    return answering.then(async (answer) => Response.json(changed?.(path, await answer.json())));
  };
/** The same browser, loaded anew. */
const reload = (): Page => {
  const { client, device, store, authenticator, notifier, parcels, takes, tabLocks, shell } = page;
  client.bind(undefined);
  const next = makePage({ client, device, store, authenticator, notifier, parcels, takes, tabLocks, shell });
  next.client.whenBack((read) => believeWhoIsBack(next, read));
  return next;
};
const open = async (next: Page) => {
  await openPage(next, AbortSignal.timeout(2_000));
  return next;
};
const live = async () => {
  page.house.value = await page.client.call("GET", "/state", { schema: houseState });
};

beforeEach(async () => {
  [isAway, silence, asked, place, changed] = [false, false, [], { pathname: "/" }, undefined];
  vi.stubGlobal("location", place);
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("document", { addEventListener: () => undefined });
  rig = await makeHubRig();
  page = await openPaperPage(line(rig.browser()), () => rig.clock.now());
  await claimAs(page, rig.access.claimCode() ?? "", "Robin", "four lanterns beside our kettle");
  await rig.addToy("Bruno");
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await rig[Symbol.asyncDispose]();
});

const AT = 1_700_000_000_000;
const seen = async () => {
  const stop = keepLastView(page, () => AT);
  await live();
  await vi.waitFor(async () => expect(await page.store.lastView()).toBeDefined(), 90_000);
  stop();
};

test("the page is at home with who was in before the hub is asked anything, and says as of when that is", async () => {
  await seen();
  asked = [];
  const next = await open(reload());
  expect(asked).toEqual([]);
  expect(next.phase.value).toEqual({ kind: "inside" });
  expect(next.connection.value).toEqual({ kind: "asked", since: AT });
  expect([next.isWhole.value, next.wasNew.value]).toEqual([true, true]);
  expect(sessionOn(next).info.person.name).toBe("Robin");
  expect(next.house.value).toMatchObject({
    children: [{ name: "the child" }],
    toys: [{ name: "Bruno", connected: false, rssi: null, activity: "idle" }],
    messages: [],
  });
});

test("before anything else is asked of a hub that is back, it is asked who it is", async () => {
  await seen();
  isAway = true;
  const next = await open(reload());
  isAway = false;
  asked = [];
  await next.client.call("GET", "/alerts");
  expect(asked).toEqual(["/api/v1/session", "/api/v1/alerts"]);
});

test("what there was to know is known before the hub answers", async () => {
  await fetchAlerts(page);
  await fetchPeople(page);
  await seen();
  const next = await open(reload());
  expect(next.alerts.value).toEqual(page.alerts.value);
  expect(next.people.value).toEqual(page.people.value);
});

test("a device that the list of people names no more is at the door as soon as the hub says so", async () => {
  await seen();
  const next = await open(reload());
  const { info } = sessionOn(next);
  changed = (path, answer) => (path.endsWith("/session") ? { ...answer, deviceCounts: false } : answer);
  await expect(next.client.call("GET", "/alerts")).rejects.toMatchObject({ code: "page.hub-unreachable" });
  expect(next.phase.value).toMatchObject({ kind: "sign-in", hub: info.hub, hasEnded: true });
  expect(await next.store.session()).toBeUndefined();
});

test("a hub that comes back with a shorter list of people is believed nothing, and is sent nothing", async () => {
  await seen();
  isAway = true;
  const next = await open(reload());
  const { info } = sessionOn(next);
  const known = (await next.store.roster(info.hub)) ?? expect.fail("no roster");
  await next.store.putRoster(info.hub, { ...known, length: known.length + 1, head: "0".repeat(64) });
  isAway = false;
  asked = [];
  await expect(next.client.call("GET", "/alerts")).rejects.toMatchObject({ code: "page.hub-unreachable" });
  expect(next.phase.value).toMatchObject({ kind: "distrust" });
  expect(asked).toEqual(["/api/v1/session"]);
});

test("what was kept opens nothing where it does not fit what this browser believes", async () => {
  await seen();
  const { hub } = sessionOn(page).info;
  const known = (await page.store.roster(hub)) ?? expect.fail("no roster");
  await page.store.putRoster(hub, { ...known, fingerprint: "0".repeat(64) });
  isAway = true;
  const next = await open(reload());
  expect(next.phase.value).toMatchObject({ kind: "distrust", code: "roster.wrong-first-guardian" });
});

test("what was written down before the list of people grew is not shown, and is no reason for distrust: the hub is asked", async () => {
  await seen();
  const { hub } = sessionOn(page).info;
  const known = (await page.store.roster(hub)) ?? expect.fail("no roster");
  await page.store.putRoster(hub, { ...known, length: known.length + 1, head: "0".repeat(64) });
  expect(await openByLastView(reload())).toBe(false);
});

test("who is in is written down as soon as the hub has said it, as of when all else was seen", async () => {
  await seen();
  const next = await open(reload());
  const stop = keepLastView(next, () => AT + 5_000);
  await next.client.call("GET", "/alerts");
  const view = await vi.waitFor(
    async () => readLastView((await next.store.lastView()) ?? expect.fail("none")),
    90_000,
  );
  expect(view).toMatchObject({ at: AT, isNew: true, info: { roster: sessionOn(next).info.roster } });
  stop();
});

test("who has signed out leaves nothing to open by, not even a write that was under way", async () => {
  await seen();
  const view = (await page.store.lastView()) ?? expect.fail("nothing was kept");
  await leave(page, false);
  await page.store.putLastView(view);
  expect(await page.store.lastView()).toBeUndefined();
  isAway = true;
  expect(await openByLastView(reload())).toBe(false);
});

test("a view of another session opens nothing", async () => {
  await seen();
  const session = (await page.store.session()) ?? expect.fail("no session");
  await page.store.putSession({ ...session, ath: "another" }, new Map());
  isAway = true;
  expect(await openByLastView(reload())).toBe(false);
});

test("an invitation's page waits for the hub", async () => {
  await seen();
  place.pathname = "/join";
  isAway = true;
  expect(await openByLastView(reload())).toBe(false);
});

test("nothing is written while home is out of reach, and what did not change is written once a minute", async () => {
  const written: (number | undefined)[] = [];
  const store: KeyStore = {
    ...page.store,
    putLastView: async (view) => void written.push(readLastView(view)?.at),
  };
  let now = AT;
  const watched: Page = { ...page, store };
  const stop = keepLastView(watched, () => now);
  await live();
  const again = (seconds: number) => {
    now += seconds * 1_000;
    const house = page.house.value ?? expect.fail("no house");
    page.house.value = { ...house, now: new Date(now).toISOString() };
  };
  again(30);
  again(31);
  expect(written).toEqual([AT, AT + 61_000]);
  page.connection.value = { kind: "lost", since: now };
  again(3_600);
  expect(written).toHaveLength(2);
  stop();
});

test("where nothing says no, as away from home, it is out of reach after five seconds", async () => {
  await seen();
  const later = setTimeout;
  const pauses: number[] = [];
  vi.stubGlobal("setTimeout", (then: () => void, ms: number) => {
    pauses.push(ms);
    return later(then, 0);
  });
  silence = true;
  const next = await open(reload());
  expect(next.phase.value).toEqual({ kind: "inside" });
  expect(pauses).toEqual([5_000]);
  await vi.waitFor(() => expect(next.connection.value).toEqual({ kind: "lost", since: AT }), 90_000);
});
