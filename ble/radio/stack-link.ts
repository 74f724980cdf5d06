/** One connection over a {@link HostStack}: every wait bounded, every answer matched to its request, dead once and for all. */
import { ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { ATT, ATT_ERRORS, type AttError } from "./att-pdu.ts";
import { type Answers, AttTurns } from "./att-turns.ts";
import { asError, type Settle, settleWithin } from "./bounded-wait.ts";
import type { BufferShare } from "./buffer-share.ts";
import { hexByte, RadioError } from "./errors.ts";
import { STATUS } from "./hci/status.ts";
import type { AttributeName, FoundCharacteristic, HostStack } from "./host-stack.ts";
import type { Characteristic, ConnectionParameters, Link, LinkEnd, Uuid, Wait } from "./radio.ts";
import { attError, type RequestChannel, StackCharacteristic } from "./stack-characteristic.ts";
import { WriteWindow } from "./write-window.ts";

export interface LinkParts {
  readonly stack: HostStack;
  readonly handle: number;
  readonly address: string;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the adapter, between all its links. */
  readonly share: BufferShare;
  /** The controller will not say that a link is over. */
  readonly onWedged: () => void;
}

/** Time for an orderly goodbye when nobody said how long it may take. */
const GOODBYE = ms(1_000);
/** A goodbye lasts until the peer acknowledges it or the supervision time-out passes; this is more than ours ever are. */
const LAST_CONFIRMATION = seconds(10);

export class StackLink implements Link, RequestChannel {
  readonly address: string;
  readonly handle: number;
  readonly ended: Promise<LinkEnd>;
  /** Resolves when the peer answered its first request; never when the link ends before. */
  readonly firstReply: Promise<void>;
  readonly #parts: LinkParts;
  readonly #abort = new AbortController();
  readonly #turns: AttTurns;
  readonly #writes: WriteWindow;
  readonly #characteristics = new Map<string, StackCharacteristic>();
  readonly #rssiWaiters = new Set<Settle<number>>();
  readonly #intervalWaiters = new Set<Settle<void>>();
  #services: readonly Uuid[] | undefined;
  readonly #found = new Map<Uuid, readonly FoundCharacteristic[]>();
  #intervalMs: number;
  #end: LinkEnd | undefined;
  #goodbye: LinkEnd["cause"] | undefined;
  #cancelWedged: () => void = () => undefined;
  #tellEnd: (end: LinkEnd) => void;
  #tellFirstReply: () => void;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.address = parts.address;
    this.handle = parts.handle;
    this.#intervalMs = parts.intervalMs;
    const ended = Promise.withResolvers<LinkEnd>();
    const firstReply = Promise.withResolvers<void>();
    this.ended = ended.promise;
    this.firstReply = firstReply.promise;
    this.#tellEnd = ended.resolve;
    this.#tellFirstReply = firstReply.resolve;
    this.#turns = new AttTurns(parts.clock, () => this.breakOff("no answer to an ATT request for 30 s"));
    this.#writes = new WriteWindow({
      share: parts.share,
      now: () => parts.clock.monotonic(),
      intervalMs: () => this.#intervalMs,
      write: (send) => this.#guard(send),
    });
  }

  get intervalMs(): number {
    return this.#intervalMs;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get unsentWrites(): number {
    return this.#writes.unsent;
  }

  get mostSentInOneEvent(): number {
    return this.#writes.mostCarried;
  }

  allowInFlight(packets: number): Disposable {
    return this.#writes.allow(packets);
  }

  async characteristics(
    service: Uuid,
    wanted: readonly Uuid[],
    wait: Wait,
  ): Promise<ReadonlyMap<Uuid, Characteristic>> {
    const { clock } = this.#parts;
    const startedMs = clock.monotonic();
    const services = this.#services ?? (await this.#discoverServices(wait));
    if (!services.includes(service)) throw missing("service", service);
    const left = { ...wait, within: ms(wait.within - (clock.monotonic() - startedMs)) };
    const found = this.#found.get(service) ?? (await this.#discoverCharacteristics(service, left));
    return new Map(
      wanted.map((uuid) => {
        const properties = found.find((candidate) => candidate.uuid === uuid)?.properties;
        if (properties === undefined) throw missing("characteristic", uuid);
        return [uuid, this.#characteristic({ service, characteristic: uuid }, properties)];
      }),
    );
  }

  rssi(wait: Wait): Promise<number> {
    return this.#await(this.#rssiWaiters, wait, "signal strength", () =>
      this.#parts.stack.readRssi(this.handle),
    );
  }

  async changeInterval(options: ConnectionParameters & Wait): Promise<void> {
    await this.#await(this.#intervalWaiters, options, "connection interval", () =>
      this.#parts.stack.changeInterval(this.handle, options),
    );
  }

  /** Asks, and waits for nothing. */
  askForInterval(parameters: ConnectionParameters): void {
    if (this.#end === undefined) this.#guard(() => this.#parts.stack.changeInterval(this.handle, parameters));
  }

  async disconnect(wait: Wait): Promise<void> {
    if (this.#end !== undefined) return;
    const { clock, logger } = this.#parts;
    this.#sayGoodbye("us");
    try {
      await settleWithin<LinkEnd>(clock, wait, "disconnect", (settle) => {
        void this.ended.then(settle.resolve);
        return () => undefined;
      });
    } catch (cause) {
      if (wait.signal?.aborted === true && wait.signal.reason === cause) throw cause;
      logger.debug("disconnect not confirmed in time");
      this.#finish({ reason: undefined, cause: "us" });
      this.#cancelWedged = clock.after(LAST_CONFIRMATION, this.#parts.onWedged);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect({ within: GOODBYE });
  }

  // ---- for characteristics

  /** Sends one ATT request when it is its turn. */
  request<T>(wait: Wait, what: string, send: (stack: HostStack, settle: Settle<T>) => Answers): Promise<T> {
    const probe = () => this.#probe();
    return this.#turns.run<T>(wait, what, (settle) => send(this.#parts.stack, settle), probe);
  }

  /** Queues a write command. */
  writeCommand(at: AttributeName, value: Uint8Array): void {
    if (this.#end !== undefined) throw this.#lost();
    this.#writes.push(() => this.#parts.stack.writeCommand(this.handle, at, value));
  }

  /** Its goodbye was said, and not confirmed yet. */
  get isLeaving(): boolean {
    return this.#goodbye !== undefined;
  }

  get isEnded(): boolean {
    return this.#end !== undefined;
  }

  get logger(): Logger {
    return this.#parts.logger;
  }

  // ---- told by the radio

  /** The peer broke the protocol, or the stack broke on it: nothing that follows on this link can be trusted. */
  breakOff(why: string): void {
    if (this.#end !== undefined || this.#goodbye !== undefined) return;
    this.#parts.logger.warn("link broken off", { why });
    this.#sayGoodbye("peer");
  }

  noteFirstReply(): void {
    this.#tellFirstReply();
  }

  noteParameters(status: number, intervalMs: number): void {
    if (status === STATUS.success) this.#intervalMs = intervalMs;
    const refused = new RadioError("radio.refused", `connection update: ${hexByte(status)}`, { status });
    for (const waiter of [...this.#intervalWaiters]) {
      if (status === STATUS.success) waiter.resolve();
      else waiter.reject(refused);
    }
  }

  noteRssi(rssi: number): void {
    for (const waiter of [...this.#rssiWaiters]) waiter.resolve(rssi);
  }

  noteRssiRefused(status: number): void {
    const refused = new RadioError("radio.refused", `signal strength: ${hexByte(status)}`, { status });
    for (const waiter of [...this.#rssiWaiters]) waiter.reject(refused);
  }

  noteAttError(error: AttError): void {
    this.#turns.answers.onError?.(error);
  }

  noteWriteResponse(): void {
    this.#turns.answers.onWriteResponse?.();
  }

  noteValue(at: AttributeName, value: Uint8Array): void {
    this.#characteristics.get(keyOf(at))?.noteValue(value);
  }

  noteSent(isWriteCommand: boolean): void {
    this.#writes.noteSent(isWriteCommand);
  }

  noteCompleted(packets: number): void {
    this.#writes.noteCompleted(packets);
  }

  noteDisconnection(reason: number): void {
    this.#cancelWedged();
    this.#finish({ reason, cause: this.#goodbye ?? causeOf(reason) });
  }

  /** The adapter is gone or forgot everything; no Disconnection Complete will come. */
  loseAdapter(): void {
    this.#cancelWedged();
    this.#finish({ reason: undefined, cause: "adapter" });
  }

  #finish(end: LinkEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const lost = this.#lost();
    this.#turns.end(lost);
    this.#writes.clear();
    for (const waiter of [...this.#rssiWaiters, ...this.#intervalWaiters]) waiter.reject(lost);
    this.#abort.abort(lost);
    this.#tellEnd(end);
  }

  // ---- inside

  #sayGoodbye(cause: LinkEnd["cause"]): void {
    if (this.#goodbye !== undefined) return;
    this.#goodbye = cause;
    this.#guard(() => this.#parts.stack.disconnect(this.handle));
  }

  /** Asks something that a controller answers even when the peer is asleep; it tells of a link that is no more. */
  #probe(): void {
    if (this.#end === undefined) this.#guard(() => this.#parts.stack.readRssi(this.handle));
  }

  #await<T>(waiters: Set<Settle<T>>, wait: Wait, what: string, ask: () => void): Promise<T> {
    return settleWithin<T>(this.#parts.clock, wait, what, (settle) => {
      if (this.#end !== undefined) {
        settle.reject(this.#lost());
        return () => undefined;
      }
      waiters.add(settle);
      ask();
      return () => void waiters.delete(settle);
    });
  }

  async #discoverServices(wait: Wait): Promise<readonly Uuid[]> {
    this.#services = await this.request<readonly Uuid[]>(wait, "service discovery", (stack, settle) => {
      stack.discoverServices(this.handle, settle.resolve);
      return { onError: (error) => failUnlessListEnd(error, ATT.readByGroupTypeRequest, settle) };
    });
    return this.#services;
  }

  async #discoverCharacteristics(service: Uuid, wait: Wait): Promise<readonly FoundCharacteristic[]> {
    const found = await this.request<readonly FoundCharacteristic[]>(
      wait,
      "characteristic discovery",
      (stack, settle) => {
        stack.discoverCharacteristics(this.handle, service, settle.resolve);
        return { onError: (error) => failUnlessListEnd(error, ATT.readByTypeRequest, settle) };
      },
    );
    this.#found.set(service, found);
    return found;
  }

  #characteristic(at: AttributeName, properties: Characteristic["properties"]): StackCharacteristic {
    const key = keyOf(at);
    const known = this.#characteristics.get(key);
    if (known !== undefined) return known;
    const made = new StackCharacteristic(this, at, properties);
    this.#characteristics.set(key, made);
    return made;
  }

  #guard(send: () => void): void {
    try {
      send();
    } catch (cause) {
      this.#parts.logger.error("stack refused a packet", { cause: asError(cause).message });
    }
  }

  #lost(): RadioError {
    const { reason, cause } = this.#end ?? { reason: undefined, cause: "peer" };
    const why = reason === undefined ? "" : ` (${hexByte(reason)})`;
    return new RadioError("radio.link-lost", `link ended by ${cause}${why}`, { status: reason });
  }
}

const keyOf = ({ service, characteristic }: AttributeName) => `${service} ${characteristic}`;

function missing(what: "service" | "characteristic", uuid: Uuid): RadioError {
  return new RadioError("radio.no-such-characteristic", `the peer has no ${what} ${uuid}`);
}

/** "Attribute not found" is how a list ends. Vol 3 Part F 3.4.4.10. */
function failUnlessListEnd<T>(error: AttError, request: number, settle: Settle<T>): void {
  if (error.request !== request || error.code === ATT_ERRORS.attributeNotFound) return;
  settle.reject(attError("discovery", error));
}

function causeOf(reason: number): LinkEnd["cause"] {
  if (reason === STATUS.endedByHost) return "us";
  return reason === STATUS.supervisionTimeout || reason === STATUS.notEstablished ? "supervision" : "peer";
}
