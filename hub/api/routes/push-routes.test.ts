/** Who is told by push, how often, and until when; over a way out that is played. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOr } from "../../../test/support/code-of.ts";
import { addGuardian, claimFamily, idOf, inRig, type Member } from "../../../test/support/family.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { makePlayedPush, type PlayedPush, subscriptionOf } from "../../../test/support/played-push.ts";
import { STRANGE_ENDPOINTS } from "../../../test/support/strange-endpoints.ts";
import { endEverything, suspend } from "../../../web-ui/src/actions/guardians.ts";
import { ALERTS, type AlertClass, BURSTS } from "../../contract/alerts.ts";
import type { HouseEvent } from "../../contract/api.ts";
import { encodeBase64url } from "../../contract/base64url.ts";
import { publicKey } from "../../contract/jws.ts";
import type { LedgerKind } from "../../contract/ledger.ts";
import { pushState, pushTried } from "../../contract/push.ts";
import { hours, minutes, ms, seconds } from "../../domain/duration.ts";
import { MAX_ENDPOINT } from "../../domain/push-endpoint.ts";
import { acknowledgeAlert, listAlerts } from "../../use-cases/acknowledge-alert.ts";
import { startPushing } from "../../use-cases/push-alerts.ts";
import { MOST_SUBSCRIPTIONS } from "../../use-cases/push-subscriptions.ts";

let rig: HubRig;
let mum: Member;
let dad: Member;
let push: PlayedPush;
let pushing: Disposable;

beforeEach(async () => {
  push = makePlayedPush();
  rig = await makeHubRig({ pushLine: push });
  mum = await claimFamily(inRig(rig));
  dad = await addGuardian(inRig(rig), mum, "Dad");
  pushing = startPushing(rig.house);
});
afterEach(async () => {
  pushing[Symbol.dispose]();
  await rig[Symbol.asyncDispose]();
});

const codeOf = codeOr("done");
const subscribe = ({ page }: Member, where: string) =>
  page.client.call("POST", "/push", { json: subscriptionOf(where), schema: pushState });
const stateOf = ({ page }: Member) => page.client.call("GET", "/push", { schema: pushState });
const tryOut = ({ page }: Member) => page.client.call("POST", "/push/test", { schema: pushTried });
const happens = (kind: LedgerKind) =>
  rig.house.ledger.append({ at: rig.clock.now(), kind, person: null, subject: null });
const pass = async (wait = seconds(10)) => {
  await rig.settle();
  await rig.clock.advance(wait);
  await rig.settle();
};
const told = () => push.sent.map(([where]) => where).toSorted();
const seeAll = async (member: Member) => {
  for (const { id, count, unseen } of listAlerts(rig.house, idOf(member)))
    if (unseen > 0) await acknowledgeAlert(rig.house, id, idOf(member), count);
};
const kinds = async () => {
  const all: string[] = [];
  for await (const { kind } of rig.house.ledger.entries()) all.push(kind);
  return all.filter((kind) => kind.startsWith("push-"));
};

describe("subscribing", () => {
  test("is for the device that asks, is written down, and can be taken back", async () => {
    expect(await stateOf(mum)).toEqual({ key: push.publicKey, isOn: false });
    expect(await subscribe(mum, "m")).toEqual({ key: push.publicKey, isOn: true });
    expect(push.awake()).toBe(true);
    expect((await stateOf(dad)).isOn).toBe(false);
    for (let twice = 0; twice < 2; twice++) await mum.page.client.call("DELETE", "/push");
    expect((await stateOf(mum)).isOn).toBe(false);
    expect(await kinds()).toEqual(["push-on", "push-off"]);
  });

  test("again, it takes the place of the one before", async () => {
    await subscribe(mum, "old");
    await subscribe(mum, "new");
    await happens("disk-full");
    await pass();
    expect(told()).toEqual(["new"]);
  });

  test("with an address that is no push service's is refused, and nothing is kept", async () => {
    const { keys } = subscriptionOf("m");
    for (const [why, endpoint] of STRANGE_ENDPOINTS) {
      const code = await codeOf(mum.page.client.call("POST", "/push", { json: { endpoint, keys } }));
      expect(code, why).toBe(endpoint.length > MAX_ENDPOINT ? "http.malformed" : "push.not-a-service");
    }
    expect(rig.house.pushes.all()).toEqual([]);
    expect(await kinds()).toEqual([]);
  });

  const malformed: readonly (readonly [string, (one: ReturnType<typeof subscriptionOf>) => unknown])[] = [
    ["a field more", (one) => ({ ...one, expirationTime: null })],
    ["another's person", (one) => ({ ...one, person: idOf(dad) })],
    ["a key more", (one) => ({ ...one, keys: { ...one.keys, more: "" } })],
    ["a short key", (one) => ({ ...one, keys: { ...one.keys, p256dh: one.keys.p256dh.slice(4) } })],
    ["no secret", ({ endpoint, keys: { p256dh } }) => ({ endpoint, keys: { p256dh } })],
    ["nothing", () => ({})],
  ];
  test("with anything else in it is refused", async () => {
    for (const [what, change] of malformed) {
      const json = change(subscriptionOf("m"));
      expect(await codeOf(mum.page.client.call("POST", "/push", { json })), what).toBe("http.malformed");
    }
  });

  test("one device more than there is room for is refused, unless one of them is not signed in any more", async () => {
    await subscribe(mum, "m");
    const kept = rig.house.pushes.all()[0];
    const session = rig.house.household.sessions().find(({ device }) => device === kept?.device);
    if (kept === undefined || session === undefined) throw new Error("nobody subscribed");
    for (let nth = 1; nth < MOST_SUBSCRIPTIONS; nth++) {
      const device = publicKey.parse(encodeBase64url(new Uint8Array(32).fill(nth)));
      await rig.house.pushes.put({ ...kept, device }, []);
      await rig.house.household.putSession({ ...session, id: `${nth}`, device });
    }
    expect(await codeOf(subscribe(dad, "d"))).toBe("push.too-many");
    await rig.house.household.deleteSession("7");
    expect(await codeOf(subscribe(dad, "d"))).toBe("done");
    expect(rig.house.pushes.all()).toHaveLength(MOST_SUBSCRIPTIONS);
  });
});

describe("an alert", () => {
  beforeEach(async () => {
    await subscribe(mum, "m");
    await subscribe(dad, "d");
  });

  test("is told to each guardian's device within ten seconds, once", async () => {
    await happens("disk-full");
    await pass();
    expect(told()).toEqual(["d", "m"]);
    await pass(hours(2));
    expect(told()).toEqual(["d", "m"]);
  });

  test("of every class is told, each by itself", async () => {
    for (const [name, [kind]] of Object.entries(ALERTS)) {
      const before = push.sent.length;
      for (let n = 0; n < (BURSTS[name as AlertClass]?.from ?? 1); n++) await happens(kind);
      await pass();
      expect(push.sent.length, name).toBe(before + 2);
    }
  });

  test("that comes while one is on its way is told right after it", async () => {
    const doors: (() => void)[] = [];
    push.answer = () => new Promise((open) => doors.push(() => open("delivered")));
    await happens("disk-full");
    await pass(seconds(2));
    await happens("clock-jumped");
    await pass(seconds(2));
    expect(told()).toEqual(["d", "m"]);
    for (const open of doors.splice(0)) open();
    await pass(seconds(6));
    expect(told()).toEqual(["d", "d", "m", "m"]);
    for (const open of doors.splice(0)) open();
    await pass(hours(1));
    expect(told()).toEqual(["d", "d", "m", "m"]);
  });

  test("that comes right behind another one is told within ten seconds, too", async () => {
    await happens("disk-full");
    await pass(ms(1_100));
    expect(told()).toEqual(["d", "m"]);
    await happens("clock-jumped");
    await pass();
    expect(told()).toEqual(["d", "d", "m", "m"]);
  });

  test("many at once are one push", async () => {
    for (let nth = 0; nth < 20; nth++) await happens(nth % 2 === 0 ? "new-device" : "disk-full");
    await pass();
    expect(told()).toEqual(["d", "m"]);
  });

  test("that a guardian has seen before it was told is not told to that one", async () => {
    await happens("disk-full");
    await seeAll(mum);
    await pass();
    expect(told()).toEqual(["d"]);
  });

  test("that was seen and happens again is told again", async () => {
    await happens("disk-full");
    await pass();
    await seeAll(mum);
    await seeAll(dad);
    await pass(minutes(5));
    await happens("disk-full");
    await pass();
    expect(told()).toEqual(["d", "d", "m", "m"]);
  });

  test("what was before somebody subscribed is not told, what comes is", async () => {
    await mum.page.client.call("DELETE", "/push");
    await happens("disk-full");
    await pass();
    await subscribe(mum, "late");
    await pass(minutes(5));
    expect(told()).toEqual(["d"]);
    await happens("disk-full");
    await pass();
    expect(told()).toEqual(["d", "d", "late"]);
  });

  test("a stranger's report is told as well, until it was read", async () => {
    const report = { id: rig.house.newId(), at: rig.clock.now(), text: "mind the gap", readBy: [] };
    await rig.house.reports.put(report, []);
    await pass();
    expect(told()).toEqual(["d", "m"]);
    await rig.house.reports.put({ ...report, readBy: [idOf(mum), idOf(dad)] }, []);
    await rig.house.reports.put({ ...report, id: rig.house.newId(), at: rig.clock.now() }, []);
    await pass();
    expect(told()).toEqual(["d", "d", "m", "m"]);
  });

  test("that does not get out is tried ever more patiently, and told when it does; said once in the log", async () => {
    push.answer = () => "failed";
    await happens("disk-full");
    await pass(hours(1));
    expect(push.sent.length).toBeGreaterThan(12);
    expect(push.sent.length).toBeLessThan(30);
    push.answer = () => "delivered";
    const before = push.sent.length;
    await pass(minutes(11));
    expect(told().slice().length).toBe(before + 2);
    const lines = rig.log.filter(({ phrase }) => phrase === "a phone could not be told");
    expect(lines.map(({ facts }) => facts)).toEqual([{ code: "push.failed" }, { code: "push.failed" }]);
  });

  test("is not tried any more once it was seen", async () => {
    push.answer = () => "failed";
    await happens("disk-full");
    await pass(minutes(1));
    await seeAll(mum);
    await seeAll(dad);
    await pass(minutes(11));
    const before = push.sent.length;
    await pass(hours(2));
    expect(push.sent).toHaveLength(before);
  });

  test("that is refused is not said again, the next one is", async () => {
    push.answer = () => "refused";
    await happens("disk-full");
    await pass(hours(2));
    expect(told()).toEqual(["d", "m"]);
    await happens("disk-full");
    await pass();
    expect(told()).toEqual(["d", "d", "m", "m"]);
  });

  test("a device that the push service does not know any more is forgotten", async () => {
    push.answer = (where) => (where === "m" ? "gone" : "delivered");
    await happens("disk-full");
    await pass();
    expect((await stateOf(mum)).isOn).toBe(false);
    expect((await stateOf(dad)).isOn).toBe(true);
  });

  test("what was told stays told over a restart, and what was not is told after it", async () => {
    push.answer = (where) => (where === "m" ? "delivered" : "failed");
    await happens("disk-full");
    await pass();
    const later = makePlayedPush();
    await using next = await makeHubRig({ copyOf: rig.dir, pushLine: later, clock: rig.clock });
    using _again = startPushing(next.house);
    expect(later.awake()).toBe(true);
    await next.settle();
    await next.clock.advance(seconds(10));
    await next.settle();
    expect(later.sent).toEqual([["d", "alert"]]);
  });
});

describe("the post", () => {
  let nth = 0;
  const comes = (state: string, direction: "to-toy" | "from-toy", id = `m${nth++}`) => {
    const createdAt = new Date(rig.clock.now()).toISOString();
    rig.house.postNews.hear({ kind: "message", message: { id, state, direction, createdAt } } as HouseEvent);
    return id;
  };
  beforeEach(() => subscribe(mum, "m"));

  test("a message that waits for a guardian is told once, after four hours once more, and then never again", async () => {
    comes("awaiting_approval", "to-toy");
    await pass();
    await pass(hours(3));
    await pass();
    expect(push.sent).toEqual([["m", "waiting"]]);
    await pass(hours(2));
    await pass();
    expect(push.sent).toEqual([
      ["m", "waiting"],
      ["m", "waiting"],
    ]);
    await pass(hours(48));
    await pass();
    expect(push.sent).toHaveLength(2);
  });

  test("one that was listened to in time is told no second time; the next one is told", async () => {
    const id = comes("awaiting_approval", "to-toy");
    await pass();
    comes("queued", "to-toy", id);
    await pass(hours(5));
    await pass();
    expect(push.sent).toHaveLength(1);
    comes("awaiting_approval", "to-toy");
    await pass();
    expect(push.sent).toHaveLength(2);
  });

  test("each answer is told, and neither of a guardian's own messages nor what becomes of them anything is", async () => {
    comes("received", "from-toy");
    await pass();
    for (const state of ["queued", "delivering", "on_toy", "played"]) comes(state, "to-toy", "own");
    await pass(hours(5));
    await pass();
    expect(push.sent).toEqual([["m", "answer"]]);
    comes("received", "from-toy");
    await pass();
    expect(push.sent).toHaveLength(2);
  });

  test("what is to be known goes first, and takes the place of nothing", async () => {
    comes("received", "from-toy");
    comes("awaiting_approval", "to-toy");
    await happens("disk-full");
    for (let times = 0; times < 3; times++) await pass();
    expect(push.sent).toEqual([
      ["m", "alert"],
      ["m", "waiting"],
      ["m", "answer"],
    ]);
  });

  test("what was there before somebody subscribed is not told", async () => {
    comes("received", "from-toy");
    comes("awaiting_approval", "to-toy");
    await subscribe(dad, "d");
    for (let times = 0; times < 3; times++) await pass();
    expect(told()).toEqual(["m", "m"]);
  });
});

describe("a test", () => {
  test("is told to the device that asks, and says how far it came", async () => {
    await subscribe(mum, "m");
    await subscribe(dad, "d");
    expect(await tryOut(mum)).toEqual({ outcome: "delivered" });
    expect(push.sent).toEqual([["m", "test"]]);
    push.answer = () => "failed";
    expect(await tryOut(dad)).toEqual({ outcome: "failed" });
  });

  test("not many times in a row, and not where nobody subscribed", async () => {
    expect(await codeOf(tryOut(mum))).toBe("push.none");
    await subscribe(mum, "m");
    await tryOut(mum);
    expect(await codeOf(tryOut(mum))).toBe("push.too-soon");
    await pass(seconds(6));
    expect(await codeOf(tryOut(mum))).toBe("done");
  });

  test("that finds the subscription gone forgets it", async () => {
    await subscribe(mum, "m");
    push.answer = () => "gone";
    expect(await tryOut(mum)).toEqual({ outcome: "gone" });
    expect((await stateOf(mum)).isOn).toBe(false);
  });
});

describe("it ends with what it hangs on", () => {
  beforeEach(async () => {
    await subscribe(mum, "m");
    await subscribe(dad, "d");
  });
  const where = () => rig.house.pushes.all().map(({ endpoint }) => endpoint.at(-1));

  test("signed out there", async () => {
    await dad.page.client.call("DELETE", "/session");
    expect(where()).toEqual(["m"]);
  });

  test("signed out by another, in the middle of a push: it is taken back, and none follows", async () => {
    let taken = false;
    push.answer = (_, signal) =>
      new Promise((answered) =>
        signal.addEventListener("abort", () => {
          taken = true;
          answered("failed");
        }),
      );
    await happens("disk-full");
    await pass(seconds(2));
    expect(told()).toEqual(["d", "m"]);
    await rig.access.revoke([dad.page.device.publicKey], idOf(dad), idOf(mum));
    expect(where()).toEqual(["m"]);
    expect(taken).toBe(true);
    await happens("clock-jumped");
    await pass(minutes(30));
    expect(told().filter((one) => one === "d")).toHaveLength(1);
  });

  test("panic: everybody else's is gone", async () => {
    await endEverything(mum.page);
    expect(where()).toEqual(["m"]);
  });

  test("suspended is told all the same: nobody is silenced by another", async () => {
    await suspend(mum.page, { id: idOf(dad) });
    await pass();
    expect(told()).toEqual(["d", "m"]);
  });

  test("a session that is too old is told nothing, and goes on where its person signs in again there", async () => {
    await rig.clock.advance(hours(31 * 24));
    await happens("disk-full");
    await pass();
    expect(told()).toEqual([]);
    expect(where()).toEqual(["m", "d"]);
    const session = rig.house.household.rememberedSessions().find(({ person }) => person === idOf(mum));
    if (session === undefined) throw new Error("no session");
    const now = { createdAt: rig.clock.now(), expiresAt: rig.clock.now() + hours(24) };
    await rig.house.household.putSession({
      ...session,
      id: "another",
      livedAt: rig.house.lived.now(),
      ...now,
    });
    await happens("disk-full");
    await pass();
    expect(told()).toEqual(["m"]);
  });

  test("somebody else on that device is not told", async () => {
    const here = dad.page.device.publicKey;
    const session = rig.house.household.sessions().find(({ device }) => device === here);
    if (session === undefined) throw new Error("no session");
    await rig.house.household.deleteSession(session.id);
    await rig.house.household.putSession({ ...session, id: "another", person: idOf(mum) });
    await happens("disk-full");
    await pass();
    expect(told()).toEqual(["m"]);
  });
});
