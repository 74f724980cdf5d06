/** The hub's microphone as a test plays it. */
import { type Microphone, MicrophoneRefused, type OpenMicrophone } from "../../hub/ports/microphone.ts";

export class PlayedRoom implements Microphone {
  readonly sampleRateHz = 16_000;
  /** What the next `open` is refused with. */
  refusal: MicrophoneRefused["code"] | undefined;
  /** How often it was switched on. */
  opened = 0;
  #open: { hear(pcm: Uint8Array<ArrayBuffer>): void; end(): void } | undefined;

  get isOn(): boolean {
    return this.#open !== undefined;
  }

  async open(): Promise<OpenMicrophone> {
    if (this.refusal !== undefined) throw new MicrophoneRefused(this.refusal, "played");
    this.opened += 1;
    let held: Uint8Array<ArrayBuffer>[] | undefined = [];
    let ear: (pcm: Uint8Array<ArrayBuffer>) => void = (pcm) => void held?.push(pcm);
    let onEnd: () => void = () => undefined;
    const open = {
      hear: (pcm: Uint8Array<ArrayBuffer>) => ear(pcm),
      end: () => {
        this.#open = undefined;
        onEnd();
      },
    };
    this.#open = open;
    return {
      sampleRateHz: this.sampleRateHz,
      listen(onSound, ended) {
        ear = onSound;
        onEnd = ended;
        for (const pcm of held ?? []) onSound(pcm);
        held = undefined;
      },
      [Symbol.dispose]: () => {
        if (this.#open === open) this.#open = undefined;
      },
    };
  }

  /** Nobody hears it while the microphone is off. */
  speak(samples: Int16Array): void {
    this.#open?.hear(Uint8Array.from(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)));
  }

  unplug(): void {
    this.#open?.end();
  }
}
