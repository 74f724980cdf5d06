/** A microphone by ALSA: the program `arecord`, started by node-record-lpcm16. */
import type { Recording } from "node-record-lpcm16";
import { seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import { type Microphone, MicrophoneRefused, type OpenMicrophone } from "../ports/microphone.ts";
import { HEADER_BYTES, parseArecordHeader } from "./arecord-header.ts";
import { arecordTrouble } from "./arecord-trouble.ts";

/** As many as the toy's format takes; what the device cannot give, ALSA makes of what it can. */
const SAMPLE_RATE_HZ = 16_000;
/** A USB microphone that wakes up takes a second. */
const OPENS_WITHIN = seconds(5);
/** A program that waits for a dead device does not hear SIGTERM. */
const KILLED_AFTER = seconds(1);
/** Of its last words, characters. */
const MOST_SAID = 4_096;

/** @param device a name of ALSA's, such as `plughw:CARD=Device,DEV=0` */
export function makeAlsaMicrophone(device: string, clock: Clock): Microphone {
  return {
    async open() {
      // Only where a household wants it, and then only when somebody records.
      const { default: recorder } = await import("node-record-lpcm16");
      const recording = recorder.record({
        recorder: "arecord",
        device,
        sampleRate: SAMPLE_RATE_HZ,
        channels: 1,
        audioType: "wav",
      });
      const running = new RunningArecord(recording, clock);
      try {
        await running.opened;
        return running;
      } catch (error) {
        running[Symbol.dispose]();
        throw error;
      }
    },
  };
}

class RunningArecord implements OpenMicrophone {
  /** Rejects with MicrophoneRefused. */
  readonly opened: Promise<void>;
  readonly #recording: Recording;
  readonly #clock: Clock;
  /** What came and was not taken yet: the header, later half a sample. */
  #rest: Buffer = Buffer.alloc(0);
  #said = "";
  #sampleRateHz = 0;
  #onSound: ((pcm: Uint8Array<ArrayBuffer>) => void) | undefined;
  #onEnd: () => void = () => undefined;
  #isClosed = false;

  constructor(recording: Recording, clock: Clock) {
    this.#recording = recording;
    this.#clock = clock;
    const { process } = recording;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = clock.after(OPENS_WITHIN, () => reject(this.#refusal("it gave no sound in time")));
    this.opened = promise.finally(late);
    process.stderr?.on("data", (text: Buffer) => {
      this.#said = (this.#said + text).slice(-MOST_SAID);
    });
    process.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "ENOENT"
          ? new MicrophoneRefused("hub-microphone.program-missing", "arecord is not there", { cause })
          : this.#refusal("it did not start", cause),
      ),
    );
    process.once("close", () => {
      reject(this.#refusal("it ended before it gave any sound"));
      if (!this.#isClosed) this.#onEnd();
    });
    const stream = recording.stream();
    // The library's own words for the same end, which has been told.
    stream.on("error", () => undefined);
    stream.on("data", (bytes: Buffer) => {
      if (this.#isClosed) return;
      this.#rest = Buffer.concat([this.#rest, bytes]);
      if (this.#sampleRateHz > 0) return this.#hear();
      if (this.#rest.byteLength < HEADER_BYTES) return;
      const format = parseArecordHeader(this.#rest);
      if (format === undefined) return reject(this.#refusal("it writes something else than was asked for"));
      // Nothing more is read before somebody listens.
      stream.pause();
      this.#rest = this.#rest.subarray(HEADER_BYTES);
      this.#sampleRateHz = format.sampleRateHz;
      resolve();
    });
  }

  get sampleRateHz(): number {
    return this.#sampleRateHz;
  }

  listen(onSound: (pcm: Uint8Array<ArrayBuffer>) => void, onEnd: () => void): void {
    this.#onSound = onSound;
    this.#onEnd = onEnd;
    this.#hear();
    this.#recording.stream().resume();
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rest = Buffer.alloc(0);
    const { process } = this.#recording;
    if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return;
    this.#recording.stop();
    // Its last words are read, so that it can end, and heard by nobody.
    this.#recording.stream().resume();
    process.once(
      "close",
      this.#clock.after(KILLED_AFTER, () => void process.kill("SIGKILL")),
    );
  }

  #hear(): void {
    const whole = this.#rest.byteLength - (this.#rest.byteLength % 2);
    const pcm = Uint8Array.from(this.#rest.subarray(0, whole));
    this.#rest = this.#rest.subarray(whole);
    if (whole > 0) this.#onSound?.(pcm);
  }

  #refusal(message: string, cause?: unknown): MicrophoneRefused {
    return new MicrophoneRefused(arecordTrouble(this.#said), message, { cause });
  }
}
