/**
 * Uploads a clip: `00 slot key`, answers to data requests, `01` when the last of it has drained.
 *
 * No ATT request is sent while it runs, and never more is handed to the radio than one request's writes: what waits there
 * is late, and the toy restarts itself over a pause of 100 ms.
 */
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { ToyError } from "../errors.ts";
import { FACTORY_KEY } from "./commands.ts";
import type { Mailbox } from "./mailbox.ts";
import { STATES } from "./states.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToySignal, ToyWire } from "./toy-wire.ts";
import { PRIME_BYTES } from "./upload-flow.ts";
import { UploadPace, WRITES_PER_EVENT } from "./upload-pace.ts";
import { UploadPlan } from "./upload-plan.ts";

const START_WITHIN = seconds(3);
const REQUEST_WITHIN = seconds(5);
const IDLE_WITHIN = seconds(5);
/** The original app waits this long in Idle before it calls an upload done. */
const SETTLE = ms(250);
/**
 * A toy may stop asking once it has the clip: no known one was seen to, none was seen not to. `01` must come before its
 * watchdog, which needs more than 100 ms.
 */
const TAIL_WITHIN = ms(95);
/** Slower than any toy whose watchdog lets an upload through; with the time that loss may cost. */
const SLOWEST_BYTES_A_SECOND = 800;
/** What lies in the radio: one event's packets, and those of the next so that none leaves empty. */
const IN_FLIGHT = WRITES_PER_EVENT + 2;
const MOST_UNSENT = 2 * WRITES_PER_EVENT;

export interface UploadOptions {
  /** Upload slot 1..4. */
  readonly slot: number;
  readonly clip: Uint8Array;
  /** The last upload to this toy broke off. */
  readonly isCautious: boolean;
  readonly signal: AbortSignal;
  onProgress(percent: number): void;
}

/**
 * From Idle only. Resolves when the toy rests again with all of the clip.
 * @throws {ToyError} `toy.busy`, `toy.refused`, `toy.too-slow`, `toy.rebooted`, `toy.lies`, `toy.silent`; the radio's
 *   errors; the signal's reason, the toy being told to forget what it had got
 */
export async function upload(wire: ToyWire, watch: ToyWatch, options: UploadOptions): Promise<void> {
  await wire.becomeQuick(options.signal);
  await wire.hear("dataRequest", options.signal);
  using _ours = watch.during("upload");
  await new Upload(wire, options).run();
}

class Upload {
  readonly #wire: ToyWire;
  readonly #options: UploadOptions;
  readonly #plan: UploadPlan;
  readonly #pace: UploadPace;
  readonly #deadline: number;
  /** The toy holds an upload open: only `00` or `01` or a restart end it. */
  #isOpen = false;
  #lastWriteAt = 0;
  #lastRequestAt: number | undefined;
  #isWaitingForToy = false;

  constructor(wire: ToyWire, options: UploadOptions) {
    this.#wire = wire;
    this.#options = options;
    this.#plan = new UploadPlan(options.clip);
    this.#pace = new UploadPace(options);
    const longest = 15_000 + (1_000 * options.clip.byteLength) / SLOWEST_BYTES_A_SECOND;
    this.#deadline = wire.clock.monotonic() + longest;
  }

  async run(): Promise<void> {
    using told = this.#wire.listen(["state", "request", "nonsense"]);
    using _window = this.#wire.link.allowInFlight(IN_FLIGHT);
    try {
      let wanted = await this.#start(told);
      while (!this.#plan.isDrainedBy(wanted)) {
        await this.#answer(wanted);
        const next = await this.#nextRequest(told);
        if (next === undefined) break;
        wanted = next;
      }
      await this.#end(told);
    } catch (error) {
      throw await this.#brokeOff(error, told);
    }
  }

  /** @returns bytes that the toy asks for first */
  async #start(told: Mailbox<ToySignal>): Promise<number> {
    const { signal } = this.#options;
    await this.#toggle(signal);
    this.#isOpen = true;
    const deadline = this.#wire.clock.monotonic() + START_WITHIN;
    for (let aborted = 0; ; ) {
      const left = ms(Math.max(0, deadline - this.#wire.clock.monotonic()));
      const heard = await told.take(left, signal);
      if (heard === undefined) throw new ToyError("toy.silent", "The toy did not begin the upload");
      if (heard.kind === "request") return this.#checked(heard.request.bytes);
      if (heard.kind !== "state") throw nonsense(heard);
      if (heard.code === STATES.keyCheckFailed) {
        this.#isOpen = false;
        throw new ToyError("toy.refused", "Somebody changed the toy's upload key");
      }
      if (heard.code === STATES.audioRecord || heard.code === STATES.audioPlayback) {
        this.#isOpen = false;
        throw new ToyError("toy.busy", "A paw was pressed before the upload could begin");
      }
      // An upload that somebody left open: our command ended that one.
      if (heard.code === STATES.idle && aborted < 1) {
        aborted += 1;
        await this.#toggle(signal);
      }
    }
  }

  async #answer(bytes: number): Promise<void> {
    const { clock, link } = this.#wire;
    const now = clock.monotonic();
    if (this.#lastRequestAt !== undefined) {
      // The first refill is counted from when the ring was full: that is how long the toy takes for 256 bytes.
      const since = this.#pace.neededMs === undefined ? this.#lastWriteAt : this.#lastRequestAt;
      const silenceMs = now - this.#lastWriteAt;
      this.#pace.requested({ distanceMs: now - since, silenceMs, intervalMs: link.intervalMs });
    }
    this.#lastRequestAt = now;
    const writes = this.#plan.answer(bytes);
    for (const [n, write] of writes.entries()) {
      const due = now + n * this.#pace.spacingMs(writes.length, link.intervalMs);
      await this.#until(due);
      while (link.unsentWrites >= MOST_UNSENT) await this.#until(clock.monotonic() + link.intervalMs / 2);
      this.#wire.sendAudio(write);
      this.#lastWriteAt = clock.monotonic();
    }
    this.#options.onProgress(this.#plan.percent);
  }

  async #until(due: number): Promise<void> {
    const { clock } = this.#wire;
    const wait = due - clock.monotonic();
    if (wait > 0) await clock.sleep(ms(wait), this.#options.signal);
    if (clock.monotonic() > this.#deadline)
      throw new ToyError("toy.too-slow", "The upload takes longer than any toy needs");
  }

  /** @returns `undefined` when the toy has the clip and asks for no more */
  async #nextRequest(told: Mailbox<ToySignal>): Promise<number | undefined> {
    this.#isWaitingForToy = true;
    const within = this.#plan.isClipSent && this.#plan.sentBytes > PRIME_BYTES ? TAIL_WITHIN : REQUEST_WITHIN;
    const deadline = this.#wire.clock.monotonic() + within;
    for (;;) {
      const left = ms(Math.max(0, deadline - this.#wire.clock.monotonic()));
      const heard = await told.take(left, this.#options.signal);
      if (heard === undefined && within === TAIL_WITHIN) return undefined;
      if (heard === undefined) throw new ToyError("toy.too-slow", "The toy stopped asking for the clip");
      if (told.hasOverflowed) throw new ToyError("toy.lies", "The toy asks for more than it can take");
      if (heard.kind === "request") {
        this.#isWaitingForToy = false;
        return this.#checked(heard.request.bytes);
      }
      if (heard.kind !== "state") throw nonsense(heard);
      if (heard.code === STATES.idle) {
        this.#isOpen = false;
        throw new ToyError("toy.rebooted", "The toy dropped the upload");
      }
    }
  }

  #checked(bytes: number): number {
    if (bytes === 0) {
      this.#isOpen = false;
      throw new ToyError("toy.rebooted", "The toy missed a part of the clip and dropped it");
    }
    if (bytes > PRIME_BYTES) throw new ToyError("toy.lies", `The toy asked for ${bytes} bytes at once`);
    return bytes;
  }

  /** From here on the toy may have all of it: no cancelling any more. */
  async #end(told: Mailbox<ToySignal>): Promise<void> {
    const { signal } = this.#wire.link;
    await this.#wire.command({ kind: "end-upload" }, signal);
    this.#isOpen = false;
    const deadline = this.#wire.clock.monotonic() + IDLE_WITHIN;
    while (!this.#wire.isIdle) {
      const left = ms(Math.max(0, deadline - this.#wire.clock.monotonic()));
      if ((await told.take(left, signal)) === undefined)
        throw new ToyError("toy.silent", "The toy did not come to rest after the upload");
    }
    await this.#wire.clock.sleep(SETTLE, signal);
  }

  /** Leaves the toy able to go on, and says what really happened. */
  async #brokeOff(error: unknown, told: Mailbox<ToySignal>): Promise<unknown> {
    const { link, clock } = this.#wire;
    if (link.signal.aborted) return (await this.#diagnoseLoss()) ?? error;
    if (!this.#isOpen) return error;
    try {
      const patience = clock.monotonic() + 500;
      while (link.unsentWrites > 0 && clock.monotonic() < patience)
        await clock.sleep(ms(link.intervalMs), link.signal);
      // `01` would restart a toy that still waits for its first kilobyte; a second `00` ends the upload in any state.
      await this.#toggle(link.signal);
      while (!this.#wire.isIdle && (await told.take(IDLE_WITHIN, link.signal)) !== undefined);
    } catch {
      // The link went in the meantime. What was first wrong is what counts.
    }
    return error;
  }

  /** A toy that restarts itself says nothing; its silence tells when it happened. */
  async #diagnoseLoss(): Promise<ToyError | undefined> {
    const { link, clock } = this.#wire;
    const end = await link.ended;
    if (end.cause !== "peer" && end.cause !== "supervision") return undefined;
    const unheard = end.cause === "supervision" ? SUPERVISION_MS : 0;
    const waited = clock.monotonic() - unheard - this.#lastWriteAt;
    if (this.#isWaitingForToy && waited >= TAIL_WITHIN)
      return new ToyError("toy.too-slow", "The toy restarted itself while it was busy with what it had");
    if (end.cause === "peer")
      return new ToyError("toy.rebooted", "The toy restarted in the middle of an upload");
    return undefined;
  }

  /** Begins an upload, or ends the one that is open. */
  async #toggle(signal: AbortSignal): Promise<void> {
    await this.#wire.command({ kind: "start-upload", slot: this.#options.slot, key: FACTORY_KEY }, signal);
  }
}

/** Supervision time-out that we ask for: the toy's own wish. */
export const SUPERVISION_MS = 1_000;

const nonsense = (signal: ToySignal): ToyError =>
  new ToyError(
    "toy.lies",
    `The toy sent nonsense as ${signal.kind === "nonsense" ? signal.from : signal.kind}`,
  );
