/** Nights, wake-ups and bedtimes, on the hub's clock: what goes when, what is held, what the hearts are told. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import { type MessageView, messageView, type ToyView } from "../contract/api.ts";
import { readWhen, stampTimes, type WhenWish } from "../contract/times.ts";
import { type ChildTimes, USUAL_NIGHT, usualTimes } from "../domain/child-times.ts";
import { hours, minutes, ms } from "../domain/duration.ts";
import { wishedAt } from "../domain/message-when.ts";
import { startTimes } from "./keep-times.ts";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
const TIMES: ChildTimes = { ...usualTimes("Europe/Berlin"), isQuiet: true };
let clip: Clip;
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;
let times: Disposable | undefined;

beforeAll(async () => {
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());

/** A house in which it is `at`, with quiet hours from 19:30 to 06:30, Berlin. */
async function open(at: string, copyOf?: HubRig): Promise<void> {
  const clock = makeManualClock(Date.parse(at));
  rig = await makeHubRig({ check, clock, ...(copyOf === undefined ? {} : { copyOf: copyOf.dir }) });
  if (copyOf === undefined) {
    guardian = await rig.claim();
    toy = await rig.addToy();
    await choose();
  }
  start();
  await rig.settle();
}
beforeEach(() => {
  times = undefined;
});
afterEach(async () => {
  times?.[Symbol.dispose]();
  await rig.settle();
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

function start(): void {
  times?.[Symbol.dispose]();
  times = startTimes(rig.house);
}
const choose = (change: Partial<ChildTimes> = {}) =>
  guardian.client.call("PUT", `/children/${toy.child}/times`, { json: { ...TIMES, ...change } });
/** The hub looks every minute; what that sets going is over every other hour. */
async function waitUntil(at: string): Promise<void> {
  const end = Date.parse(at);
  while (rig.clock.now() < end) {
    await rig.clock.advance(ms(Math.min(end - rig.clock.now(), hours(2))));
    await rig.settle();
  }
}
const stampFor = (when: WhenWish, id: string, change: Partial<ChildTimes> = {}) => {
  const known = readWhen(when);
  const due = wishedAt(known, { ...TIMES, ...change });
  return guardian.stamp(clip, toy, id, stampTimes(known, due, rig.clock.now()));
};
async function send(when: WhenWish, stamp?: string, id = randomId()): Promise<MessageView> {
  const form = await guardian.form(clip, toy, id, { stamp: stamp ?? (await stampFor(when, id)) });
  form.set("meta", JSON.stringify({ ...JSON.parse(String(form.get("meta"))), when }));
  const sent = await guardian.client.call("POST", "/messages", { form, schema: messageView });
  await rig.settle();
  return sent;
}
const delivered = () => [...new Set(rig.toys.all("deliver").map(({ message }) => message as string))];
const hearts = () => rig.toys.all("heart").map(({ dark }) => dark);
const stateOf = async (id: string) => (await messageOf(guardian, id)).state;
const stepsOf = async (id: string) =>
  (await messageOf(guardian, id)).history.map(({ state, cause }) => `${state} ${cause}`);
async function say(event: Parameters<HubRig["toys"]["says"]>[0]): Promise<void> {
  rig.toys.says(event);
  await rig.settle();
}
const last = () => {
  const delivery = rig.toys.all("deliver").at(-1);
  if (delivery === undefined) throw new Error("nothing was delivered");
  return delivery;
};

describe("quiet hours", () => {
  test("hold what is sent in the night, say so, and let it go in the morning, once", async () => {
    await open("2026-06-10T20:00:00Z");
    const { id, state, waitsFor } = await send({ kind: "now" });
    expect({ state, waitsFor }).toEqual({
      state: "scheduled",
      waitsFor: { reason: "quiet-hours", until: "2026-06-11T04:30:00.000Z" },
    });
    await waitUntil("2026-06-11T04:29:59Z");
    expect(delivered()).toEqual([]);
    await waitUntil("2026-06-11T04:30:00Z");
    expect(delivered()).toEqual([id]);
    await say(bleSays.delivered(last()));
    await waitUntil("2026-06-11T08:00:00Z");
    expect(await stepsOf(id)).toEqual([
      "scheduled sent",
      "queued time-has-come",
      "delivering toy-in-reach",
      "on_toy delivered-heart-blinks",
    ]);
  });

  test("are off until a guardian turns them on; then what is in the queue is held", async () => {
    await open("2026-06-10T20:00:00Z");
    await choose({ isQuiet: false });
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const { id } = await send({ kind: "now" });
    expect(await stateOf(id)).toBe("queued");
    await choose();
    await rig.settle();
    expect(await stepsOf(id)).toEqual(["queued sent", "scheduled quiet-hours"]);
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(delivered()).toEqual([]);
    await choose({ isQuiet: false });
    await rig.settle();
    expect(delivered()).toEqual([id]);
  });

  test("begin for what waits in the queue, and a delivery that runs goes on", async () => {
    await open("2026-06-10T17:25:00Z");
    const running = await send({ kind: "now" });
    const behind = await send({ kind: "now" });
    expect(await stateOf(running.id)).toBe("delivering");
    await waitUntil("2026-06-10T17:31:00Z");
    expect([await stateOf(running.id), await stateOf(behind.id)]).toEqual(["delivering", "scheduled"]);
    await say(bleSays.delivered(last(), false, true));
    expect(await stepsOf(running.id)).toContain("on_toy delivered-heart-dark");
  });

  test("an upload that broke off in the night is begun again in the morning", async () => {
    await open("2026-06-10T17:25:00Z");
    const { id } = await send({ kind: "now" });
    await waitUntil("2026-06-10T17:31:00Z");
    const before = rig.toys.all("deliver").length;
    await say(bleSays.failed(last(), "link-lost", true));
    await waitUntil("2026-06-10T17:40:00Z");
    expect(await stateOf(id)).toBe("scheduled");
    expect(rig.toys.all("deliver")).toHaveLength(before);
    await waitUntil("2026-06-11T04:30:00Z");
    expect(rig.toys.all("deliver").length).toBe(before + 1);
  });

  test("a `delivered` that comes late, when it was held again, is believed", async () => {
    await open("2026-06-10T17:25:00Z");
    const { id } = await send({ kind: "now" });
    const delivery = last();
    await waitUntil("2026-06-10T17:31:00Z");
    await say(bleSays.failed(delivery, "link-lost", true));
    expect(await stateOf(id)).toBe("scheduled");
    await say(bleSays.delivered(delivery, false, true));
    expect(await stateOf(id)).toBe("on_toy");
    await say(bleSays.played(delivery));
    expect(await stateOf(id)).toBe("played");
  });

  test.each([
    ["spring, when 02:30 is left out", "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"],
    ["autumn, when 02:30 comes twice", "2026-10-24T22:00:00Z", "2026-10-25T01:30:00Z"],
  ])("end once, in %s", async (_, evening, end) => {
    await open(evening);
    const night = { ...USUAL_NIGHT, quietTo: "02:30" };
    await choose({ school: night, free: night });
    const { id } = await send({ kind: "now" });
    await waitUntil(new Date(Date.parse(end) - 1_000).toISOString());
    expect([delivered(), hearts()]).toEqual([[], [false, true]]);
    await waitUntil(new Date(Date.parse(end) + hours(3)).toISOString());
    expect([delivered(), hearts()]).toEqual([[id], [false, true, false]]);
  });
});

describe("a message for later", () => {
  test("waits for the wake-up of its day, with a stamp that counts no earlier than three hours before", async () => {
    await open("2026-06-10T15:00:00Z");
    const { id, waitsFor, when } = await send({ kind: "wake-up", day: "2026-06-11" });
    expect({ waitsFor, when }).toEqual({
      waitsFor: { reason: "moment", until: "2026-06-11T05:00:00.000Z" },
      when: { kind: "wake-up", day: "2026-06-11" },
    });
    expect((await rig.house.messages.get(id))?.notBefore).toBe(Date.parse("2026-06-11T02:00:00Z"));
    await waitUntil("2026-06-11T04:59:59Z");
    expect(delivered()).toEqual([]);
    await waitUntil("2026-06-11T05:00:00Z");
    expect(delivered()).toEqual([id]);
  });

  test("moves along when the child's times are changed, also to an hour that is over", async () => {
    await open("2026-06-10T15:00:00Z");
    const { id } = await send({ kind: "wake-up", day: "2026-06-11" });
    await choose({ school: { ...USUAL_NIGHT, wakeUp: "08:15" } });
    expect(await messageOf(guardian, id)).toMatchObject({ waitsFor: { until: "2026-06-11T06:15:00.000Z" } });
    expect(rig.told.findLast((event) => event.kind === "message")).toMatchObject({
      message: { id, waitsFor: { until: "2026-06-11T06:15:00.000Z" } },
    });
    await choose({ zone: "Asia/Kathmandu" });
    expect(await messageOf(guardian, id)).toMatchObject({ waitsFor: { until: "2026-06-11T02:00:00.000Z" } }); // 01:15, but for its stamp
    await choose({ school: { ...USUAL_NIGHT, wakeUp: "08:15" } });
    await waitUntil("2026-06-11T05:30:00Z");
    expect(delivered()).toEqual([]);
    await choose({ school: { ...USUAL_NIGHT, wakeUp: "07:10" } });
    await rig.settle();
    expect(delivered()).toEqual([id]);
  });

  test("for bedtime, and for a date; one that falls into the night goes when the night is over", async () => {
    await open("2026-06-10T12:00:00Z");
    const bedtime = await send({ kind: "bedtime", day: "2026-06-10" });
    const date = await send({ kind: "at", at: "2026-06-12T21:00:00.000Z" });
    expect(date.waitsFor).toEqual({ reason: "moment", until: "2026-06-13T04:30:00.000Z" });
    await waitUntil("2026-06-10T17:00:00Z");
    expect(delivered()).toEqual([bedtime.id]);
    await say(bleSays.delivered(last()));
    await say(bleSays.played(last()));
    await waitUntil("2026-06-13T04:29:00Z");
    expect(delivered()).toEqual([bedtime.id]);
    await waitUntil("2026-06-13T04:30:00Z");
    expect(delivered()).toEqual([bedtime.id, date.id]);
  });

  test("that comes late, as the phone was away, goes at once", async () => {
    await open("2026-06-11T08:00:00Z");
    const { id, state } = await send({ kind: "wake-up", day: "2026-06-11" });
    expect(state).toBe("queued");
    expect(delivered()).toEqual([id]);
  });

  test("can be taken back until it goes, and nothing readable of it stays", async () => {
    await open("2026-06-10T15:00:00Z");
    const { id } = await send({ kind: "wake-up", day: "2026-06-11" });
    await guardian.client.call("POST", `/messages/${id}/cancel`, { schema: messageView });
    await waitUntil("2026-06-11T06:00:00Z");
    expect([delivered(), await stateOf(id), await rig.house.waiting.get(id)]).toEqual([
      [],
      "cancelled",
      undefined,
    ]);
  });

  test("is refused where it is too far ahead, or where its stamp would let it go at any time", async () => {
    await open("2026-06-10T12:00:00Z");
    const far = { kind: "at", at: "2026-06-17T13:00:00.000Z" } as const;
    await expect(send(far)).rejects.toMatchObject({ code: "message.too-far-ahead" });
    await expect(send({ kind: "wake-up", day: "2026-06-18" })).rejects.toMatchObject({
      code: "message.too-far-ahead",
    });
    for (const when of [
      { kind: "at", at: "2026-06-12T12:00:00.000Z" },
      { kind: "bedtime", day: "2026-06-12" },
    ] as const) {
      const id = randomId();
      const anyTime = await guardian.stamp(clip, toy, id);
      await expect(send(when, anyTime, id)).rejects.toMatchObject({ code: "message.wrong-time" });
      const over = await guardian.stamp(clip, toy, id, {
        notBefore: Date.parse("2026-06-12T11:59:00Z") / 1_000,
        notAfter: Date.parse("2026-06-12T11:59:30Z") / 1_000,
      });
      await expect(send(when, over, id)).rejects.toMatchObject({ code: "stamp.expired" });
    }
    await expect(
      send({ kind: "wake-up", day: "2026-06-31" } as never, await guardian.stamp(clip, toy, randomId())),
    ).rejects.toMatchObject({ code: "http.malformed" });
    expect((await guardian.state()).messages).toEqual([]);
  });

  test("a draft may wait too", async () => {
    await open("2026-06-10T12:00:00Z");
    const id = randomId();
    await rig.house.archive.put(id, await guardian.seal(clip, id));
    await rig.house.inTurn(() =>
      rig.house.messages.add({
        id,
        direction: "to-toy",
        child: toy.child,
        toy: toy.id,
        author: null,
        createdAt: rig.clock.now(),
        milliseconds: 1_000,
        history: [{ state: "draft", at: rig.clock.now(), cause: "command-line" }],
        failure: null,
        sealedBytes: 5,
        clip: clip.sha256,
        stamp: null,
        delivery: null,
        vault: 1,
      }),
    );
    const when = { kind: "bedtime", day: "2026-06-10" } as const;
    const form = new FormData();
    const stamp = await stampFor(when, id);
    form.set("meta", JSON.stringify({ id, child: toy.child, toy: toy.id, clip: clip.sha256, stamp, when }));
    form.set("toy", new Blob([clip.toyBytes]), "clip.toy");
    await guardian.client.call("PUT", `/messages/${id}/stamp`, { form, schema: messageView });
    await waitUntil("2026-06-10T17:01:00Z");
    expect(await stepsOf(id)).toEqual([
      "draft command-line",
      "scheduled stamped",
      "queued time-has-come",
      "delivering toy-in-reach",
    ]);
  });
});

describe("another time", () => {
  const at = (id: string, when: WhenWish, stamp?: string) =>
    guardian.client.call("PUT", `/messages/${id}/when`, {
      json: { when, ...(stamp === undefined ? {} : { stamp }) },
      schema: messageView,
    });

  test("what is held for the night alone goes at once where a guardian says so", async () => {
    await open("2026-06-10T20:00:00Z");
    const { id } = await send({ kind: "now" });
    await at(id, { kind: "at-once" });
    await rig.settle();
    expect(await stepsOf(id)).toEqual(["scheduled sent", "queued time-chosen", "delivering toy-in-reach"]);
    await waitUntil("2026-06-10T20:30:00Z");
    expect(await stateOf(id)).toBe("delivering");
  });

  test("what waits for its moment needs a stamp for the new one", async () => {
    await open("2026-06-10T15:00:00Z");
    const { id } = await send({ kind: "wake-up", day: "2026-06-12" });
    await expect(at(id, { kind: "at-once" })).rejects.toMatchObject({ code: "stamp.too-early" });
    await expect(at(id, { kind: "wake-up", day: "2026-06-11" })).resolves.toMatchObject({
      waitsFor: { until: "2026-06-12T04:30:00.000Z" }, // its stamp counts from 02:00 on, and then it is night
    });
    const day = { kind: "wake-up", day: "2026-06-11" } as const;
    await expect(at(id, day, await stampFor(day, id))).resolves.toMatchObject({
      state: "scheduled",
      when: day,
      waitsFor: { until: "2026-06-11T05:00:00.000Z" },
    });
    const once = { kind: "at-once" } as const;
    await expect(at(id, once, await stampFor(once, randomId()))).rejects.toMatchObject({
      code: "stamp.wrong-message",
    });
    await at(id, once, await stampFor(once, id));
    await rig.settle();
    expect(delivered()).toEqual([id]);
    await expect(at(id, once)).rejects.toMatchObject({ code: "message.too-late" });
  });
});

describe("a clock that is set", () => {
  test("ahead, and back again soon: nothing goes early, and all of it in time", async () => {
    await open("2026-06-10T15:00:00Z");
    const { id } = await send({ kind: "wake-up", day: "2026-06-11" });
    rig.clock.stepWallClock(hours(24));
    await rig.clock.advance(minutes(10));
    await rig.settle();
    expect(delivered()).toEqual([]);
    rig.clock.stepWallClock(-hours(24));
    await waitUntil("2026-06-11T04:59:00Z");
    expect(delivered()).toEqual([]);
    await waitUntil("2026-06-11T05:00:00Z");
    expect(delivered()).toEqual([id]);
  });

  test("ahead for good is believed after a quarter of an hour", async () => {
    await open("2026-06-10T15:00:00Z");
    const { id } = await send({ kind: "wake-up", day: "2026-06-11" });
    rig.clock.stepWallClock(hours(15));
    await rig.clock.advance(minutes(14));
    await rig.settle();
    expect(delivered()).toEqual([]);
    await rig.clock.advance(minutes(3));
    await rig.settle();
    expect(delivered()).toEqual([id]);
  });

  test("back, when it has gone: it does not go twice, nor wait again", async () => {
    await open("2026-06-11T04:50:00Z");
    const { id } = await send({ kind: "wake-up", day: "2026-06-11" });
    await waitUntil("2026-06-11T05:00:00Z");
    await say(bleSays.delivered(last()));
    await say(bleSays.played(last()));
    const { id: waiting } = await send({ kind: "wake-up", day: "2026-06-11" });
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const { id: queued } = await send({ kind: "now" });
    rig.clock.stepWallClock(-hours(24));
    await waitUntil("2026-06-10T08:30:00Z");
    expect([await stateOf(waiting), await stateOf(queued)]).toEqual(["delivering", "queued"]);
    expect((await stepsOf(id)).filter((step) => step.startsWith("delivering"))).toHaveLength(1);
    expect(await stateOf(id)).toBe("played");
  });
});

describe("after a kill", () => {
  test("what waited waits, and what was due meanwhile goes", async () => {
    await open("2026-06-10T15:00:00Z");
    const wakeUp = await send({ kind: "wake-up", day: "2026-06-11" });
    const night = await send({ kind: "at", at: "2026-06-13T10:00:00.000Z" });
    times?.[Symbol.dispose]();
    const killed = rig;
    await open("2026-06-11T09:00:00Z", killed);
    await killed[Symbol.asyncDispose]();
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    // The hub was off, or its clock is wrong: a quarter of an hour tells.
    expect(delivered()).toEqual([]);
    await waitUntil("2026-06-11T09:20:00Z");
    expect(delivered()).toEqual([wakeUp.id]);
    expect(await rig.house.messages.get(night.id)).toMatchObject({
      when: { kind: "at", at: Date.parse("2026-06-13T10:00:00Z") },
      history: [{ state: "scheduled" }],
    });
  });

  test("between release and delivery nothing is lost, nor done twice", async () => {
    await open("2026-06-10T15:00:00Z");
    const { id } = await send({ kind: "bedtime", day: "2026-06-10" });
    // Killed at the very write: the step into the queue is on the disk, and nobody was told.
    const record = await rig.house.messages.get(id);
    if (record === undefined) throw new Error("no record");
    const at = Date.parse("2026-06-10T17:00:00Z");
    await rig.house.messages.update({
      ...record,
      history: [...record.history, { state: "queued", at, cause: "time-has-come" }],
    });
    times?.[Symbol.dispose]();
    const killed = rig;
    await open("2026-06-10T17:00:05Z", killed);
    await killed[Symbol.asyncDispose]();
    rig.toys.saysToys({ toy: toy.id });
    await waitUntil("2026-06-10T17:20:00Z");
    const steps = (await rig.house.messages.get(id))?.history.map(({ state }) => state) ?? [];
    expect(steps.filter((state) => state === "delivering")).toHaveLength(1);
    expect(delivered()).toEqual([id]);
  });
});

describe("hearts", () => {
  test("are told at dusk and at dawn, and again to whoever was away", async () => {
    await open("2026-06-10T12:00:00Z");
    expect(hearts()).toEqual([false]);
    await waitUntil("2026-06-10T17:30:00Z");
    expect(hearts()).toEqual([false, true]);
    rig.toys.saysState({ state: "offline" });
    rig.toys.online();
    await rig.settle();
    expect(hearts()).toEqual([false, true, true]);
    await waitUntil("2026-06-11T04:30:00Z");
    expect(hearts()).toEqual([false, true, true, false]);
    expect((await guardian.state()).toys[0]?.quietUntil).toBeNull();
  });

  test("follow the child: a toy that is lent keeps the night of who has it", async () => {
    await open("2026-06-10T20:00:00Z");
    const other = { id: randomId(), name: "the other child" };
    const owl = await rig.addToy("Owl", other);
    await rig.settle();
    expect(rig.toys.all("heart").map(({ toy: which, dark }) => [which, dark])).toEqual([
      [toy.id, false], // before anybody chose quiet hours
      [toy.id, true],
      [owl.id, false],
    ]);
    expect((await guardian.state()).toys.map(({ quietUntil }) => quietUntil)).toEqual([
      "2026-06-11T04:30:00.000Z",
      null,
    ]);
  });
});

describe("the child's times", () => {
  test("are the usual ones, in the hub's zone and without quiet hours, until a guardian chooses; that is written down", async () => {
    rig = await makeHubRig({ check });
    guardian = await rig.claim();
    toy = await rig.addToy();
    const children = async () => (await guardian.state()).children;
    expect(await children()).toEqual([
      { id: toy.child, name: "the child", times: usualTimes("Europe/Berlin"), timesChosen: false },
    ]);
    await choose({ zone: "Pacific/Chatham" });
    expect(await children()).toEqual([
      { id: toy.child, name: "the child", times: { ...TIMES, zone: "Pacific/Chatham" }, timesChosen: true },
    ]);
    await guardian.client.call("PUT", `/children/${toy.child}`, { json: { name: "another name" } });
    expect(await children()).toMatchObject([{ name: "another name", times: { zone: "Pacific/Chatham" } }]);
    const entries = [];
    for await (const { kind, person, subject } of rig.house.ledger.entries())
      entries.push({ kind, person, subject });
    expect(entries).toContainEqual({
      kind: "times-changed",
      person: guardian.info.person.id,
      subject: toy.child,
    });
  });

  test("that are none are refused", async () => {
    await open("2026-06-10T12:00:00Z");
    await expect(choose({ zone: "Mars/Olympus" })).rejects.toMatchObject({ code: "child.unknown-zone" });
    await expect(choose({ zone: "+02:00" })).rejects.toMatchObject({ code: "child.unknown-zone" });
    const night = (change: object) => ({ school: { ...USUAL_NIGHT, ...change } });
    for (const wrong of [{ bedtime: "20:00" }, { wakeUp: "06:00" }, { quietFrom: "25:00" }, { quietTo: "" }])
      await expect(choose(night(wrong))).rejects.toMatchObject({ code: "http.malformed" });
    const unknown = guardian.client.call("PUT", `/children/${randomId()}/times`, { json: TIMES });
    await expect(unknown).rejects.toMatchObject({ code: "child.unknown" });
    expect((await guardian.state()).children).toMatchObject([{ times: TIMES }]);
  });
});

describe("a lullaby", () => {
  const loop = { message: randomId(), volume: "quiet", until: "2026-06-10T17:40:00.000Z" } as const;
  const stops = () => rig.toys.all("stop-loop").map(({ toy: of }) => of);

  test("ends where quiet hours begin", async () => {
    await open("2026-06-10T17:25:00Z");
    rig.toys.saysToys({ toy: toy.id, loop });
    await waitUntil("2026-06-10T17:29:00Z");
    expect(stops()).toEqual([]);
    await waitUntil("2026-06-10T17:30:00Z");
    expect(stops()).toEqual([toy.id]);
  });

  test("that a guardian starts within them plays", async () => {
    await open("2026-06-10T17:31:00Z");
    rig.toys.saysToys({ toy: toy.id, loop });
    await waitUntil("2026-06-10T17:45:00Z");
    expect(stops()).toEqual([]);
  });
});
