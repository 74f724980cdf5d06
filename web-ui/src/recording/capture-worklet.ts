/**
 * Runs on the browser's audio thread: hands the microphone's raw samples to the page, about 20 ms at a time.
 * Several channels become one, because a toy has one voice. Posted: Float32Array of PIECE samples; the last may be shorter.
 */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: unknown): void;

const PIECE = 1_024;

class Capture extends AudioWorkletProcessor {
  #piece = new Float32Array(PIECE);
  #filled = 0;
  #isDone = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#isDone = true;
      this.#post(this.#piece.slice(0, this.#filled));
      this.port.postMessage("end");
    };
  }

  process([input]: Float32Array[][]): boolean {
    const [first, ...others] = input ?? [];
    if (this.#isDone || first === undefined) return !this.#isDone;
    for (let at = 0; at < first.length; at += 1) {
      let sum = first[at] ?? 0;
      for (const channel of others) sum += channel[at] ?? 0;
      this.#piece[this.#filled++] = sum / (others.length + 1);
      if (this.#filled === PIECE) {
        this.#post(this.#piece);
        this.#piece = new Float32Array(PIECE);
        this.#filled = 0;
      }
    }
    return true;
  }

  #post(samples: Float32Array<ArrayBuffer>): void {
    this.port.postMessage(samples, [samples.buffer]);
  }
}

registerProcessor("capture", Capture);
