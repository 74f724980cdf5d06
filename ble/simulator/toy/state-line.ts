/** The State characteristic: what state the toy is in, and how it tells. */
import { AUDIO_LINK, encodeState, STATES, type StateCode } from "../../toys/cloudpets/states.ts";

const AUDIO_LINK_IN: Partial<Record<StateCode, number>> = {
  [STATES.audioRecord]: AUDIO_LINK.command,
  [STATES.audioPlayback]: AUDIO_LINK.command,
  [STATES.audioGetReturnValue]: AUDIO_LINK.answer,
  [STATES.audioGetRecordLength]: AUDIO_LINK.answer,
  [STATES.audioDownload]: AUDIO_LINK.download,
  [STATES.bufferPrime]: AUDIO_LINK.priming,
  [STATES.audioUpload]: AUDIO_LINK.upload,
};

export class StateLine {
  readonly #flags: () => number;
  readonly #notify: (state: StateCode, value: Uint8Array) => void;
  #current: StateCode = STATES.invalid;
  #toldAudioLink: number = AUDIO_LINK.idle;

  /** @param flags byte 2 as it is now */
  constructor(flags: () => number, notify: (state: StateCode, value: Uint8Array) => void) {
    this.#flags = flags;
    this.#notify = notify;
  }

  get current(): StateCode {
    return this.#current;
  }

  enter(state: StateCode): void {
    this.#current = state;
    this.tell(state);
  }

  /** Notifies of a state that the toy does not enter: 18 and 19. */
  tell(state: StateCode): void {
    this.#notify(state, this.#encode(state));
  }

  /** Also freshens the audio link's mode, which notifications repeat as it was read last. */
  read(): Uint8Array {
    this.#toldAudioLink = AUDIO_LINK_IN[this.#current] ?? AUDIO_LINK.idle;
    return this.#encode(this.#current);
  }

  /** Without telling: nobody is connected to a toy that boots or dies. */
  reset(state: StateCode): void {
    this.#current = state;
    this.#toldAudioLink = AUDIO_LINK.idle;
  }

  #encode(state: StateCode): Uint8Array {
    return encodeState(state, this.#toldAudioLink, this.#flags());
  }
}
