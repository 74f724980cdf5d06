/** One upload from `00` to its end: ring, watchdog, and what can be said about it afterwards. */
import type { Clock } from "../../../hub/ports/clock.ts";
import { type DataRequest, PRIME_BYTES } from "../../toys/cloudpets/upload-flow.ts";
import { drainBytesPerSecond, SLOT_BYTES, type ToySwitches } from "./switches.ts";
import { UploadRing } from "./upload-ring.ts";
import { UploadWatchdog, type WatchdogReason } from "./upload-watchdog.ts";

export type UploadOutcome =
  | "stored"
  /** Slot 0: heard, not kept. */
  | "streamed"
  | "aborted"
  /** A broken request in strict mode. */
  | "broken"
  | "restarted"
  | "powered-off";

export interface UploadReport {
  /** Upload slot, 0..4. */
  readonly slot: number;
  readonly outcome: UploadOutcome;
  /** `Clock.monotonic()` of the first data request and of the end. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly writes: number;
  /** Bytes written, and of these: arrived with no room left; still in the ring at the end. */
  readonly bytes: number;
  readonly lostBytes: number;
  readonly cutBytes: number;
  /** Longest time from one write to the next, ms. */
  readonly longestGapMs: number;
  /** From the write that filled the ring to the next, ms: the toy asks for nothing before it has drained 256 bytes. */
  readonly afterPrimeMs: number;
  /** Longest of all other times from one write to the next, and from the last one to the end. */
  readonly longestFlowGapMs: number;
  /** `longestGapMs` without the time in which no request was open: what the central is to blame for. */
  readonly longestCentralGapMs: number;
  /** What ended it, where the watchdog did. */
  readonly stalled: WatchdogReason | undefined;
}

export interface UploadOptions {
  readonly clock: Clock;
  readonly switches: ToySwitches;
  readonly slot: number;
  readonly isStrict: boolean;
  /** Where in its 100 ms the watchdog's tick lies. */
  readonly phaseMs: number;
  /** `onTaken` is called when the radio took the question. */
  onRequest(request: DataRequest, onTaken: () => void): void;
  onPrimed(): void;
  onBroken(request: DataRequest): void;
  onStalled(): void;
}

export class Upload {
  readonly slot: number;
  readonly #clock: Clock;
  readonly #ring: UploadRing;
  readonly #watchdog: UploadWatchdog;
  readonly #blocks: Uint8Array[] = [];
  readonly #startedAt: number;
  #storedBytes = 0;
  #writes = 0;
  #bytes = 0;
  #lastWriteAt: number | undefined;
  #requestedAt = 0;
  #longestGapMs = 0;
  #longestCentralGapMs = 0;
  #afterPrimeMs: number | undefined;
  #longestFlowGapMs = 0;
  #isPrimed = false;
  #stalled: WatchdogReason | undefined;

  constructor(options: UploadOptions) {
    const { clock, switches } = options;
    this.slot = options.slot;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
    this.#watchdog = new UploadWatchdog({
      clock,
      style: switches.watchdog,
      phaseMs: options.phaseMs,
      bite: (reason) => {
        this.#stalled = reason;
        options.onStalled();
      },
    });
    this.#ring = new UploadRing({
      clock,
      drainBytesPerSecond: drainBytesPerSecond(switches.drain),
      isStrict: options.isStrict,
      onRequest: (request, onTaken) => {
        this.#requestedAt = clock.monotonic();
        this.#watchdog.arm(request.bytes === PRIME_BYTES ? "prime-request" : "refill-request");
        options.onRequest(request, onTaken);
      },
      onAnswered: () => this.#watchdog.arm("drain"),
      onPrimed: () => {
        this.#isPrimed = true;
        options.onPrimed();
      },
      onBlock: (block) => this.#keep(block),
      onBroken: (request) => {
        this.#watchdog.disarm();
        options.onBroken(request);
      },
    });
  }

  /** Asks for the first bytes. */
  start(): void {
    this.#ring.start();
  }

  get request(): DataRequest {
    return this.#ring.request;
  }

  write(bytes: Uint8Array): void {
    this.#measureGap();
    this.#writes += 1;
    this.#bytes += bytes.byteLength;
    // Armed before the ring acts on the write, so that what follows from it has the last word.
    this.#watchdog.arm(this.#ring.isRequestOpen ? "write" : "drain");
    this.#ring.write(bytes);
  }

  /** Ends it. @returns what reached the audio chip */
  end(outcome: UploadOutcome): { readonly clip: Uint8Array; readonly report: UploadReport } {
    this.#watchdog.disarm();
    const { lostBytes } = this.#ring;
    const cutBytes = this.#ring.stop();
    this.#measureFlow(this.#clock.monotonic());
    return {
      clip: new Uint8Array(Buffer.concat(this.#blocks)),
      report: {
        slot: this.slot,
        outcome,
        startedAt: this.#startedAt,
        endedAt: this.#clock.monotonic(),
        writes: this.#writes,
        bytes: this.#bytes,
        lostBytes,
        cutBytes,
        longestGapMs: this.#longestGapMs,
        afterPrimeMs: this.#afterPrimeMs ?? 0,
        longestFlowGapMs: this.#longestFlowGapMs,
        longestCentralGapMs: this.#longestCentralGapMs,
        stalled: this.#stalled,
      },
    };
  }

  #keep(block: Uint8Array): void {
    if (this.#storedBytes >= SLOT_BYTES) return;
    this.#storedBytes += block.byteLength;
    this.#blocks.push(block);
  }

  #measureGap(): void {
    const now = this.#clock.monotonic();
    this.#measureFlow(now);
    if (this.#lastWriteAt !== undefined) {
      const waitedSince = Math.max(this.#lastWriteAt, this.#requestedAt);
      this.#longestGapMs = Math.max(this.#longestGapMs, now - this.#lastWriteAt);
      this.#longestCentralGapMs = Math.max(this.#longestCentralGapMs, now - waitedSince);
    }
    this.#lastWriteAt = now;
  }

  #measureFlow(now: number): void {
    if (this.#lastWriteAt === undefined) return;
    const gap = now - this.#lastWriteAt;
    if (this.#isPrimed && this.#afterPrimeMs === undefined) this.#afterPrimeMs = gap;
    else this.#longestFlowGapMs = Math.max(this.#longestFlowGapMs, gap);
  }
}
