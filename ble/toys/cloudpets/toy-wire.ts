/**
 * One toy's characteristics: identifier, then the notifications of State; those of Return Audio and Data Request when something is fetched or
 * brought, so that a toy that comes back is looked at sooner. What the toy says is decoded here and handed to whoever listens.
 */
import { type Duration, ms, seconds } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import type { Characteristic, Link } from "../../radio/radio.ts";
import { ToyError } from "../errors.ts";
import { type Command, encodeCommand } from "./commands.ts";
import { CHARACTERISTICS, type CharacteristicName, CLOUDPETS_SERVICE } from "./gatt-table.ts";
import { HeartDebt } from "./heart-debt.ts";
import { Mailbox } from "./mailbox.ts";
import { decodeState, STATES } from "./states.ts";
import { type DataRequest, decodeDataRequest } from "./upload-flow.ts";

/** What a notification said. */
export type ToySignal =
  | { readonly kind: "state"; readonly code: number }
  | { readonly kind: "request"; readonly request: DataRequest }
  | { readonly kind: "audio"; readonly bytes: Uint8Array }
  /** Not what this characteristic can say. */
  | { readonly kind: "nonsense"; readonly from: CharacteristicName };

type NotifyingName = Extract<CharacteristicName, "state" | "returnAudio" | "dataRequest">;

/** One request to the toy and its answer; a toy at 500 ms with some loss is within it. */
const ANSWER_WITHIN = seconds(5);
/** A minute of the fastest radio brings about 800 notifications a second, all of them audio. */
const MOST_SIGNALS_A_SECOND = 1_000;
/** Of state and data requests; a toy has a few in a second. */
const MOST_TOLD_A_SECOND = 100;
/** What the toy itself would ask for by `06 00`, and time for a few of them to be missed. */
const SLOW = { intervalMs: 500, supervisionMs: 4_000 };
const QUICK = { intervalMs: 12.5, supervisionMs: 1_000 };
/** A change is in force six connection events after it was asked for. */
const CHANGE_WITHIN = seconds(8);
const HELD_SIGNALS = 4_096;

export class ToyWire {
  readonly link: Link;
  readonly clock: Clock;
  readonly heartDebt = new HeartDebt();
  readonly #characteristics: ReadonlyMap<string, Characteristic>;
  readonly #listeners = new Set<(signal: ToySignal) => void>();
  /** What notifies us. */
  readonly #heard = new Set<NotifyingName>();
  readonly #told: FloodGate;
  readonly #all: FloodGate;
  #state: number = STATES.invalid;
  #statesTold = 0;
  #hasFlooded = false;
  /** It was asked to become slow: it may be, or become so later. */
  #mayBeSlow = false;

  private constructor(link: Link, clock: Clock, characteristics: ReadonlyMap<string, Characteristic>) {
    this.link = link;
    this.clock = clock;
    this.#characteristics = characteristics;
    this.#told = new FloodGate(clock, MOST_TOLD_A_SECOND);
    this.#all = new FloodGate(clock, MOST_SIGNALS_A_SECOND);
  }

  /** Everything up to "ready" but the State that the toy is in: `refreshState` reads that. */
  static async open(link: Link, clock: Clock, signal: AbortSignal): Promise<[ToyWire, Uint8Array]> {
    const wait = { within: seconds(10), signal };
    const wanted = Object.values(CHARACTERISTICS).map(({ uuid }) => uuid);
    const wire = new ToyWire(link, clock, await link.characteristics(CLOUDPETS_SERVICE, wanted, wait));
    const identifier = await wire.read("configure", signal);
    await wire.hear("state", signal);
    return [wire, identifier];
  }

  /** To be waited for before the toy is made to say any of it. Switched on once for each link. */
  async hear(name: NotifyingName, signal: AbortSignal): Promise<void> {
    if (this.#heard.has(name)) return;
    const wait = { within: ANSWER_WITHIN, signal };
    await this.#characteristic(name).subscribe((value) => this.#take(name, value), wait);
    this.#heard.add(name);
  }

  /** State byte as last told. */
  get state(): number {
    return this.#state;
  }

  get isIdle(): boolean {
    return this.#state === STATES.idle;
  }

  /** The toy said more than any toy has to say, and was let go. */
  get hasFlooded(): boolean {
    return this.#hasFlooded;
  }

  read(name: CharacteristicName, signal: AbortSignal): Promise<Uint8Array> {
    return this.#characteristic(name).read({ within: ANSWER_WITHIN, signal });
  }

  write(name: CharacteristicName, value: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#characteristic(name).write(value, { within: ANSWER_WITHIN, signal });
  }

  command(command: Command, signal: AbortSignal): Promise<void> {
    return this.write("command", encodeCommand(command), signal);
  }

  /** One write of upload bytes, without an answer. */
  sendAudio(bytes: Uint8Array): void {
    this.#characteristic("audioWrite").writeCommand(bytes);
  }

  /** Reads State: the only time its loop flag is fresh. */
  async refreshState(signal: AbortSignal): Promise<{ readonly isLooping: boolean }> {
    const told = this.#statesTold;
    const state = decodeState(await this.read("state", signal));
    if (state === undefined) throw new ToyError("toy.lies", "State is not 3 bytes");
    // What it told meanwhile is newer, or is followed by what is.
    if (told === this.#statesTold) this.#state = state.code;
    return state;
  }

  onSignal(listener: (signal: ToySignal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Collects what the toy says until it is disposed. */
  listen(kinds: readonly ToySignal["kind"][]): Mailbox<ToySignal> & Disposable {
    const mailbox = new Mailbox<ToySignal>(this.clock, HELD_SIGNALS);
    const stop = this.onSignal((signal) => {
      if (kinds.includes(signal.kind)) mailbox.put(signal);
    });
    return Object.assign(mailbox, { [Symbol.dispose]: stop });
  }

  /** Waits until the toy rests. @throws {ToyError} `toy.busy` when it does not in time */
  async idle(within: Duration, signal: AbortSignal): Promise<void> {
    using told = this.listen(["state"]);
    const deadline = this.clock.monotonic() + within;
    while (!this.isIdle) {
      const left = deadline - this.clock.monotonic();
      if (left <= 0 || (await told.take(ms(left), signal)) === undefined)
        throw new ToyError("toy.busy", "The toy is in use");
    }
  }

  get isSlow(): boolean {
    return this.#mayBeSlow;
  }

  /** @throws RadioError: it may become slow all the same, later */
  async becomeSlow(signal: AbortSignal): Promise<void> {
    this.#mayBeSlow = true;
    await this.link.changeInterval({ ...SLOW, within: CHANGE_WITHIN, signal });
  }

  /**
   * To be waited for before bytes go either way. A link that was never slowed is as it came up.
   * @throws RadioError: over a slow link no upload is begun, it would restart the toy
   */
  async becomeQuick(signal: AbortSignal): Promise<void> {
    if (!this.#mayBeSlow) return;
    await this.link.changeInterval({ ...QUICK, within: CHANGE_WITHIN, signal });
    this.#mayBeSlow = false;
  }

  #characteristic(name: CharacteristicName): Characteristic {
    const found = this.#characteristics.get(CHARACTERISTICS[name].uuid);
    // `Link.characteristics` gives all that was wanted or throws.
    if (found === undefined) throw new TypeError(`No characteristic ${name}`);
    return found;
  }

  #take(name: NotifyingName, value: Uint8Array): void {
    if (this.#isFlood(name)) return;
    const signal = decode(name, value);
    // In game mode a press is told as a state of its own, and the state that the toy is in stays what it was.
    if (signal.kind === "state" && !isPawReport(signal.code)) {
      this.#state = signal.code;
      this.#statesTold += 1;
    }
    for (const listener of [...this.#listeners]) listener(signal);
  }

  /** A toy that never stops talking is let go, before it takes the hub's time. */
  #isFlood(name: NotifyingName): boolean {
    if (this.#hasFlooded) return true;
    const isWithin = this.#all.admits() && (name === "returnAudio" || this.#told.admits());
    if (isWithin) return false;
    this.#hasFlooded = true;
    for (const listener of [...this.#listeners]) listener({ kind: "nonsense", from: name });
    void this.link.disconnect({ within: seconds(2) }).catch(() => undefined); // gone already: what was wanted
    return true;
  }
}

function decode(name: NotifyingName, value: Uint8Array): ToySignal {
  if (name === "returnAudio") return { kind: "audio", bytes: value };
  if (name === "dataRequest") {
    const request = decodeDataRequest(value);
    return request ? { kind: "request", request } : { kind: "nonsense", from: name };
  }
  const state = decodeState(value);
  return state ? { kind: "state", code: state.code } : { kind: "nonsense", from: name };
}

class FloodGate {
  readonly #clock: Clock;
  readonly #limit: number;
  #since = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  admits(): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#since >= 1_000) {
      this.#since = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#limit;
  }
}

const isPawReport = (code: number): boolean => code === STATES.gamePlayPaw || code === STATES.gameRecordPaw;
