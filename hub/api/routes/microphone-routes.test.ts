import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOr } from "../../../test/support/code-of.ts";
import type { Guardian } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { PlayedRoom } from "../../../test/support/played-room.ts";
import { readLedger } from "../../../test/support/read-ledger.ts";
import { readEvents } from "../../../web-ui/src/hub/event-stream.ts";
import { alertList } from "../../contract/alerts.ts";
import { parseBase64url } from "../../contract/base64url.ts";
import { LONGEST_IN_ROOM_MS, type RoomNews, roomNews } from "../../contract/hub-microphone.ts";
import { minutes, ms, seconds } from "../../domain/duration.ts";

let rig: HubRig;
let room: PlayedRoom;
let guardian: Guardian;

beforeEach(async () => {
  room = new PlayedRoom();
  rig = await makeHubRig({ change: () => ({ microphone: room }) });
  guardian = await rig.claim();
  await guardian.stepUp();
});
afterEach(() => rig[Symbol.asyncDispose]());

const codeOf = codeOr("on");
const ask = (signal?: AbortSignal) => guardian.client.open("POST", "/microphone", signal && { signal });

/** What comes of it, one after the other. */
class Listener {
  readonly #events: AsyncGenerator<string | undefined>;
  constructor(response: Response) {
    this.#events = readEvents(response);
  }
  async next(): Promise<RoomNews | "ended"> {
    const { done, value } = await this.#events.next();
    return done === true || value === undefined ? "ended" : roomNews.parse(JSON.parse(value));
  }
  async samples(): Promise<Int16Array> {
    const news = await this.next();
    if (news === "ended" || news.kind !== "sound") throw new Error(JSON.stringify(news));
    return new Int16Array(parseBase64url(news.pcm)?.buffer ?? new ArrayBuffer(0));
  }
  async leave(): Promise<void> {
    await this.#events.return(undefined);
  }
}
const listen = async (signal?: AbortSignal) => {
  const listener = new Listener(await ask(signal));
  expect(await listener.next()).toEqual({ kind: "on", sampleRateHz: 16_000 });
  return listener;
};
const entries = async () =>
  (await readLedger(guardian.client, guardian.info.hub)).filter(({ kind }) => kind === "room-listened");

test("what is said is handed over as it is said, sample by sample, and none of it afterwards", async () => {
  const listener = await listen();
  room.speak(Int16Array.of(1, -2, 30_000));
  expect([...(await listener.samples())]).toEqual([1, -2, 30_000]);
  room.speak(Int16Array.of(4));
  expect([...(await listener.samples())]).toEqual([4]);
  await listener.leave();
  expect(room.isOn).toBe(false);
});

test("before the first of it there is an entry that says who, on which device, and every guardian is told", async () => {
  const before = rig.told.length;
  await listen();
  expect(await entries()).toMatchObject([
    { person: guardian.info.person.id, subject: null, device: guardian.device.publicKey },
  ]);
  await rig.settle();
  expect(rig.told.slice(before)).toContainEqual({ kind: "alerts" });
  const { alerts } = await guardian.client.call("GET", "/alerts", { schema: alertList });
  expect(alerts).toContainEqual(expect.objectContaining({ class: "room-listened", unseen: 1 }));
});

test("nothing is heard where the entry cannot be written", async () => {
  const refused = Object.assign(new Error("disk"), { code: "store.io" });
  await rig[Symbol.asyncDispose]();
  rig = await makeHubRig({
    change: ({ ledger }) => ({
      microphone: room,
      ledger: {
        ...ledger,
        append: (entry) => (entry.kind === "room-listened" ? Promise.reject(refused) : ledger.append(entry)),
      },
    }),
  });
  guardian = await rig.claim();
  await guardian.stepUp();
  expect(await codeOf(ask())).toBe("hub.failed");
  expect([room.opened, room.isOn]).toEqual([1, false]);
  // And it is free for the next.
  expect(await codeOf(ask())).toBe("hub.failed");
});

describe("it goes off", () => {
  test("when the page goes away", async () => {
    const leaving = new AbortController();
    await listen(leaving.signal);
    expect(room.isOn).toBe(true);
    leaving.abort();
    await rig.settle();
    expect(room.isOn).toBe(false);
  });

  test("when the session ends", async () => {
    const listener = await listen();
    await guardian.client.call("DELETE", "/session");
    expect(room.isOn).toBe(false);
    expect(await listener.next()).toBe("ended");
  });

  test("when the hub ends", async () => {
    await listen();
    rig.streams.endAll();
    expect(room.isOn).toBe(false);
  });

  test("after 40 seconds, whether or not anything was said", async () => {
    const listener = await listen();
    await rig.clock.advance(ms(LONGEST_IN_ROOM_MS - 1));
    expect(room.isOn).toBe(true);
    await rig.clock.advance(ms(1));
    expect(room.isOn).toBe(false);
    // Signs of life came meanwhile, each an event of nothing.
    let news = await listener.next();
    while (news === "ended") news = await listener.next();
    expect(news).toEqual({ kind: "off", why: "full" });
  });

  test("after 40 seconds of sound, however fast they come, and the last sample is the last", async () => {
    const listener = await listen();
    let heard = 0;
    for (let at = 0; at < 5; at += 1) {
      room.speak(new Int16Array(16_000 * 9));
      heard += (await listener.samples()).length;
    }
    expect(heard).toBe(16_000 * 40);
    expect(room.isOn).toBe(false);
    expect(await listener.next()).toEqual({ kind: "off", why: "full" });
    expect(await listener.next()).toBe("ended");
  });

  test("when it is unplugged, which is told", async () => {
    const listener = await listen();
    room.unplug();
    expect(await listener.next()).toEqual({ kind: "off", why: "broken" });
    expect(await listener.next()).toBe("ended");
    await listen();
  });
});

describe("it does not go on", () => {
  test("where the household names none", async () => {
    await using other = await makeHubRig();
    const owner = await other.claim();
    await owner.stepUp();
    expect(await codeOf(owner.client.open("POST", "/microphone"))).toBe("hub-microphone.off");
    expect((await owner.state()).hubMicrophone).toBe(false);
    expect((await guardian.state()).hubMicrophone).toBe(true);
  });

  test("for two at once", async () => {
    const listener = await listen();
    expect(await codeOf(ask())).toBe("hub-microphone.in-use");
    expect(room.opened).toBe(1);
    await listener.leave();
    await listen();
  });

  test("without a step-up", async () => {
    await rig.clock.advance(minutes(6));
    expect(await codeOf(ask())).toBe("session.step-up-needed");
    expect(room.opened).toBe(0);
  });

  test("a seventh time in ten minutes, and the answer says how long it rests", async () => {
    for (let time = 0; time < 6; time += 1) {
      await (await listen()).leave();
      await rig.clock.advance(seconds(10));
    }
    expect(await codeOf(ask())).toBe("hub-microphone.resting");
    expect(room.opened).toBe(6);
    await rig.clock.advance(minutes(9));
    await guardian.stepUp();
    await listen();
    expect(await entries()).toHaveLength(7);
  });

  test("where it does not start, which leaves no entry and is told by what it was", async () => {
    room.refusal = "hub-microphone.busy";
    expect(await codeOf(ask())).toBe("hub-microphone.busy");
    expect(await entries()).toEqual([]);
    room.refusal = undefined;
    await listen();
  });
});
