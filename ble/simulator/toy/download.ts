/** Sending the toy's own recording: states 8 and 7, then 16 bytes a notification, then rest. */
import type { Clock } from "../../../hub/ports/clock.ts";
import { RETURN_AUDIO_BYTES } from "../../toys/cloudpets/gatt-table.ts";
import { STATES, type StateCode } from "../../toys/cloudpets/states.ts";
import type { ToySwitches } from "./switches.ts";
import { Timer } from "./timer.ts";
import { TIMINGS } from "./timings.ts";

export interface DownloadHost {
  readonly clock: Clock;
  enter(state: StateCode): void;
  rest(): void;
  /** @returns false when the link's queue is full: nothing was sent */
  sendAudio(bytes: Uint8Array): boolean;
}

export class Download {
  readonly #host: DownloadHost;
  readonly #tail: ToySwitches["downloadTail"];
  readonly #timer: Timer;

  constructor(host: DownloadHost, tail: ToySwitches["downloadTail"]) {
    this.#host = host;
    this.#tail = tail;
    this.#timer = new Timer(host.clock);
  }

  start(recording: Uint8Array): void {
    const bytes = this.#tail === "filled" ? filled(recording) : recording;
    this.#host.enter(STATES.audioGetRecordLength);
    this.#timer.start(TIMINGS.chipQuery, () => {
      this.#host.enter(STATES.audioDownload);
      this.#send(bytes, 0);
    });
  }

  stop(): void {
    this.#timer.cancel();
  }

  #send(bytes: Uint8Array, from: number): void {
    for (let at = from; at < bytes.byteLength; at += RETURN_AUDIO_BYTES) {
      if (this.#host.sendAudio(bytes.subarray(at, at + RETURN_AUDIO_BYTES))) continue;
      this.#timer.start(TIMINGS.notifyRetry, () => this.#send(bytes, at));
      return;
    }
    this.#host.rest();
  }
}

function filled(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.byteLength / RETURN_AUDIO_BYTES) * RETURN_AUDIO_BYTES);
  whole.set(bytes);
  return whole;
}
