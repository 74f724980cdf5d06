import { beforeEach, expect, test } from "vitest";
import { encodeBase64url } from "../../../hub/contract/base64url.ts";
import type { RoomNews } from "../../../hub/contract/hub-microphone.ts";
import { makeHubRecorder } from "./hub-recorder.ts";
import type { Recorder } from "./recorder.ts";

const RATE = 16_000;

/** The hub's end of the line. */
class PlayedRoomLine {
  #control: ReadableStreamDefaultController<Uint8Array> | undefined;
  isOpen = true;
  readonly open = async (signal: AbortSignal): Promise<Response> => {
    const body = new ReadableStream<Uint8Array>({
      start: (control) => {
        this.#control = control;
      },
    });
    signal.addEventListener("abort", () => {
      this.isOpen = false;
      this.#control?.error(new DOMException("left", "AbortError"));
    });
    return new Response(body);
  };
  tell(news: RoomNews | string): void {
    const data = typeof news === "string" ? news : JSON.stringify(news);
    this.#control?.enqueue(new TextEncoder().encode(`data: ${data}\n\n`));
  }
  speak(...samples: readonly number[]): void {
    this.tell({ kind: "sound", pcm: encodeBase64url(new Uint8Array(Int16Array.from(samples).buffer)) });
  }
  end(): void {
    this.#control?.close();
  }
}

let line: PlayedRoomLine;
let pieces: { readonly samples: readonly number[]; readonly elapsedMs: number }[];
let told: string[];
beforeEach(() => {
  line = new PlayedRoomLine();
  pieces = [];
  told = [];
});

async function begin(longestMs?: number): Promise<Recorder> {
  const listener = {
    onPiece: (samples: Float32Array, elapsedMs: number) =>
      void pieces.push({ samples: [...samples], elapsedMs }),
    onFull: () => void told.push("full"),
    onInterrupted: () => void told.push("interrupted"),
  };
  const starting = makeHubRecorder(line.open)(listener, longestMs === undefined ? {} : { longestMs });
  await Promise.resolve();
  line.tell({ kind: "on", sampleRateHz: RATE });
  return starting;
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const steps = (count: number) => Array.from({ length: count }, (_, n) => n);

test("what the hub hears comes in pieces as small as this device's own, whole and in order", async () => {
  const recorder = await begin();
  expect(recorder.sampleRateHz).toBe(RATE);
  line.speak(...steps(2_000));
  line.speak(...steps(100));
  await settle();
  expect(pieces.map(({ samples }) => samples.length)).toEqual([320, 320, 320, 320, 320, 320, 80, 100]);
  expect(pieces.map(({ elapsedMs }) => elapsedMs).slice(0, 2)).toEqual([20, 40]);
  const { pcm } = await recorder.stop();
  expect([...pcm].map((sample) => sample * 32_768)).toEqual([...steps(2_000), ...steps(100)]);
});

test("stopped, it waits for the last word, and then the hub's microphone is off", async () => {
  const recorder = await begin();
  line.speak(1, 2);
  const stopping = recorder.stop();
  await settle();
  expect(line.isOpen).toBe(true);
  line.speak(3);
  const { pcm } = await stopping;
  expect(pcm).toHaveLength(3);
  expect(line.isOpen).toBe(false);
  expect(told).toEqual([]);
  expect(await recorder.stop()).toEqual({ pcm, sampleRateHz: RATE });
});

test("it is full when the page has enough, or when the hub says so, and says it once", async () => {
  await begin(1);
  line.speak(...steps(50));
  line.tell({ kind: "off", why: "full" });
  line.end();
  await settle();
  expect(pieces).toEqual([{ samples: steps(16).map((n) => n / 32_768), elapsedMs: 1 }]);
  expect(told).toEqual(["full"]);
});

test("a line that is cut, and a microphone that is unplugged, break it off; what was said is there", async () => {
  const recorder = await begin();
  line.speak(5);
  line.tell({ kind: "off", why: "broken" });
  line.end();
  await settle();
  expect(told).toEqual(["interrupted"]);
  expect((await recorder.stop()).pcm).toHaveLength(1);
});

test("discarded, it is off at once and nothing of it stays", async () => {
  const recorder = await begin();
  line.speak(...steps(100));
  await settle();
  recorder.discard();
  expect(line.isOpen).toBe(false);
  expect((await recorder.stop()).pcm).toHaveLength(0);
  expect(told).toEqual([]);
});

test("what it does not understand is passed over", async () => {
  const recorder = await begin();
  line.tell("no JSON");
  line.tell('{"kind":"sound","pcm":"A"}');
  line.tell('{"kind":"news"}');
  line.speak(7);
  await settle();
  expect((await recorder.stop()).pcm).toHaveLength(1);
});

test("a hub that says something else first gives no recorder, and hears nothing", async () => {
  const listener = { onPiece: () => undefined, onFull: () => undefined, onInterrupted: () => undefined };
  const starting = makeHubRecorder(line.open)(listener);
  await Promise.resolve();
  line.speak(1);
  await expect(starting).rejects.toMatchObject({ name: "HubUnreachable" });
  expect(line.isOpen).toBe(false);
});
