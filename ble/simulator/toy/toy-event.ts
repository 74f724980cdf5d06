import type { StateCode } from "../../toys/cloudpets/states.ts";
import type { HeardSound } from "./heard-sound.ts";
import type { HeartLook } from "./heart.ts";
import type { UploadReport } from "./upload.ts";

export type RestartCause = "upload-stalled" | "end-in-buffer-prime";

/** What can be seen and heard of a toy, and what its inside did. */
export type ToyEvent =
  | { readonly kind: "state"; readonly state: StateCode }
  | { readonly kind: "heart"; readonly heart: HeartLook }
  | { readonly kind: "heard"; readonly sound: HeardSound }
  | { readonly kind: "upload-ended"; readonly report: UploadReport }
  | { readonly kind: "link"; readonly isUp: boolean }
  | { readonly kind: "power"; readonly isOn: boolean }
  | { readonly kind: "restart"; readonly cause: RestartCause };

/** A toy as it is now. */
export interface ToySnapshot {
  readonly isOn: boolean;
  readonly isConnected: boolean;
  readonly state: StateCode;
  readonly heart: HeartLook;
  /** ms in play slots 1..5, 0 where there is nothing. */
  readonly slots: readonly number[];
  /** Whether the microphone is open, told or not. */
  readonly isRecording: boolean;
  readonly isGameMode: boolean;
  readonly isLooping: boolean;
  readonly volume: { readonly current: number; readonly stored: number | undefined };
  /** Stored identifier as ASCII; the advertised one follows at the next boot. */
  readonly identifier: string;
  readonly advertisedIdentifier: string;
}

/**
 * Connection parameters that a toy can want: 12.5 ms and 1 s as it comes, 20..40 ms and 1 s once `06 02` told it to; 500..520 ms
 * and 2 s for `06 00`; 20..40 ms and 200 ms for `06 01`.
 */
export type ConnectionWish = "preferred" | "preferred-slower" | "slow" | "fast";

/** What the toy's inside needs of the radio around it. */
export interface ToyOutput {
  /**
   * @param onTaken called when the value left, or at once where nobody is subscribed
   * @returns false when the link's queue of notifications is full; true also when nobody is subscribed
   */
  notify(
    characteristic: "state" | "dataRequest" | "returnAudio",
    value: Uint8Array,
    onTaken?: () => void,
  ): boolean;
  /** Radio off: a link falls silent without a goodbye. On: advertise anew. */
  power(isOn: boolean): void;
  /** Asks the central for other connection parameters. */
  requestInterval(wish: ConnectionWish): void;
}
