/** What the toy's microphone hears: what was handed in, or a chirp of our own. 8 kHz, 16 bit, mono. */

const MICROPHONE_RATE_HZ = 8_000;

export class Microphone {
  #next: Int16Array | undefined;

  /** The child says this at the next recording. */
  say(samples: Int16Array): void {
    this.#next = samples;
  }

  /** What is heard in a recording of `milliseconds`: silence when the speaker was done before. */
  hear(milliseconds: number): Int16Array {
    const heard = new Int16Array(Math.round((milliseconds * MICROPHONE_RATE_HZ) / 1_000));
    const said = this.#next ?? chirp(heard.length);
    this.#next = undefined;
    heard.set(said.subarray(0, heard.length));
    return heard;
  }
}

/** Two seconds of a whistle that rises from 300 to 1,800 Hz, then a pause, over again: easy to tell from speech and noise. */
function chirp(length: number): Int16Array {
  const [lowHz, highHz, cycleSeconds, soundSeconds, peak] = [300, 1_800, 2.5, 2, 9_000];
  const samples = new Int16Array(length);
  for (let index = 0; index < length; index += 1) {
    const t = (index / MICROPHONE_RATE_HZ) % cycleSeconds;
    if (t >= soundSeconds) continue;
    const fade = Math.min(1, t / 0.02, (soundSeconds - t) / 0.02);
    const phase = 2 * Math.PI * (lowHz * t + ((highHz - lowHz) * t * t) / (2 * soundSeconds));
    samples[index] = Math.round(peak * fade * Math.sin(phase));
  }
  return samples;
}
