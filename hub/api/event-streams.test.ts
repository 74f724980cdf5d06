import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Guardian, hum, prepareClip } from "../../test/support/guardian.ts";
import { bleSays, type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { type HouseEvent, houseEvent, type PretendToyView } from "../contract/api.ts";
import { ms, seconds } from "../domain/duration.ts";
import { type EventStreams, makeEventStreams } from "./event-streams.ts";

const radio = (online: boolean): HouseEvent => ({
  kind: "radio",
  radio: { online, adapter: "on", simulated: true },
});
const never = new AbortController().signal;
const nothing = async () => undefined;
const forGood = Number.MAX_SAFE_INTEGER;

/** Everything that can be read now, and whether the stream has ended. */
class Reader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #next: Promise<ReadableStreamReadResult<Uint8Array>> | undefined;
  text = "";
  end: "open" | "closed" | "cut" = "open";

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }
  async read(): Promise<string> {
    const soon = () => new Promise<undefined>((resolve) => setTimeout(resolve, 5));
    this.text = "";
    while (this.end === "open") {
      this.#next ??= this.#reader.read();
      const result = await Promise.race([this.#next, soon()]).catch(() => {
        this.end = "cut";
      });
      if (result === undefined) break;
      this.#next = undefined;
      if (result.done) this.end = "closed";
      else this.text += new TextDecoder().decode(result.value);
    }
    return this.text;
  }
  async events(): Promise<HouseEvent[]> {
    const text = await this.read();
    return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => houseEvent.parse(JSON.parse(data ?? "")));
  }
  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}

describe("a stream", () => {
  let clock: ManualClock;
  let streams: EventStreams;
  beforeEach(() => {
    clock = makeManualClock();
    streams = makeEventStreams(clock, { now: () => clock.monotonic() });
  });
  const open = (id = "one", first: () => Promise<HouseEvent | undefined> = nothing, signal = never) =>
    streams.open({ id, expiresAt: forGood }, first, signal, (event) => event);

  test("tells what it is told, to every page", async () => {
    const readers = [new Reader((await open()).body), new Reader((await open("two")).body)];
    streams.tell(radio(true));
    for (const reader of readers) expect(await reader.events()).toEqual([radio(true)]);
  });

  test("what is told while the first event is read comes behind it, not before and not never", async () => {
    const gate = Promise.withResolvers<HouseEvent>();
    const opening = open("one", () => gate.promise);
    streams.tell(radio(false));
    gate.resolve(radio(true));
    const reader = new Reader((await opening).body);
    expect(await reader.events()).toEqual([radio(true), radio(false)]);
  });

  test("when the first event cannot be read there is no stream, and it takes no place", async () => {
    for (let n = 0; n < 20; n++) {
      await expect(open("one", () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    }
    await open();
  });

  test("says every 15 s that it lives", async () => {
    const reader = new Reader((await open()).body);
    await clock.advance(ms(14_999));
    expect(await reader.read()).toBe("");
    await clock.advance(ms(1));
    expect(await reader.read()).toBe(":\n\n");
    await clock.advance(seconds(60));
    expect(await reader.read()).toBe(":\n\n".repeat(4));
  });

  test("ends with its session, at once, and with no other's", async () => {
    const [mine, theirs] = [new Reader((await open("one")).body), new Reader((await open("two")).body)];
    streams.end("one");
    streams.tell(radio(true));
    expect(await mine.events()).toEqual([]);
    expect(mine.end).toBe("closed");
    expect(await theirs.events()).toEqual([radio(true)]);
  });

  test("ends when the session's days are over", async () => {
    const { body } = await streams.open({ id: "one", expiresAt: clock.now() + 20_000 }, nothing, never);
    const reader = new Reader(body);
    await clock.advance(seconds(20));
    await reader.read();
    expect(reader.end).toBe("open");
    await clock.advance(seconds(15));
    await reader.read();
    expect(reader.end).toBe("closed");
  });

  test("ends when all end", async () => {
    const readers = [new Reader((await open()).body), new Reader((await open("two")).body)];
    streams.endAll();
    for (const reader of readers) {
      await reader.read();
      expect(reader.end).toBe("closed");
    }
  });

  test("ends when its request does, also one that was over before it began", async () => {
    const stopping = new AbortController();
    const reader = new Reader((await open("one", nothing, stopping.signal)).body);
    stopping.abort();
    await reader.read();
    expect(reader.end).toBe("closed");
    const late = new Reader((await open("one", nothing, stopping.signal)).body);
    await late.read();
    expect(late.end).toBe("closed");
  });

  test("the ninth of a session is refused, until one of the eight goes", async () => {
    const readers: Reader[] = [];
    for (let n = 0; n < 8; n++) readers.push(new Reader((await open()).body));
    await expect(open()).rejects.toMatchObject({ code: "http.too-many-streams" });
    await open("two");
    await readers[3]?.cancel();
    await open();
    await expect(open()).rejects.toMatchObject({ code: "http.too-many-streams" });
  });

  test("a page that never reads is cut off before a megabyte and a bit waits for it; the others hear all", async () => {
    const asleep = new Reader((await open()).body);
    const awake = new Reader((await open("two")).body);
    const big = "x".repeat(10_000);
    const stream = { waited: 0 };
    for (let n = 0; n < 300; n++) {
      streams.tell({ ...radio(true), note: big } as never);
      stream.waited += (await awake.read()).length;
    }
    expect(stream.waited).toBeGreaterThan(300 * 10_000);
    expect(awake.end).toBe("open");
    await asleep.read();
    expect(asleep.end).toBe("cut");
    expect(asleep.text.length).toBe(0);
    for (let n = 0; n < 8; n++) await open();
  });

  test("beats no more when it is over", async () => {
    const reader = new Reader((await open()).body);
    await reader.cancel();
    await clock.advance(seconds(60));
    streams.tell(radio(true));
    await open();
  });
});

describe("GET /events", () => {
  let rig: HubRig;
  let guardian: Guardian;
  beforeEach(async () => {
    rig = await makeHubRig();
    guardian = await rig.claim();
  });
  afterEach(() => rig[Symbol.asyncDispose]());
  const listen = async (path = "/events") => {
    const response = await guardian.client.open("GET", path);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("cache-control")).toBe("no-store");
    if (response.body === null) throw new Error("no stream");
    return new Reader(response.body);
  };

  test("begins with the whole state, and goes on with every change", async () => {
    const toy = await rig.addToy();
    const reader = await listen();
    const [first, ...rest] = await reader.events();
    expect(first).toMatchObject({ kind: "state", state: { toys: [{ id: toy.id }], messages: [] } });
    expect(rest).toEqual([]);

    const { id } = await guardian.send(await prepareClip(hum(1, 1), 16_000), toy);
    await rig.settle();
    const [delivery] = rig.toys.all("deliver");
    if (delivery === undefined) throw new Error("no delivery");
    rig.toys.says(bleSays.delivered(delivery));
    await rig.settle();
    const states = (await reader.events()).flatMap((event) =>
      event.kind === "message" && event.message.id === id ? [event.message.state] : [],
    );
    expect(states).toEqual(["queued", "delivering", "on_toy"]);
    rig.toys.saysState({ state: "offline" });
    await rig.settle();
    expect((await reader.events()).map(({ kind }) => kind)).toContain("radio");
  });

  test("ends when its session is signed out, and there is no other", async () => {
    const reader = await listen();
    await guardian.client.call("DELETE", "/session");
    await reader.read();
    expect(reader.end).toBe("closed");
  });

  test("a session that ends while the state is read gets no stream", async () => {
    const slow = await makeHubRig({
      change: ({ messages }) => ({
        messages: new Proxy(messages, {
          get: (target, key) =>
            key === "newest"
              ? async (...input: Parameters<typeof messages.newest>) => {
                  const [only] = slow.house.household.sessions();
                  if (only !== undefined) await slow.access.end(only);
                  return target.newest(...input);
                }
              : Reflect.get(target, key),
        }),
      }),
    });
    const page = await slow.claim();
    await expect(page.client.open("GET", "/events")).rejects.toMatchObject({ code: "session.none" });
    await slow[Symbol.asyncDispose]();
  });

  test("the ninth is refused with a reason", async () => {
    for (let n = 0; n < 8; n++) await listen();
    await expect(listen()).rejects.toMatchObject({ code: "http.too-many-streams" });
  });
});

test("GET /pretend-toy/events tells each change, and ends when the toy goes away", async () => {
  const view: PretendToyView = { heart: "blinking", activity: "idle", connected: true, heard: 1 };
  const gone = Promise.withResolvers<void>();
  let tell: (view: PretendToyView) => void = () => undefined;
  await using rig = await makeHubRig({
    pretendToy: {
      view: async () => view,
      watch: (onChange) => {
        tell = onChange;
        return gone.promise;
      },
      press: async () => undefined,
      say: async () => undefined,
      heard: async () => undefined,
    },
  });
  const guardian = await rig.claim();
  const response = await guardian.client.open("GET", "/pretend-toy/events");
  if (response.body === null) throw new Error("no stream");
  const reader = new Reader(response.body);
  tell(view);
  expect(await reader.read()).toBe(`data: ${JSON.stringify(view)}\n\n`);
  gone.reject(new Error("away"));
  await reader.read();
  expect(reader.end).toBe("closed");
  expect(rig.log.at(-1)?.phrase).toBe("pretend toy is away");
});
