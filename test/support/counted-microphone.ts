/**
 * Whether a recording has every sample, once and in order. The microphone is a counter that runs on the very thread that records:
 * sample n is n / 2^21, exact in 32 bits, so that what is missing, doubled or out of place names itself. A real voice would only
 * sound a little worse.
 */
import type { Page } from "playwright-core";

/** A little over 43 s at 48 kHz. */
const STEPS = 2 ** 21;

/**
 * In the page, before it loads: from now on what is recorded hears the counter in place of the microphone, and what the page hands
 * to its worker to be shaped is kept for {@link takeRecorded}. Uses nothing from here.
 */
export function countInside(): void {
  const steps = 2 ** 21;
  const page = globalThis as unknown as { recorded?: Float32Array };
  const open = AudioContext.prototype.createMediaStreamSource;
  AudioContext.prototype.createMediaStreamSource = function (stream) {
    const microphone = open.call(this, stream);
    const buffer = new AudioBuffer({ length: steps, sampleRate: this.sampleRate });
    buffer.copyToChannel(
      Float32Array.from({ length: steps }, (_, n) => n / steps),
      0,
    );
    const counter = new AudioBufferSourceNode(this, { buffer });
    const heard = new GainNode(this);
    microphone.connect(new GainNode(this, { gain: 0 })).connect(heard);
    counter.connect(heard);
    counter.start();
    return heard as unknown as MediaStreamAudioSourceNode;
  };
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: never[]) {
    const { name, input } = message as { name?: string; input?: { pcm?: Float32Array } };
    if (name === "prepare" && input?.pcm !== undefined) page.recorded = input.pcm.slice();
    return post.call(this, message, ...rest);
  } as typeof post;
}

/** What was recorded last. Words get out of a page quickly: two million numbers keep both ends busy for half a minute. */
export async function takeRecorded(page: Page): Promise<Float32Array> {
  const words = await page.evaluate(() => {
    const { recorded = new Float32Array() } = globalThis as unknown as {
      recorded?: Float32Array<ArrayBuffer>;
    };
    return new Promise<string>((read) => {
      const reader = new FileReader();
      reader.onload = () => read(String(reader.result));
      reader.readAsDataURL(new Blob([recorded]));
    });
  });
  const bytes = Uint8Array.from(Buffer.from(words.slice(words.indexOf(",") + 1), "base64"));
  return new Float32Array(bytes.buffer);
}

export interface Counted {
  /** From the counter's first sample on: what came before it began is not counted. */
  readonly samples: number;
  /** Where the next sample is not the next number: how many are missing there; less than 0 where some came twice. */
  readonly gaps: readonly { readonly at: number; readonly missing: number }[];
}

export function countSamples(recorded: Float32Array): Counted {
  // The counter's sample 0 is silence, as is what came before it; silence now and then comes as a billionth of a step.
  const start = recorded.findIndex((sample) => Math.abs(sample) * STEPS >= 0.5);
  if (start === -1) return { samples: 0, gaps: [] };
  const numbers = recorded.subarray(start).map((sample) => sample * STEPS);
  const gaps: { at: number; missing: number }[] = [];
  for (let at = 1; at < numbers.length; at += 1) {
    const missing = (numbers[at] ?? 0) - (numbers[at - 1] ?? 0) - 1;
    if (missing !== 0) gaps.push({ at, missing });
  }
  return { samples: numbers.length, gaps };
}
