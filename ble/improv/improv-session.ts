/**
 * What an Improv device does about what a phone asks. Whoever just switched the machine on is believed for a while, since there is no button on it;
 * then nobody is, and it is over.
 *
 *   authorized ──wifi──▶ provisioning ──joined──▶ provisioned
 *       ▲                    │
 *       └──── could not ─────┘            authorized ──window over──▶ unauthorized
 */
import type { Duration } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import {
  encodeResult,
  type ImprovCommand,
  type ImprovError,
  type ImprovState,
  PacketReader,
  type WifiSettings,
} from "./improv-packets.ts";

export interface SessionOptions {
  readonly clock: Clock;
  /** For how long whoever switched it on is believed. */
  readonly window: Duration;
  /** Joins that network, where nobody has claimed the hub by now. */
  readonly join: (settings: WifiSettings) => Promise<JoinOutcome>;
  /** Told of each change, in order. */
  readonly told: (change: ImprovChange) => void;
}

type JoinOutcome =
  /** With where a phone of the house opens the hub, if it has a name there. */
  | { readonly kind: "joined"; readonly address: string | undefined }
  | { readonly kind: "notConnected" | "notAuthorized" };

export type ImprovChange =
  | { readonly kind: "state"; readonly state: ImprovState }
  | { readonly kind: "error"; readonly error: ImprovError }
  | { readonly kind: "result"; readonly packet: Uint8Array };

export class ImprovSession implements Disposable {
  readonly #options: SessionOptions;
  readonly #reader = new PacketReader();
  readonly #endWindow: () => void;
  #state: ImprovState = "authorized";
  #isOver = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#endWindow = options.clock.after(options.window, () => {
      this.#isOver = true;
      if (this.#state === "authorized") this.#become("unauthorized");
    });
  }

  get state(): ImprovState {
    return this.#state;
  }

  write(piece: Uint8Array): void {
    const command = this.#reader.take(piece);
    if (command !== undefined) void this.#follow(command);
  }

  /** The phone went. */
  left(): void {
    this.#reader.forget();
  }

  [Symbol.dispose](): void {
    this.#endWindow();
  }

  async #follow(command: ImprovCommand): Promise<void> {
    if (command.kind === "invalid") return this.#fail("invalid");
    // A machine without a lamp of ours: what is not offered is not known.
    if (command.kind !== "wifi") return this.#fail("unknown");
    if (this.#state !== "authorized") return this.#fail("notAuthorized");
    this.#fail("none");
    this.#become("provisioning");
    const outcome = await this.#options
      .join(command.settings)
      .catch((): JoinOutcome => ({ kind: "notConnected" }));
    if (outcome.kind === "joined") {
      this.#become("provisioned");
      const { address } = outcome;
      this.#options.told({ kind: "result", packet: encodeResult(address === undefined ? [] : [address]) });
    } else {
      this.#fail(outcome.kind);
      this.#become(this.#isOver ? "unauthorized" : "authorized");
    }
  }

  #become(state: ImprovState): void {
    this.#state = state;
    this.#options.told({ kind: "state", state });
  }

  #fail(error: ImprovError): void {
    this.#options.told({ kind: "error", error });
  }
}
