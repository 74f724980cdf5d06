/** What is said on a page reaches the hub of the rig once, whatever happens to the line, the tab, the session, the clock and the toy. */
import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { API, houseState, type ToyView } from "../../../hub/contract/api.ts";
import { publicId } from "../../../hub/contract/public-id.ts";
import { ms } from "../../../hub/domain/duration.ts";
import { type Fetch, hum, prepareClip, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { claimAs, openPaperPage, sessionOn, signInAs } from "../../../test/support/paper-page.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { writeLastView } from "../keys/last-view.ts";
import type { Page } from "../page-state.ts";
import { NO_CUT } from "../recording/take-store.ts";
import { leave } from "./enter.ts";
import { openByLastView } from "./open-by-last-view.ts";
import { discardParcel, eraseParcels, renewParcel, resumeParcels } from "./outbox.ts";
import { sendMessage } from "./send-message.ts";
import { keepSound, newTake } from "./takes.ts";

const PASSPHRASE = "four lanterns beside our kettle";
const SOUND = { pcm: new Float32Array(hum(1, 3)), sampleRateHz: 16_000 };
const DAY_MS = 86_400_000;
const AWAY_MS = 2 * 3_600_000;
const POST = `POST ${API}/messages`;

let rig: HubRig;
let page: Page;
let toy: ToyView;
let clip: PreparedClip;
/** What the hub answered to each message that got through to it: `taken`, or the code of why not. */
let answered: string[];
/** What happens to a request on its way. */
let line: (name: string, send: () => Promise<Response>) => Promise<Response>;
let wake: () => void;
let aheadMs: number;

const direct: typeof line = (_, send) => send();
const cut: typeof line = async () => {
  throw new TypeError("no network");
};
const through =
  (browser: Fetch): Fetch =>
  (path, init) => {
    const name = `${init.method} ${path}`;
    return line(name, async () => {
      const answer = await browser(path, init);
      if (name === POST) answered.push(answer.ok ? "taken" : (await answer.clone().json()).code);
      return answer;
    });
  };
const taken = () => answered.filter((answer) => answer === "taken").length;
const LONG = { timeout: 90_000 };
const messages = async () => (await page.client.call("GET", "/state", { schema: houseState })).messages;
const states = (of = page) => of.outbox.value.map(({ state, trouble }) => trouble?.code ?? state);
const readHouse = async (of = page) => {
  of.house.value = await of.client.call("GET", "/state", { schema: houseState });
};
/** Recorded, listened to, and sent. */
const say = (on = page): Promise<void> => {
  const take = newTake(on, toy.id) ?? expect.fail("nobody is in");
  return sendMessage(on, clip, toy, { take, sound: SOUND, isKept: false, isFresh: false });
};
/** Looks at the page, so that what is sent can be undone until they look away. */
const lookAtPage = (): (() => void) => {
  const away = Promise.withResolvers<void>();
  const document = {
    visibilityState: "visible",
    addEventListener: (_: string, listener: () => void) => void away.promise.then(listener),
  };
  vi.stubGlobal("document", document);
  return () => {
    document.visibilityState = "hidden";
    away.resolve();
  };
};
/** Until the outbox stands so; what waits is woken. */
const untilStates = (...wanted: string[]) => vi.waitFor(() => expect(states()).toEqual(wanted), LONG);

beforeEach(async () => {
  const waiting = new Set<() => void>();
  wake = () => {
    for (const one of waiting) one();
  };
  vi.stubGlobal(
    "addEventListener",
    (_: string, listener: () => void, { signal: over }: { signal: AbortSignal }) => {
      waiting.add(listener);
      over.addEventListener("abort", () => waiting.delete(listener));
    },
  );
  // Its person looks elsewhere: what is sent goes at once (hold-parcel.ts).
  vi.stubGlobal("document", {
    visibilityState: "hidden",
    addEventListener: (_: string, listener: () => void) => queueMicrotask(listener),
  });
  vi.stubGlobal("location", { pathname: "/" });
  [answered, line, aheadMs] = [[], direct, 0];
  rig = await makeHubRig();
  page = await openPaperPage(through(rig.browser()), () => rig.clock.now() + aheadMs);
  await claimAs(page, rig.access.claimCode() ?? "", "Robin", PASSPHRASE);
  await rig.addToy();
  await readHouse();
  toy = page.house.value?.toys[0] ?? expect.fail("no toy");
  const made = await prepareClip(hum(1, 3), 16_000);
  clip = {
    ...made,
    bear: made.wav,
    soundMilliseconds: made.milliseconds,
    trimmed: { start: 0, end: 0 },
  };
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  vi.unstubAllGlobals();
});

/** The same browser's other tab. */
const otherTab = (): Page => ({ ...page, outbox: signal([]), inHand: new Map() });

test("what is said while the hub is away goes by itself when it is back, once", async () => {
  line = cut;
  const sent = say();
  await untilStates("waiting");
  expect(await page.parcels.count()).toBe(1);
  line = direct;
  wake();
  await sent;
  expect(states()).toEqual([]);
  expect(await page.parcels.count()).toBe(0);
  expect(await messages()).toHaveLength(1);
  expect(taken()).toBe(1);
});

test("a hub that has taken it, and whose answer is lost on the way, is not given a second one", async () => {
  line = async (name, send) => {
    const answer = await send();
    if (name !== POST) return answer;
    line = direct;
    throw new TypeError("the line broke");
  };
  const sent = say();
  await untilStates("waiting");
  wake();
  await sent;
  expect(taken()).toBe(2);
  expect(await messages()).toHaveLength(1);
  expect(states()).toEqual([]);
});

test("a tab that is killed after the hub took it leaves a parcel that makes no second message", async () => {
  const kept = page.parcels.delete;
  Object.assign(page.parcels, { delete: () => new Promise(() => undefined) });
  void say();
  await vi.waitFor(() => expect(taken()).toBe(1), LONG);
  expect(await messages()).toHaveLength(1);
  Object.assign(page.parcels, { delete: kept });
  const next = otherTab();
  // The dead tab's lock is free again.
  vi.stubGlobal("navigator", { locks: undefined });
  await resumeParcels(next);
  expect(await messages()).toHaveLength(1);
  expect(await page.parcels.count()).toBe(0);
});

test("two tabs send it once", async () => {
  line = cut;
  const sent = say();
  await untilStates("waiting");
  const tab = otherTab();
  line = direct;
  await Promise.all([resumeParcels(tab), sent, wake()]);
  expect(taken()).toBe(1);
  expect([states(), states(tab)]).toEqual([[], []]);
});

test("what was thrown away in one tab is not sent by the other", async () => {
  line = cut;
  const sent = say();
  await untilStates("waiting");
  const [item] = page.outbox.value;
  await discardParcel(otherTab(), item?.id ?? "");
  line = direct;
  wake();
  await sent;
  expect(taken()).toBe(0);
  expect(states()).toEqual([]);
});

describe("while it can be undone", () => {
  const untilUndoable = () => vi.waitFor(() => expect(page.undos.value.size).toBe(1), LONG);
  const lockNames = async (which: "held" | "pending") =>
    ((await navigator.locks.query())[which] ?? []).map(({ name }) => name);

  test("no other tab sends it, and once it is undone none ever does", async () => {
    lookAtPage();
    const sent = say();
    await untilUndoable();
    const [id] = page.undos.value.keys();
    expect(await lockNames("held")).toContain(`pawpost-parcel-${id}`);
    const tab = otherTab();
    const resumed = resumeParcels(tab);
    await vi.waitFor(async () => expect(await lockNames("pending")).toEqual([`pawpost-parcel-${id}`]), LONG);
    expect(answered).toEqual([]);
    page.undos.value.get(id ?? "")?.();
    await Promise.all([sent, resumed]);
    expect(answered).toEqual([]);
    expect(await page.parcels.count()).toBe(0);
    expect([states(), states(tab)]).toEqual([[], []]);
  });

  test("a person who comes in meanwhile does not send it in their name", async () => {
    const lookAway = lookAtPage();
    const sent = say();
    await untilUndoable();
    const session = sessionOn(page);
    const person = { ...session.info.person, id: randomId() };
    page.session.value = { ...session, info: { ...session.info, ath: "another", person } };
    lookAway();
    await sent;
    expect(answered).toEqual([]);
    expect(await page.parcels.count()).toBe(1);
  });
});

test("a hub that is gone is asked all the while, about twice a minute", async () => {
  let waitedMs = 0;
  let asked = 0;
  const later = setTimeout;
  // Each pause is over at once, and counted.
  vi.stubGlobal("setTimeout", (then: () => void, ms: number) => {
    waitedMs += ms;
    return later(then, 0);
  });
  line = (_, send) => {
    asked += 1;
    return waitedMs < AWAY_MS ? Promise.reject(new TypeError("no network")) : send();
  };
  await say();
  expect(waitedMs).toBeGreaterThanOrEqual(AWAY_MS);
  expect(asked).toBeGreaterThan(240);
  expect(asked).toBeLessThan(270);
  expect(await messages()).toHaveLength(1);
});

describe("a session that ended meanwhile", () => {
  const end = async () => {
    line = async (name, send) => {
      if (name === POST) {
        line = direct;
        await page.client.call("DELETE", "/session");
      }
      return send();
    };
    await say();
  };

  test("keeps what was said, and sends it when its person has signed in again", async () => {
    await end();
    expect(page.phase.value).toMatchObject({ kind: "sign-in", hasEnded: true });
    expect(await page.parcels.count()).toBe(1);
    await signInAs(page, "Robin", PASSPHRASE);
    await resumeParcels(page);
    expect(await messages()).toHaveLength(1);
    expect(await page.parcels.count()).toBe(0);
  });

  test("and sends it in nobody else's name", async () => {
    await end();
    await signInAs(page, "Robin", PASSPHRASE);
    const session = sessionOn(page);
    // As though another guardian of the family had signed in on this device.
    page.session.value = {
      ...session,
      info: { ...session.info, person: { ...session.info.person, id: randomId() } },
    };
    await resumeParcels(page);
    expect(answered).toHaveLength(1);
    expect(await page.parcels.count()).toBe(1);
  });
});

test("a stamp of more than seven days ago is said, and is made anew when its person wants that", async () => {
  line = cut;
  const sent = say();
  await untilStates("waiting");
  await rig.clock.advance(ms(8 * DAY_MS));
  line = direct;
  wake();
  await sent;
  expect(states()).toEqual(["stamp.expired"]);
  const [item] = page.outbox.value;
  await renewParcel(page, item?.id ?? "");
  expect(states()).toEqual([]);
  expect((await messages()).map(({ id }) => id)).toEqual([item?.id]);
});

test("a phone whose clock is hours ahead, and that records before it has heard the hub's, sends with a stamp of the hub's time", async () => {
  const { info } = sessionOn(page);
  await page.store.putLastView(writeLastView({ info, house: page.house.value, at: rig.clock.now() }));
  // Opened anew, without the hub: nothing is known of its time.
  const phone = { ...page, outbox: signal([]), inHand: new Map() } as Page;
  aheadMs = 3 * 3_600_000;
  phone.client.setClock(new Date(rig.clock.now() + aheadMs).toISOString());
  line = cut;
  expect(await openByLastView(phone)).toBe(true);
  const sent = say(phone);
  await vi.waitFor(() => expect(states(phone)).toEqual(["waiting"]), LONG);
  line = direct;
  wake();
  await sent;
  expect(states(phone)).toEqual([]);
  // The first stamp was of a time that is still to come.
  expect(answered).toContain("stamp.too-early");
  expect(await messages()).toHaveLength(1);
});

test("a toy that is with another child by then: its person may send it to the toy that the child has now", async () => {
  const [child] = page.house.value?.children ?? [];
  if (child === undefined) throw new Error("no child");
  line = cut;
  const sent = say();
  await untilStates("waiting");
  line = direct;
  const other = await rig.addToy("Hare", child);
  const away = rig.house.household.toys().find(({ id }) => id === toy.id) ?? expect.fail("no toy");
  await rig.house.household.putToy({ ...away, child: randomId() }, { id: randomId(), name: "another" });
  wake();
  await sent;
  expect(states()).toEqual(["toy.wrong-child"]);
  await readHouse();
  await renewParcel(page, page.outbox.value[0]?.id ?? "");
  expect(states()).toEqual([]);
  expect(await messages()).toMatchObject([{ toy: other.id }]);
});

test("a browser that is full says so, and sends it all the same", async () => {
  Object.assign(page.parcels, { isFull: true });
  line = cut;
  const sent = say();
  await untilStates("waiting");
  expect(page.outbox.value[0]?.isLoose).toBe(true);
  line = direct;
  wake();
  await sent;
  expect(await messages()).toHaveLength(1);
});

test("a browser that is full, and a session that ends before the hub has it: the recording stays", async () => {
  Object.assign(page.parcels, { isFull: true });
  line = cut;
  const sent = say();
  await untilStates("waiting");
  const id = publicId.parse([...page.sending][0]);
  const person = sessionOn(page).info.person.id;
  const take = { id, person, startedAt: Date.now(), notes: { to: toy.id, title: "", cut: NO_CUT } };
  await keepSound(page, take, SOUND);
  await leave(page, true);
  wake();
  await sent;
  expect((await page.takes.all()).map((kept) => kept.id)).toEqual([id]);
});

test("with everything, what waits here is erased, too", async () => {
  line = cut;
  const sent = say();
  await untilStates("waiting");
  await eraseParcels(page);
  expect(await page.parcels.count()).toBe(0);
  line = direct;
  wake();
  await sent;
  expect(taken()).toBe(0);
});
