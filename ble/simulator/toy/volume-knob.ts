import type { Clock } from "../../../hub/ports/clock.ts";
import { decodeVolumeWrite, encodeVolume, type Volume } from "../../toys/cloudpets/volume.ts";
import type { Flash } from "./flash.ts";
import { Timer } from "./timer.ts";
import { TIMINGS } from "./timings.ts";

/** What a toy starts with that has nothing stored: the level a public client sets. */
const DEFAULT_LEVEL = 100;

/** The volume, now and stored. */
export class VolumeKnob {
  readonly #flash: Flash;
  readonly #changing: Timer;
  readonly #onChange: (level: number, restartsRound: boolean) => void;
  #current = DEFAULT_LEVEL;

  constructor(clock: Clock, flash: Flash, onChange: (level: number, restartsRound: boolean) => void) {
    this.#flash = flash;
    this.#changing = new Timer(clock);
    this.#onChange = onChange;
  }

  get volume(): Volume {
    return { current: this.#current, stored: this.#flash.settings.volume };
  }

  /** Whether the audio chip is being told of a new level. */
  get isChanging(): boolean {
    return this.#changing.isRunning;
  }

  boot(): void {
    this.#changing.cancel();
    this.#current = this.#flash.settings.volume ?? DEFAULT_LEVEL;
    this.#onChange(this.#current, false);
  }

  encode(): Uint8Array {
    return encodeVolume(this.volume);
  }

  write(value: Uint8Array): void {
    const write = decodeVolumeWrite(value);
    switch (write?.op) {
      case undefined:
        break;
      case "set":
        this.#set(write.level, true);
        break;
      case "setWithinLoop":
        this.#set(write.level, false);
        break;
      case "store":
        this.#flash.change({ volume: write.level });
        break;
      case "setAndStore":
        this.#flash.change({ volume: write.level });
        this.#set(write.level, true);
        break;
      case "setFromStored":
        this.#set(this.#flash.settings.volume ?? DEFAULT_LEVEL, true);
        break;
      case "storeCurrent":
        this.#flash.change({ volume: this.#current });
        break;
    }
  }

  #set(level: number, restartsRound: boolean): void {
    this.#current = level;
    this.#changing.start(TIMINGS.chipQuery, () => undefined);
    this.#onChange(level, restartsRound);
  }
}
