/**
 * Keeps a scan running while anybody listens. A controller may refuse or ignore the command, and the kernel switches a scan
 * off when it connects; noble reports none of that.
 */
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { type Settle, settleWithin } from "./bounded-wait.ts";
import { hexByte } from "./errors.ts";
import type { CommandAnswer } from "./guarded-transport.ts";
import { COMMANDS } from "./hci/commands.ts";
import { STATUS } from "./hci/status.ts";
import type { HostStack } from "./host-stack.ts";
import type { Advert, Wait } from "./radio.ts";

/** A controller answers within milliseconds, or not at all. */
const ANSWER: Duration = seconds(1);
const PAUSE: Duration = ms(250);
/** After another host stopped our scan: long enough for what it stopped it for. */
const AFTER_STOP: Duration = seconds(1);
const MAX_TRIES = 3;
/** noble switches the scan off, sets its parameters and switches it on: two answers to the switch, and the last one counts. */
const SWITCHES_A_START = 2;

type ScanState =
  | { readonly kind: "off" }
  | { readonly kind: "starting"; readonly cancel: () => void }
  | { readonly kind: "pausing"; readonly cancel: () => void }
  | { readonly kind: "on" };

export class ScanKeeper {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #onWedged: () => void;
  readonly #listeners = new Set<(advert: Advert) => void>();
  readonly #starting = new Set<Settle<void>>();
  #stack: HostStack | undefined;
  #state: ScanState = { kind: "off" };
  #failures = 0;
  /** Switches that the controller has not answered; those of a stop may still be among them when the next start begins. */
  #unanswered = 0;

  /** @param onWedged the controller would not scan, {@link MAX_TRIES} times in a row. */
  constructor(parts: { readonly clock: Clock; readonly logger: Logger; onWedged(): void }) {
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#onWedged = () => parts.onWedged();
  }

  async scan(onAdvert: (advert: Advert) => void, wait: Wait): Promise<AsyncDisposable> {
    const listener = (advert: Advert) => onAdvert(advert);
    this.#listeners.add(listener);
    try {
      await settleWithin<void>(this.#clock, wait, "scan", (settle) => {
        if (this.#state.kind === "on") settle.resolve();
        this.#starting.add(settle);
        this.#follow();
        return () => void this.#starting.delete(settle);
      });
    } catch (cause) {
      this.#remove(listener);
      throw cause;
    }
    return {
      [Symbol.asyncDispose]: () => {
        this.#remove(listener);
        return Promise.resolve();
      },
    };
  }

  /** The adapter is there; `undefined`: it is gone. */
  use(stack: HostStack | undefined): void {
    this.#leaveState();
    this.#stack = stack;
    this.#failures = 0;
    this.#unanswered = 0;
    this.#follow();
  }

  /** Fails whoever waits for the scan to start: this radio is closing. */
  close(cause: Error): void {
    this.use(undefined);
    for (const settle of [...this.#starting]) settle.reject(cause);
    this.#listeners.clear();
  }

  tell(advert: Advert): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(advert);
      } catch (cause) {
        this.#logger.error("a listener threw on an advert", { cause: String(cause) });
      }
    }
  }

  noteAnswer({ opcode, status }: CommandAnswer): void {
    if (opcode !== COMMANDS.leSetScanEnable.opcode) return;
    this.#unanswered = Math.max(0, this.#unanswered - 1);
    if (this.#state.kind !== "starting" || this.#unanswered > 0) return;
    if (status === STATUS.success) this.#started();
    else this.#failed(hexByte(status));
  }

  /** Another host of the adapter switched the scan off. */
  noteStopped(): void {
    if (this.#state.kind !== "on") return;
    this.#logger.debug("scan was stopped by another host");
    this.#pause(AFTER_STOP);
  }

  #remove(listener: (advert: Advert) => void): void {
    this.#listeners.delete(listener);
    this.#follow();
  }

  /** Brings what is into line with what is wanted. */
  #follow(): void {
    const isWanted = this.#listeners.size > 0 && this.#stack !== undefined;
    if (isWanted && this.#state.kind === "off") this.#start();
    if (!isWanted && this.#state.kind !== "off") {
      this.#leaveState();
      this.#stop();
    }
  }

  #stop(): void {
    if (this.#stack === undefined) return;
    this.#unanswered += 1;
    this.#stack.stopScan();
  }

  #start(): void {
    const cancel = this.#clock.after(ANSWER, () => {
      this.#unanswered = 0; // what was not answered by now never will be
      this.#failed("no answer");
    });
    this.#state = { kind: "starting", cancel };
    this.#unanswered += SWITCHES_A_START;
    this.#stack?.startScan();
  }

  #started(): void {
    this.#leaveState();
    this.#state = { kind: "on" };
    this.#failures = 0;
    for (const settle of [...this.#starting]) settle.resolve();
  }

  #failed(why: string): void {
    this.#leaveState();
    this.#failures += 1;
    this.#logger.warn("scan did not start", { why, tries: this.#failures });
    if (this.#failures >= MAX_TRIES) {
      this.#onWedged();
      return;
    }
    this.#stop();
    this.#pause(PAUSE);
  }

  #pause(wait: Duration): void {
    const cancel = this.#clock.after(wait, () => {
      this.#leaveState();
      this.#follow();
    });
    this.#state = { kind: "pausing", cancel };
  }

  #leaveState(): void {
    if (this.#state.kind === "starting" || this.#state.kind === "pausing") this.#state.cancel();
    this.#state = { kind: "off" };
  }
}
