/** A {@link Radio} over any {@link HostStack}: follows the adapter, and builds a new stack for each of its lives. */
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { AdvertBook } from "./advert-book.ts";
import { asError, type Settle, settleWithin } from "./bounded-wait.ts";
import { BufferShare } from "./buffer-share.ts";
import { Connector } from "./connector.ts";
import { RadioError } from "./errors.ts";
import type { CommandAnswer } from "./guarded-transport.ts";
import { COMMANDS } from "./hci/commands.ts";
import { STATUS } from "./hci/status.ts";
import type { ConnectionComplete, HostStack, StackListener } from "./host-stack.ts";
import type { TroubledTransport } from "./native-transport.ts";
import type { AdapterState, Advert, ConnectOptions, Link, Radio, Wait } from "./radio.ts";
import { ScanKeeper } from "./scan-keeper.ts";
import { StackLink } from "./stack-link.ts";

export interface StackRadioParts {
  readonly transport: TroubledTransport;
  /** Starts a stack; throws what the system said when there is no adapter. Its listener may be called at once. */
  readonly startStack: (listener: StackListener) => HostStack;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 up to 1; spreads the retries of several radios. */
  readonly random: () => number;
}

/** What happened to a radio since it was opened. */
export interface RadioCounters {
  /** Times that a new stack was built because the adapter went away, was reset or did not answer. */
  readonly restarts: number;
  /** Packets that the stack threw on. */
  readonly faults: number;
}

/** From a stack's start to its adapter being ready. */
const BRING_UP: Duration = seconds(5);
const RESET_ANSWER: Duration = seconds(1);
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
/** For each link's goodbye when the radio closes. */
const GOODBYE: Duration = seconds(1);

export class StackRadio implements Radio {
  readonly #parts: StackRadioParts;
  readonly #book = new AdvertBook();
  readonly #links = new Map<number, StackLink>();
  readonly #share = new BufferShare();
  readonly #scan: ScanKeeper;
  readonly #connector: Connector;
  readonly #stateListeners = new Set<(state: AdapterState) => void>();
  readonly #resetWaiters = new Set<Settle<void>>();
  readonly #endPower: () => void;
  #state: AdapterState = "starting";
  #trouble = "it is still starting";
  #stack: HostStack | undefined;
  #isOn = false;
  #isClosed = false;
  /** A restart is under way, and no second one may begin. */
  #isRestarting = false;
  #cancelTimer: () => void = () => undefined;
  #retryMs = FIRST_RETRY_MS;
  #restarts = 0;
  #faults = 0;

  constructor(parts: StackRadioParts) {
    this.#parts = parts;
    const { clock, logger, transport } = parts;
    const onWedged = (why: string) => () => void this.#restart(why);
    this.#scan = new ScanKeeper({ clock, logger, onWedged: onWedged("scan not started") });
    this.#connector = new Connector({
      clock,
      logger,
      stack: () => (this.#isOn ? this.#stack : undefined),
      peer: (address) => ({ address, addressType: this.#book.addressType(address) }),
      isLinked: (address) => [...this.#links.values()].some((link) => link.address === address),
      onWedged: onWedged("connect not answered"),
    });
    this.#endPower = transport.onPower((isUp) => this.#followPower(isUp));
    this.#build();
  }

  get state(): AdapterState {
    return this.#state;
  }

  get counters(): RadioCounters {
    return { restarts: this.#restarts, faults: this.#faults };
  }

  onState(listener: (state: AdapterState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  async ready(wait: Wait): Promise<void> {
    this.#refuseIfClosed();
    try {
      await settleWithin<void>(this.#parts.clock, wait, "adapter", (settle) => {
        const look = () => {
          if (this.#isClosed) settle.reject(closed());
          else if (this.#isOn) settle.resolve();
        };
        look();
        return this.onState(look);
      });
    } catch (cause) {
      if (!(cause instanceof RadioError) || cause.code !== "radio.timeout") throw cause;
      throw new RadioError("radio.unavailable", `no Bluetooth adapter is on: ${this.#trouble}`, { cause });
    }
  }

  async scan(onAdvert: (advert: Advert) => void, wait: Wait): Promise<AsyncDisposable> {
    this.#refuseIfClosed();
    return this.#scan.scan(onAdvert, wait);
  }

  async connect(address: string, options: ConnectOptions): Promise<Link> {
    this.#refuseIfClosed();
    return this.#connector.connect(address.toLowerCase(), options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#endPower();
    this.#cancelTimer();
    const cause = closed();
    this.#scan.close(cause);
    this.#connector.fail(cause);
    await Promise.all([...this.#links.values()].map((link) => link.disconnect({ within: GOODBYE })));
    this.#dropStack();
    for (const listener of [...this.#stateListeners]) listener(this.#state); // those in ready() look up
    this.#stateListeners.clear();
  }

  // ---- the adapter's lives

  #build(): void {
    this.#cancelTimer();
    if (this.#isClosed || this.#isRestarting) return;
    if (!this.#parts.transport.isUp) {
      this.#tellDown();
      return; // power will tell
    }
    const listener = this.#listen();
    try {
      this.#stack = this.#parts.startStack(listener);
    } catch (cause) {
      this.#failToStart(asError(cause));
      return;
    }
    this.#setState("starting", "it does not answer");
    this.#cancelTimer = this.#parts.clock.after(BRING_UP, () => void this.#restart("adapter not ready"));
  }

  #failToStart(cause: Error): void {
    const code = (cause as NodeJS.ErrnoException).code;
    const isForbidden = code === "EPERM" || code === "EACCES";
    this.#parts.logger.warn("adapter not opened", { cause: cause.message });
    this.#setState(isForbidden ? "unauthorized" : "missing", cause.message);
    this.#buildLater();
  }

  #buildLater(): void {
    const wait = ms(this.#retryMs * (0.5 + this.#parts.random()));
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.clock.after(wait, () => this.#build());
  }

  #followPower(isUp: boolean): void {
    if (this.#isClosed) return;
    if (isUp) {
      this.#retryMs = FIRST_RETRY_MS;
      if (this.#stack === undefined) this.#build();
      return;
    }
    this.#parts.logger.warn("adapter lost");
    this.#restarts += 1;
    this.#loseEverything();
    this.#dropStack();
    this.#cancelTimer();
    this.#tellDown();
  }

  #tellDown(): void {
    const { trouble } = this.#parts.transport;
    this.#setState(
      trouble?.state ?? "off",
      trouble?.message ?? "it is switched off, unplugged or not reachable",
    );
  }

  #goOn(stack: HostStack): void {
    this.#cancelTimer();
    this.#retryMs = FIRST_RETRY_MS;
    this.#isOn = true;
    this.#share.buffers = stack.buffers;
    this.#setState("on", "");
    this.#scan.use(stack);
  }

  /** The adapter does not do what it is told: reset it and start over with a new stack. */
  async #restart(why: string): Promise<void> {
    const stack = this.#stack;
    if (this.#isRestarting || this.#isClosed || stack === undefined) return;
    this.#isRestarting = true;
    this.#restarts += 1;
    this.#parts.logger.warn("adapter restarted", { why });
    this.#loseEverything();
    this.#setState("starting", `it was reset: ${why}`);
    try {
      await this.#resetController(stack);
    } finally {
      this.#isRestarting = false;
      if (this.#stack === stack) this.#dropStack();
      if (!this.#isClosed && this.#stack === undefined) this.#buildLater();
    }
  }

  async #resetController(stack: HostStack): Promise<void> {
    const { clock, logger } = this.#parts;
    try {
      await settleWithin<void>(clock, { within: RESET_ANSWER }, "reset", (settle) => {
        this.#resetWaiters.add(settle);
        stack.reset();
        return () => void this.#resetWaiters.delete(settle);
      });
    } catch (cause) {
      logger.warn("adapter did not confirm its reset", { cause: asError(cause).message });
    }
  }

  #loseEverything(): void {
    this.#isOn = false;
    this.#scan.use(undefined);
    this.#connector.fail(new RadioError("radio.unavailable", "the adapter was lost"));
    for (const link of [...this.#links.values()]) link.loseAdapter();
    this.#links.clear();
  }

  #dropStack(): void {
    const stack = this.#stack;
    this.#stack = undefined;
    this.#isOn = false;
    stack?.close();
  }

  #setState(state: AdapterState, trouble: string): void {
    this.#trouble = trouble;
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw closed();
  }

  // ---- what the stack tells

  /** A listener for one stack: what a dropped one still says is not heard. */
  #listen(): StackListener {
    const links = this.#links;
    return {
      onState: (state) => this.#followStack(state),
      onReport: (report) => {
        const advert = this.#book.take(report, this.#parts.clock.monotonic());
        if (advert !== undefined) this.#scan.tell(advert);
      },
      onConnection: (connection) => this.#followConnection(connection),
      onDisconnection: (handle, reason) => {
        links.get(handle)?.noteDisconnection(reason);
        links.delete(handle);
      },
      onFirstReply: (handle) => links.get(handle)?.noteFirstReply(),
      onParameters: (handle, status, intervalMs) => links.get(handle)?.noteParameters(status, intervalMs),
      onRssi: (handle, rssi) => links.get(handle)?.noteRssi(rssi),
      onAttError: (handle, error) => links.get(handle)?.noteAttError(error),
      onWriteResponse: (handle) => links.get(handle)?.noteWriteResponse(),
      onValue: (handle, at, value) => links.get(handle)?.noteValue(at, value),
      onSent: (handle, isWriteCommand) => links.get(handle)?.noteSent(isWriteCommand),
      onCompleted: (handle, count) => links.get(handle)?.noteCompleted(count),
      onAnswer: (answer) => this.#followAnswer(answer),
      onScanStopped: () => this.#scan.noteStopped(),
      onHardwareError: () => void this.#restart("hardware error"),
      onFault: (handle, cause) => {
        this.#faults += 1;
        this.#parts.logger.error("stack threw on a packet", { cause: cause.message });
        if (handle !== undefined) links.get(handle)?.breakOff("the stack cannot read what the peer sends");
      },
    };
  }

  #followStack(state: "on" | "unauthorized" | "unsupported"): void {
    const stack = this.#stack;
    if (stack === undefined) return;
    if (state === "on") {
      if (!this.#isOn && !this.#isRestarting) this.#goOn(stack);
      return;
    }
    this.#cancelTimer();
    this.#loseEverything();
    this.#dropStack();
    if (state === "unauthorized") this.#setState(state, "this process lacks CAP_NET_RAW");
    else this.#setState("missing", "the adapter has no Bluetooth Low Energy");
    this.#buildLater();
  }

  #followConnection({ status, link: made }: ConnectionComplete): void {
    const { clock, logger } = this.#parts;
    const stack = this.#stack;
    if (made === undefined || stack === undefined) {
      this.#connector.noteConnection({ status, link: undefined });
      return;
    }
    const onWedged = () => void this.#restart("disconnect not confirmed");
    const link = new StackLink({ ...made, stack, clock, logger, share: this.#share, onWedged });
    this.#links.set(made.handle, link);
    if (!this.#connector.noteConnection({ status, link })) link.breakOff("nobody asked for it");
  }

  #followAnswer(answer: CommandAnswer): void {
    this.#scan.noteAnswer(answer);
    const { opcode, status, values } = answer;
    if (opcode === COMMANDS.reset.opcode) for (const settle of [...this.#resetWaiters]) settle.resolve();
    if (opcode === COMMANDS.leConnectionUpdate.opcode && status !== STATUS.success) {
      for (const link of this.#links.values()) link.noteParameters(status, link.intervalMs); // whose it was is not told
    }
    if (opcode === COMMANDS.readRssi.opcode && status !== STATUS.success)
      this.#followRefusedRssi(status, values);
    if (opcode === COMMANDS.disconnect.opcode && status === STATUS.unknownConnection)
      this.#followUnknownGoodbye();
  }

  /** Whose it was is not told; a link that ended by itself in the same moment was told before, and is no more here. */
  #followUnknownGoodbye(): void {
    if ([...this.#links.values()].some(({ isLeaving }) => isLeaving)) void this.#restart("it forgot a link");
  }

  #followRefusedRssi(status: number, values: Buffer): void {
    const asked = values.length >= 2 ? this.#links.get(values.readUInt16LE(0)) : undefined;
    if (asked !== undefined && status === STATUS.unknownConnection) void this.#restart("it forgot a link");
    for (const link of asked === undefined ? this.#links.values() : [asked]) link.noteRssiRefused(status);
  }
}

function closed(): RadioError {
  return new RadioError("radio.closed", "this radio was closed");
}
