import { HubError } from "../domain/hub-error.ts";

/** Nothing is recorded, and why. */
export class MicrophoneRefused extends HubError {
  override readonly name = "MicrophoneRefused";
  readonly code:
    | "hub-microphone.off" //             the household's settings name none
    | "hub-microphone.not-here" //        asked for by another name than the machine's own
    | "hub-microphone.in-use" //          somebody of the family records with it just now
    | "hub-microphone.resting" //         it was on for long enough
    | "hub-microphone.program-missing" // no `arecord` on this machine
    | "hub-microphone.no-device" //       none of the name that the settings have
    | "hub-microphone.busy" //            another program has it
    | "hub-microphone.forbidden" //       the hub's user may not use it
    | "hub-microphone.failed";
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;

  constructor(
    code: MicrophoneRefused["code"],
    message: string,
    options?: ErrorOptions & { retryAfter?: number },
  ) {
    super(message, options);
    this.code = code;
    this.retryAfter = options?.retryAfter;
  }
}

/** A microphone on the hub's own machine. It hears the room, so whoever opens it answers for that: `record-in-room.ts`. */
export interface Microphone {
  /**
   * Resolves when it gives sound; none of it is read before {@link OpenMicrophone.listen}.
   * @throws MicrophoneRefused
   */
  open(): Promise<OpenMicrophone>;
}

/** Closed by whoever opened it. */
export interface OpenMicrophone extends Disposable {
  readonly sampleRateHz: number;
  /**
   * Once.
   * @param onSound mono, 16-bit little-endian, whole samples. None comes after it was closed
   * @param onEnd it ended by itself: unplugged, or the program died
   */
  listen(onSound: (pcm: Uint8Array<ArrayBuffer>) => void, onEnd: () => void): void;
}
