/** The toy's second chip: flash slots, loudspeaker and microphone. It knows nothing of states, keys or radio. */
import { encodeRecording } from "../../../hub/audio/recording-codec/encode-recording.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { clipMilliseconds } from "./clip-sound.ts";
import { type Flash, isClipSlot } from "./flash.ts";
import { HeardSound } from "./heard-sound.ts";
import type { Microphone } from "./microphone.ts";
import { SLOT_BYTES, type ToySwitches } from "./switches.ts";

const RECORDING_SLOT = 1;
/** Sounds that are remembered for whoever asks what was heard. */
const MOST_HEARD = 64;

export class AudioChip {
  readonly #clock: Clock;
  readonly #flash: Flash;
  readonly #microphone: Microphone;
  readonly #switches: ToySwitches;
  readonly #onHeard: (sound: HeardSound) => void;
  readonly #heard: HeardSound[] = [];
  #playing: HeardSound | undefined;
  #recordingSince: number | undefined;
  volume = 0;

  constructor(parts: {
    readonly clock: Clock;
    readonly flash: Flash;
    readonly microphone: Microphone;
    readonly switches: ToySwitches;
    onHeard(sound: HeardSound): void;
  }) {
    this.#clock = parts.clock;
    this.#flash = parts.flash;
    this.#microphone = parts.microphone;
    this.#switches = parts.switches;
    this.#onHeard = parts.onHeard;
  }

  get heard(): readonly HeardSound[] {
    return this.#heard;
  }

  get isRecording(): boolean {
    return this.#recordingSince !== undefined;
  }

  /** @returns ms that a play slot plays; 0 where there is nothing */
  lengthOf(playSlot: number): number {
    return isClipSlot(playSlot) ? clipMilliseconds(this.#flash.clip(playSlot)) : 0;
  }

  play(playSlot: number): void {
    const clip = isClipSlot(playSlot) ? this.#flash.clip(playSlot) : undefined;
    this.#sound(playSlot, clip);
  }

  /** What an upload to slot 0 sounds like: heard while it arrives, kept nowhere. A repeated header is skipped. */
  stream(clip: Uint8Array): void {
    const isRepeated = clip[0] !== undefined && clip[0] === clip[32] && clip[1] === clip[33];
    this.#sound(0, isRepeated ? clip.slice(32) : clip);
  }

  silence(): void {
    this.#playing?.end(this.#clock.now());
    this.#playing = undefined;
  }

  erase(playSlot: number): void {
    if (isClipSlot(playSlot)) this.#flash.storeClip(playSlot, undefined);
  }

  store(playSlot: number, clip: Uint8Array): void {
    if (isClipSlot(playSlot)) this.#flash.storeClip(playSlot, clip.subarray(0, SLOT_BYTES));
  }

  startRecording(): void {
    this.silence();
    this.erase(RECORDING_SLOT);
    this.#recordingSince = this.#clock.monotonic();
  }

  /** Ends a recording, if there is one, and keeps it. */
  stopRecording(): void {
    if (this.#recordingSince === undefined) return;
    const samples = this.#microphone.hear(this.#clock.monotonic() - this.#recordingSince);
    this.#recordingSince = undefined;
    if (samples.length === 0) return;
    this.#flash.storeClip(
      RECORDING_SLOT,
      encodeRecording(samples, { bitsPerCode: this.#switches.recordingBits }),
    );
  }

  /** What was being recorded or played is gone. */
  losePower(): void {
    this.silence();
    this.#recordingSince = undefined;
  }

  #sound(playSlot: number, clip: Uint8Array | undefined): void {
    this.silence();
    if (clip === undefined) return;
    const sound = new HeardSound({ playSlot, clip, volume: this.volume, startedAt: this.#clock.now() });
    this.#playing = sound;
    this.#heard.push(sound);
    if (this.#heard.length > MOST_HEARD) this.#heard.shift();
    this.#onHeard(sound);
  }
}
