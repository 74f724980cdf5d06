import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig, messageOf } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import type { ToyView } from "../contract/api.ts";
import { minutes, ms, seconds } from "../domain/duration.ts";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let clip: Clip;
let otherClip: Clip;
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;

beforeAll(async () => {
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
  otherClip = await prepareClip(hum(1, 2), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());
beforeEach(async () => {
  rig = await makeHubRig({ check });
  guardian = await rig.claim();
  toy = await rig.addToy();
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});

const lastDelivery = () => {
  const delivery = rig.toys.all("deliver").at(-1);
  if (delivery === undefined) throw new Error("nothing was delivered");
  return delivery;
};
/** Message and toy of each delivery, however often it was told. */
const deliveries = () => [
  ...new Map(rig.toys.all("deliver").map(({ id, message, toy: to }) => [id, [message, to]])).values(),
];
const statesOf = async (id: string) => (await messageOf(guardian, id)).history.map(({ state }) => state);
const causesOf = async (id: string) => (await messageOf(guardian, id)).history.map(({ cause }) => cause);
/** Sends, and lets ble hear of it. */
async function send(what: Clip = clip, to: ToyView = toy): Promise<string> {
  const { id } = await guardian.send(what, to);
  await rig.settle();
  return id;
}
async function say(event: Parameters<HubRig["toys"]["says"]>[0]): Promise<void> {
  rig.toys.says(event);
  await rig.settle();
}

describe("the life of a message", () => {
  test("goes from the queue to the toy to the child, and every step is told after it is durable", async () => {
    const id = await send();
    expect(lastDelivery()).toMatchObject({ message: id, toy: toy.id, sha256: clip.sha256 });
    await say(bleSays.progress(lastDelivery(), 43));
    expect(await messageOf(guardian, id)).toMatchObject({
      state: "delivering",
      progress: { percent: 43, attempt: 1 },
    });
    await say(bleSays.delivered(lastDelivery()));
    expect(await messageOf(guardian, id)).toMatchObject({ state: "on_toy", progress: null });
    await say(bleSays.played(lastDelivery()));
    expect(await statesOf(id)).toEqual(["queued", "delivering", "on_toy", "played"]);
    expect(await causesOf(id)).toEqual(["sent", "toy-in-reach", "delivered-heart-blinks", "paw-pressed"]);
    const told = rig.told.flatMap((event) => (event.kind === "message" ? [event.message.state] : []));
    expect(told).toEqual(["queued", "delivering", "delivering", "on_toy", "played"]);
  });

  test("the ticket hands ble the very bytes that were stamped, once, and the ledger knows first", async () => {
    const id = await send();
    const { ticket, bytes } = lastDelivery();
    const use = rig.tickets.redeem(ticket, "home", "download");
    if (use?.kind !== "download") throw new Error("no download");
    const load = use.load();
    expect(await load).toEqual(clip.toyBytes);
    expect(bytes).toBe(clip.toyBytes.byteLength);
    expect(rig.tickets.redeem(ticket, "home", "download")).toBeUndefined();
    const kinds: string[] = [];
    for await (const entry of rig.house.ledger.entries()) if (entry.subject === id) kinds.push(entry.kind);
    expect(kinds).toContain("clip-to-toy");
  });

  test("when it was heard, no readable copy is left and ble is told never to upload it again", async () => {
    const id = await send();
    await say(bleSays.delivered(lastDelivery()));
    await say(bleSays.played(lastDelivery()));
    expect(await rig.house.waiting.get(id)).toBeUndefined();
    expect(rig.toys.all("retire").map(({ message }) => message)).toEqual([id]);
    expect((await guardian.listen(id)).toyBytes).toEqual(clip.toyBytes);
  });

  test("each durable event is acknowledged once its effect is on disk", async () => {
    const id = await send();
    const delivered = bleSays.delivered(lastDelivery());
    await say(delivered);
    const ids = rig.toys.all("acknowledge").map(({ event }) => event);
    expect(ids).toEqual([(delivered as { event: string }).event]);
    expect((await rig.house.messages.get(id))?.history.at(-1)?.state).toBe("on_toy");
  });

  test("waits in the queue while the toy is out of reach, and goes when it is seen", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const id = await send();
    expect(await statesOf(id)).toEqual(["queued"]);
    expect(rig.toys.all("deliver")).toEqual([]);
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(lastDelivery().message).toBe(id);
  });

  test("without a heart that was seen to blink, it says that nobody can see", async () => {
    const id = await send();
    await say(bleSays.delivered(lastDelivery(), false));
    expect((await messageOf(guardian, id)).state).toBe("on_toy_unconfirmed");
    await say(bleSays.delivered(lastDelivery(), true));
    expect((await messageOf(guardian, id)).state).toBe("on_toy");
  });

  test("a toy that goes out of reach takes the certainty with it, and a paw seen later still counts", async () => {
    const id = await send();
    await say(bleSays.delivered(lastDelivery()));
    rig.toys.saysToys({ toy: toy.id, connected: false });
    await rig.settle();
    expect((await messageOf(guardian, id)).state).toBe("on_toy_unconfirmed");
    expect(await causesOf(id)).toContain("toy-out-of-reach");
    await say(bleSays.played(lastDelivery()));
    expect((await messageOf(guardian, id)).state).toBe("played");
  });

  test("a room that goes offline does the same", async () => {
    const id = await send();
    await say(bleSays.delivered(lastDelivery()));
    rig.toys.saysState({ state: "offline" });
    await rig.settle();
    expect((await messageOf(guardian, id)).state).toBe("on_toy_unconfirmed");
    const { radio, toys } = await guardian.state();
    expect([radio.online, toys[0]?.connected]).toEqual([false, false]);
  });
});

describe("what happens twice", () => {
  test("the same message again is the same message", async () => {
    const id = randomId();
    const first = await guardian.send(clip, toy, id);
    const again = await guardian.send(clip, toy, id);
    expect(again.createdAt).toBe(first.createdAt);
    expect((await guardian.state()).messages).toHaveLength(1);
  });

  test("the same id with another clip is refused", async () => {
    const id = await send();
    await expect(guardian.send(otherClip, toy, id)).rejects.toMatchObject({ code: "message.exists" });
    expect((await guardian.listen(id)).toyBytes).toEqual(clip.toyBytes);
  });

  test("two clips under one id at the same moment: one wins whole, the other is refused", async () => {
    const id = randomId();
    const results = await Promise.allSettled([
      guardian.send(clip, toy, id),
      guardian.send(otherClip, toy, id),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await rig.settle();
    const record = await rig.house.messages.get(id);
    const winner = record?.clip === clip.sha256 ? clip : otherClip;
    expect(await rig.house.waiting.get(id)).toEqual(winner.toyBytes);
    expect((await guardian.listen(id)).toyBytes).toEqual(winner.toyBytes);
  });

  test("a `delivered` that comes again changes nothing and is acknowledged again", async () => {
    const id = await send();
    const delivered = bleSays.delivered(lastDelivery());
    await say(delivered);
    await say(delivered);
    expect(await statesOf(id)).toEqual(["queued", "delivering", "on_toy"]);
    expect(rig.toys.all("acknowledge")).toHaveLength(2);
  });

  test("a message heard twice is played once", async () => {
    const id = await send();
    await say(bleSays.delivered(lastDelivery()));
    await say(bleSays.played(lastDelivery()));
    await say(bleSays.played(lastDelivery()));
    expect(await statesOf(id)).toEqual(["queued", "delivering", "on_toy", "played"]);
  });

  test("a `delivered` that comes after `played` does not bring it back", async () => {
    const id = await send();
    await say(bleSays.delivered(lastDelivery()));
    await say(bleSays.played(lastDelivery()));
    await say(bleSays.delivered(lastDelivery()));
    expect((await messageOf(guardian, id)).state).toBe("played");
  });

  test("a `played` that overtakes its `delivered` is not lost", async () => {
    const id = await send();
    await say(bleSays.played(lastDelivery()));
    await say(bleSays.delivered(lastDelivery()));
    expect((await messageOf(guardian, id)).state).toBe("played");
  });

  test.each(["link-lost", "toy-refused"] as const)(
    "a `delivered` that is heard after a `%s` of the same delivery counts",
    async (code) => {
      const id = await send();
      const delivery = lastDelivery();
      await say(bleSays.failed(delivery, code, code === "link-lost"));
      await say(bleSays.delivered(delivery));
      expect((await messageOf(guardian, id)).state).toBe("on_toy");
      await rig.clock.advance(minutes(5));
      expect(deliveries()).toHaveLength(1);
    },
  );

  test("a command repeated after a restart of ble keeps the delivery's id", async () => {
    await send();
    const { id } = lastDelivery();
    rig.toys.saysState({ state: "offline" });
    rig.toys.saysToys({ toy: toy.id });
    rig.toys.online();
    await rig.settle();
    expect(rig.toys.all("deliver").length).toBeGreaterThan(1);
    expect(new Set(rig.toys.all("deliver").map((command) => command.id))).toEqual(new Set([id]));
  });

  test("the bar does not move backwards within one try", async () => {
    const id = await send();
    await say(bleSays.progress(lastDelivery(), 60));
    await say(bleSays.progress(lastDelivery(), 40));
    expect((await messageOf(guardian, id)).progress).toEqual({ percent: 60, attempt: 1 });
    await say(bleSays.progress(lastDelivery(), 5, 2));
    expect((await messageOf(guardian, id)).progress).toEqual({ percent: 5, attempt: 2 });
  });

  test("an event about a message or a toy that nobody knows is acknowledged and does nothing", async () => {
    await send();
    const stray = { ...lastDelivery(), message: randomId(), toy: randomId() };
    const before = rig.told.length;
    await say(bleSays.delivered(stray));
    await say(bleSays.failed(stray, "link-lost", true));
    await say(bleSays.played(stray));
    await say({
      kind: "toy-claimed",
      event: randomId(),
      at: "2026-01-02T03:04:05Z",
      id: randomId(),
      toy: stray.toy,
      roster: "0".repeat(64),
    });
    expect(rig.toys.all("acknowledge")).toHaveLength(4);
    expect(rig.told).toHaveLength(before);
  });
});

describe("what a room tells at once", () => {
  test("is taken in the order it was told", async () => {
    const id = await send();
    rig.toys.says(bleSays.progress(lastDelivery(), 95));
    rig.toys.says(bleSays.delivered(lastDelivery()));
    rig.toys.says(bleSays.progress(lastDelivery(), 100)); // late: there is no bar any more
    rig.toys.says(bleSays.played(lastDelivery()));
    rig.toys.saysToys({ toy: toy.id, connected: false });
    await rig.settle();
    expect(await statesOf(id)).toEqual(["queued", "delivering", "on_toy", "played"]);
    expect(rig.house.live.progress.size).toBe(0);
    expect(rig.house.live.asked.size).toBe(0);
  });

  test("does not repeat a command that ble has, but does when it may have been lost", async () => {
    await send();
    for (let time = 0; time < 10; time++) rig.toys.saysToys({ toy: toy.id, rssi: -60 - time });
    await rig.settle();
    expect(rig.toys.all("deliver")).toHaveLength(1);
    await rig.clock.advance(seconds(16));
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(rig.toys.all("deliver")).toHaveLength(2);
  });
});

describe("failures", () => {
  test("a lost link is tried again, each time after a longer wait", async () => {
    const id = await send();
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      await say(bleSays.failed(lastDelivery(), "link-lost", true));
      expect((await messageOf(guardian, id)).state).toBe("queued");
      const before = rig.toys.all("deliver").length;
      let waited = 0;
      while (rig.toys.all("deliver").length === before && waited < 120_000) {
        await rig.clock.advance(ms(500));
        await rig.settle();
        waited += 500;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(new Set(rig.toys.all("deliver").map((command) => command.id)).size).toBe(1);
    await say(bleSays.delivered(lastDelivery()));
    expect((await messageOf(guardian, id)).state).toBe("on_toy");
  });

  test("a toy that is back is tried at once, however long the next try was put off", async () => {
    await send();
    for (let round = 0; round < 3; round++) {
      await say(bleSays.failed(lastDelivery(), "link-lost", true));
      const before = rig.toys.all("deliver").length;
      rig.toys.saysToys({ toy: toy.id, connected: false });
      await rig.settle();
      expect(rig.toys.all("deliver")).toHaveLength(before);
      rig.toys.saysToys({ toy: toy.id });
      await rig.settle();
      expect(rig.toys.all("deliver")).toHaveLength(before + 1);
    }
    // One that was there all the time waits for its turn.
    await say(bleSays.failed(lastDelivery(), "toy-busy", true));
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(rig.toys.all("deliver")).toHaveLength(4);
  });

  test("a failure that no other try mends says why and waits for the guardian", async () => {
    const id = await send();
    await say(bleSays.failed(lastDelivery(), "toy-too-slow", false));
    expect(await messageOf(guardian, id)).toMatchObject({
      state: "failed",
      failure: { code: "toy-too-slow", retry: true },
    });
    await rig.clock.advance(minutes(10));
    expect(rig.toys.all("deliver")).toHaveLength(1);
    await guardian.client.call("POST", `/messages/${id}/retry`);
    await rig.settle();
    expect(await messageOf(guardian, id)).toMatchObject({ state: "delivering", failure: null });
  });

  test("a failure told twice counts once when the message has moved on", async () => {
    const id = await send();
    const failed = bleSays.failed(lastDelivery(), "toy-refused", false);
    await say(failed);
    await say(failed);
    expect(await statesOf(id)).toEqual(["queued", "delivering", "failed"]);
  });

  test("a stamp that ran out while the toy was away stops the message", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const id = randomId();
    const now = Math.floor(guardian.client.hubNow() / 1_000);
    const stamp = await guardian.stamp(clip, toy, id, { notAfter: now + 60 });
    await guardian.client.call("POST", "/messages", { form: await guardian.form(clip, toy, id, { stamp }) });
    await rig.clock.advance(seconds(61));
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(rig.toys.all("deliver")).toEqual([]);
    expect(await messageOf(guardian, id)).toMatchObject({
      state: "failed",
      failure: { code: "stamp.expired", retry: false },
    });
  });

  test("a stamp that ran out while the toy was away is not revived by a clock that was set back meanwhile", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const id = randomId();
    const now = Math.floor(guardian.client.hubNow() / 1_000);
    const stamp = await guardian.stamp(clip, toy, id, { notAfter: now + 60 });
    await guardian.client.call("POST", "/messages", { form: await guardian.form(clip, toy, id, { stamp }) });
    await rig.clock.advance(seconds(61));
    rig.clock.stepWallClock(-30_000);
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(rig.toys.all("deliver")).toEqual([]);
    expect(await messageOf(guardian, id)).toMatchObject({ failure: { code: "stamp.expired" } });
  });

  test("a waiting clip that is gone fails that message alone", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const lost = await send();
    const next = await send(otherClip);
    await rig.house.waiting.delete(lost);
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(await messageOf(guardian, lost)).toMatchObject({
      failure: { code: "clip-missing", retry: false },
    });
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(lastDelivery().message).toBe(next);
  });
});

describe("taking back", () => {
  const act = (id: string, verb: "cancel" | "replace" | "retry") =>
    guardian.client.call("POST", `/messages/${id}/${verb}`);

  test("while it waits: it never goes, and no readable copy is left", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const id = await send();
    await act(id, "cancel");
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    expect(rig.toys.all("deliver")).toEqual([]);
    expect(await rig.house.waiting.get(id)).toBeUndefined();
    expect(rig.toys.all("retire").map(({ message }) => message)).toEqual([id]);
    expect((await messageOf(guardian, id)).state).toBe("cancelled");
  });

  test("while it is carried: ble is told to retire it, and its answer decides", async () => {
    const id = await send();
    const next = await send(otherClip);
    await act(id, "cancel");
    await rig.settle();
    expect(rig.toys.all("retire").map(({ message }) => message)).toEqual([id]);
    expect(lastDelivery().message).toBe(id); // asked for an answer, also where the first command was lost
    expect((await messageOf(guardian, id)).state).toBe("delivering");
    await say(bleSays.failed(lastDelivery(), "cancelled", false));
    expect((await messageOf(guardian, id)).state).toBe("cancelled");
    expect(await rig.house.waiting.get(id)).toBeUndefined();
    expect(lastDelivery().message).toBe(next);
  });

  test("while it is carried, and too late: it is on the toy, and says so", async () => {
    const id = await send();
    const delivery = lastDelivery();
    await act(id, "cancel");
    await act(id, "cancel");
    await say(bleSays.delivered(delivery));
    expect(await messageOf(guardian, id)).toMatchObject({ state: "on_toy" });
    expect(await causesOf(id)).toEqual([
      "sent",
      "toy-in-reach",
      "guardian-cancels",
      "delivered-heart-blinks",
    ]);
  });

  test.each(["link-lost", "stamp-refused"] as const)(
    "while it is carried, and a `%s` comes first: ble is asked what became of it, and it is not tried again",
    async (code) => {
      const id = await send();
      await act(id, "cancel");
      await say(bleSays.failed(lastDelivery(), code, code === "link-lost"));
      expect((await messageOf(guardian, id)).state).toBe("delivering");
      expect(rig.toys.all("retire").map(({ message }) => message)).toEqual([id, id]);
      await say(bleSays.failed(lastDelivery(), "cancelled", false));
      expect((await messageOf(guardian, id)).state).toBe("cancelled");
      const before = rig.toys.all("deliver").length;
      await rig.clock.advance(minutes(5));
      await rig.settle();
      expect(rig.toys.all("deliver")).toHaveLength(before);
    },
  );

  test.each([
    ["waits for the next try", "link-lost", true],
    ["failed for good", "toy-too-slow", false],
  ] as const)(
    "when a part of it may lie on the toy, and it %s: it is being taken back until ble says that nothing can be heard",
    async (_, code, retry) => {
      const id = await send();
      const next = await send(otherClip);
      await say(bleSays.failed(lastDelivery(), code, retry));
      rig.toys.saysToys({ toy: toy.id, connected: false });
      await rig.settle();
      await act(id, "cancel");
      await act(id, "cancel");
      await rig.clock.advance(minutes(5));
      await rig.settle();
      expect(await messageOf(guardian, id)).toMatchObject({ state: "delivering" });
      expect((await causesOf(id)).filter((cause) => cause === "guardian-cancels")).toHaveLength(1);
      expect(rig.toys.all("retire").map(({ message }) => message)).toContain(id);
      expect(lastDelivery().message).toBe(id); // for an answer: ble has it down as retired
      await say(bleSays.failed(lastDelivery(), "cancelled", false));
      expect((await messageOf(guardian, id)).state).toBe("cancelled");
      expect(await rig.house.waiting.get(id)).toBeUndefined();
      rig.toys.saysToys({ toy: toy.id });
      await rig.settle();
      expect(lastDelivery().message).toBe(next);
    },
  );

  test("when it waits for the next try and the toy has it after all: it says so", async () => {
    const id = await send();
    await say(bleSays.failed(lastDelivery(), "link-lost", true));
    await act(id, "cancel");
    await rig.settle();
    await say(bleSays.delivered(lastDelivery()));
    expect(await messageOf(guardian, id)).toMatchObject({ state: "on_toy" });
  });

  test("when its clip is gone there is nothing to ask with, and it is cancelled", async () => {
    const id = await send();
    await say(bleSays.failed(lastDelivery(), "link-lost", true));
    await rig.house.waiting.delete(id);
    await act(id, "cancel");
    await rig.settle();
    expect((await messageOf(guardian, id)).state).toBe("cancelled");
  });

  test("when it is on the toy it cannot be cancelled, but replaced", async () => {
    const id = await send();
    const next = await send(otherClip);
    await say(bleSays.delivered(lastDelivery()));
    expect(deliveries()).toEqual([[id, toy.id]]);
    await expect(act(id, "cancel")).rejects.toMatchObject({ code: "message.too-late" });
    await act(id, "replace");
    await rig.settle();
    expect((await messageOf(guardian, id)).state).toBe("replaced");
    expect(lastDelivery().message).toBe(next);
  });

  test("when it was heard, nothing can be taken back", async () => {
    const id = await send();
    await say(bleSays.delivered(lastDelivery()));
    await say(bleSays.played(lastDelivery()));
    for (const verb of ["cancel", "replace", "retry"] as const) {
      await expect(act(id, verb)).rejects.toMatchObject({ code: "message.too-late" });
    }
    expect((await messageOf(guardian, id)).state).toBe("played");
  });

  test("a failed one can be cancelled, and what is cancelled twice is cancelled once", async () => {
    const id = await send();
    await say(bleSays.failed(lastDelivery(), "toy-refused", false));
    await act(id, "cancel");
    await rig.settle();
    await say(bleSays.failed(lastDelivery(), "cancelled", false));
    await act(id, "cancel");
    expect(await statesOf(id)).toEqual(["queued", "delivering", "failed", "delivering", "cancelled"]);
    await expect(act(id, "retry")).rejects.toMatchObject({ code: "message.too-late" });
  });

  test("asking again for one that waits already changes nothing", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const id = await send();
    await act(id, "retry");
    expect(await statesOf(id)).toEqual(["queued"]);
  });

  test.each(["cancel", "replace", "retry"] as const)(
    "%s of a message that nobody knows is refused",
    async (verb) => {
      await expect(act(randomId(), verb)).rejects.toMatchObject({ code: "message.unknown" });
    },
  );

  test("while it is carried and the radio is away: ble is asked once it is back, toy or no toy", async () => {
    const id = await send();
    rig.toys.saysState({ state: "offline" });
    await rig.settle();
    await act(id, "cancel");
    expect((await messageOf(guardian, id)).state).toBe("delivering");
    expect(rig.toys.all("retire")).toEqual([]);
    rig.toys.saysToys({ toy: toy.id, connected: false });
    rig.toys.online();
    await rig.settle();
    expect([...new Set(rig.toys.all("retire").map(({ message }) => message))]).toEqual([id]);
    await say(bleSays.failed(lastDelivery(), "cancelled", false));
    expect((await messageOf(guardian, id)).state).toBe("cancelled");
  });

  test("what was taken back while the radio was away is retired when it is back", async () => {
    rig.toys.saysState({ state: "offline" });
    const id = await send();
    await act(id, "cancel");
    expect((await messageOf(guardian, id)).state).toBe("cancelled");
    rig.toys.online();
    await rig.settle();
    expect(rig.toys.all("retire").map(({ message }) => message)).toEqual([id]);
    expect(rig.toys.all("deliver")).toEqual([]);
  });
});

describe("several", () => {
  test("one toy gets one message at a time, in the order they were sent", async () => {
    const ids = [await send(), await send(otherClip), await send()];
    const order: string[] = [];
    for (const _ of ids) {
      order.push(lastDelivery().message);
      await say(bleSays.delivered(lastDelivery()));
      await say(bleSays.played(lastDelivery()));
    }
    expect(order).toEqual(ids);
  });

  test("two toys get theirs side by side", async () => {
    const rabbit = await rig.addToy("Rabbit", { id: randomId(), name: "the other child" });
    const forBear = await send();
    const forRabbit = await send(otherClip, rabbit);
    expect(deliveries()).toEqual([
      [forBear, toy.id],
      [forRabbit, rabbit.id],
    ]);
    await say(bleSays.delivered(lastDelivery()));
    expect((await messageOf(guardian, forRabbit)).state).toBe("on_toy");
    expect((await messageOf(guardian, forBear)).state).toBe("delivering");
  });

  test("only the toy that is out of reach loses its certainty", async () => {
    const rabbit = await rig.addToy("Rabbit");
    const forBear = await send();
    await say(bleSays.delivered(lastDelivery()));
    const forRabbit = await send(otherClip, rabbit);
    await say(bleSays.delivered(lastDelivery()));
    rig.toys.saysToys({ toy: toy.id }, { toy: rabbit.id, connected: false });
    await rig.settle();
    expect((await messageOf(guardian, forBear)).state).toBe("on_toy");
    expect((await messageOf(guardian, forRabbit)).state).toBe("on_toy_unconfirmed");
  });

  test("older messages come fifty at a time", async () => {
    rig.toys.saysToys({ toy: toy.id, connected: false });
    const sent = [await send(), await send(otherClip), await send()];
    const page = await rig.house.messages.newest(50, sent[2]);
    expect(page.map(({ id }) => id)).toEqual([sent[1], sent[0]]);
  });
});
