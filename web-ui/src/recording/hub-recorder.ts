/** The hub's own microphone in the place of this device's: `hub/contract/hub-microphone.ts`. */
import { toFloatSamples } from "../../../hub/audio/samples.ts";
import { parseBase64url } from "../../../hub/contract/base64url.ts";
import { type RoomNews, roomNews } from "../../../hub/contract/hub-microphone.ts";
import { HubUnreachable } from "../hub/errors.ts";
import { readEvents } from "../hub/event-stream.ts";
import { joinPieces, LONGEST_RECORDING_MS, type RawSound } from "./raw-sound.ts";
import type { RecorderListener, StartRecorder } from "./recorder.ts";

/** What was just said is still on its way when somebody presses Stop: the hub hands it over eight times a second. */
const LAST_WORD_MS = 300;
/** As long as what this device's own microphone hands over, so that the level moves alike. */
const PIECE_MS = 20;

/**
 * @param open asks the hub for it; aborting the signal switches it off
 * @returns what rejects with whatever `open` does, HubUnreachable
 */
export const makeHubRecorder =
  (open: (signal: AbortSignal) => Promise<Response>): StartRecorder =>
  async (listener, { longestMs = LONGEST_RECORDING_MS } = {}) => {
    const leaving = new AbortController();
    const news = readNews(await open(leaving.signal));
    const first = await news.next();
    if (first.done === true || first.value.kind !== "on") {
      leaving.abort();
      throw new HubUnreachable("the microphone did not begin");
    }
    const { sampleRateHz } = first.value;
    const heard = new HeardSound(listener, sampleRateHz, longestMs);
    let isStopped = false;
    const listen = async () => {
      try {
        for await (const one of news) {
          if (one.kind === "sound") heard.add(one.pcm);
          if (one.kind === "off" && one.why === "full") heard.fill();
        }
      } catch {
        // The line was cut, by somebody or by us.
      }
      if (!isStopped && !heard.isFull) listener.onInterrupted();
    };
    // Whoever waits for this recorder has it by the time that the first sound is told.
    const listening = new Promise<void>((ended) => setTimeout(() => void listen().then(ended)));
    let stopped: Promise<RawSound> | undefined;
    return {
      sampleRateHz,
      stop() {
        isStopped = true;
        stopped ??= (async () => {
          await Promise.race([listening, new Promise((resolve) => setTimeout(resolve, LAST_WORD_MS))]);
          leaving.abort();
          return heard.take();
        })();
        return stopped;
      },
      discard() {
        isStopped = true;
        leaving.abort();
        heard.forget();
      },
    };
  };

/** What does not fit is passed over: the next piece may. */
async function* readNews(response: Response): AsyncGenerator<RoomNews, void> {
  for await (const data of readEvents(response)) {
    const parsed = data === undefined ? undefined : roomNews.safeParse(parseJson(data));
    if (parsed?.success === true) yield parsed.data;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Counts what came, and tells it in small pieces, up to the longest that is wanted. */
class HeardSound {
  readonly #listener: RecorderListener;
  readonly #sampleRateHz: number;
  readonly #mostSamples: number;
  #pieces: Float32Array[] = [];
  #samples = 0;
  #isOver = false;

  constructor(listener: RecorderListener, sampleRateHz: number, longestMs: number) {
    this.#listener = listener;
    this.#sampleRateHz = sampleRateHz;
    this.#mostSamples = Math.floor((sampleRateHz * longestMs) / 1_000);
  }

  get isFull(): boolean {
    return this.#isOver;
  }

  /** @param pcm base64url of 16-bit samples */
  add(pcm: string): void {
    const bytes = parseBase64url(pcm);
    if (bytes === undefined || bytes.byteLength % 2 !== 0) return;
    const samples = toFloatSamples(new Int16Array(bytes.buffer)) as Float32Array<ArrayBuffer>;
    const piece = Math.round((this.#sampleRateHz * PIECE_MS) / 1_000);
    for (let at = 0; at < samples.length && !this.#isOver; at += piece)
      this.#addPiece(samples.slice(at, at + piece));
  }

  /** The hub gives no more. */
  fill(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.onFull();
  }

  take(): RawSound {
    return { pcm: joinPieces(this.#pieces), sampleRateHz: this.#sampleRateHz };
  }

  forget(): void {
    this.#isOver = true;
    this.#pieces = [];
  }

  #addPiece(samples: Float32Array<ArrayBuffer>): void {
    const piece = samples.subarray(0, this.#mostSamples - this.#samples);
    this.#pieces.push(piece);
    this.#samples += piece.length;
    this.#listener.onPiece(piece, (this.#samples * 1_000) / this.#sampleRateHz);
    if (this.#samples === this.#mostSamples) this.fill();
  }
}
