/**
 * An adapter of this machine (`hciN`, or by its address) as an {@link HciTransport}, over a raw HCI socket of the kernel.
 *
 * The add-on is loaded only here, and its socket opened only when the kernel lists the adapter: where the kernel has no
 * Bluetooth its constructor throws and leaves a half-made object behind that aborts the process at its end (0.5.3-12).
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { type Duration, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { askAddress } from "./ask-address.ts";
import { asError } from "./bounded-wait.ts";
import { RadioError } from "./errors.ts";
import { type HciHost, type HciTransport, HostGroup } from "./hci/hci-transport.ts";

/** The part of `@abandonware/bluetooth-hci-socket` that we use. */
export interface NativeSocket {
  bindRaw(index: number): unknown;
  setFilter(filter: Buffer): void;
  start(): void;
  stop(): void;
  isDevUp(): boolean;
  write(packet: Buffer): void;
  on(event: "data", listener: (packet: Buffer) => void): unknown;
  on(event: "error", listener: (cause: Error) => void): unknown;
  removeAllListeners(): unknown;
}

export interface NativeTransportOptions {
  /** 0 for `hci0`; or an adapter's own address, lower case with colons: wherever it is plugged in, and whatever the kernel calls it then. */
  readonly adapter: number | string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether the kernel lists the adapter. Default: it is in `/sys/class/bluetooth`. */
  readonly isListed?: (index: number) => boolean;
  /** What adapters the kernel lists. Default: those in `/sys/class/bluetooth`. */
  readonly listed?: () => readonly number[];
  /** Default: the add-on's. */
  readonly newSocket?: () => NativeSocket;
}

/** What keeps an adapter from being used, where more is known than that it is off. */
interface TransportTrouble {
  readonly state: "missing" | "unauthorized";
  readonly message: string;
}

export interface TroubledTransport extends HciTransport {
  readonly trouble?: TransportTrouble | undefined;
}

const SYSFS = "/sys/class/bluetooth";
/** The kernel tells nobody on a raw socket that its adapter came or went. */
const POLL: Duration = seconds(1);
/** Every packet type, every event, no opcode in particular. Linux `hci_sock.h`, struct hci_filter. */
const EVERYTHING = Buffer.from("ffffffffffffffffffffffff00000000", "hex");

/**
 * Never throws for an adapter that is missing or down: it may be plugged in later, and `trouble` says what is wrong now.
 *
 * @throws RadioError `radio.unavailable` when the add-on was never built
 */
export function openNativeTransport(options: NativeTransportOptions): TroubledTransport & Disposable {
  return new NativeTransport(options);
}

class NativeTransport implements TroubledTransport, Disposable {
  readonly #options: NativeTransportOptions;
  readonly #newSocket: () => NativeSocket;
  readonly #isListed: () => boolean;
  readonly #hosts = new HostGroup();
  readonly #attached = new Set<HciHost>();
  readonly #powerListeners = new Set<(isUp: boolean) => void>();
  #socket: NativeSocket | undefined;
  #denial: Error | undefined;
  #trouble: TransportTrouble | undefined;
  #wasUp: boolean;
  /** Which of the kernel's it is; `undefined` where it is known by its address, and was not found yet. */
  #index: number | undefined;
  #isLooking = false;
  #isClosed = false;
  #cancelPoll: () => void = () => undefined;

  constructor(options: NativeTransportOptions) {
    this.#options = options;
    this.#newSocket = options.newSocket ?? loadAddOn();
    this.#index = typeof options.adapter === "number" ? options.adapter : undefined;
    this.#isListed = () => this.#index !== undefined && (options.isListed ?? isInSysfs)(this.#index);
    this.#tryOpening();
    if (this.#index === undefined) void this.#look();
    this.#wasUp = this.isUp;
    this.#poll();
  }

  get isUp(): boolean {
    return this.#socket?.isDevUp() ?? false;
  }

  get trouble(): TransportTrouble | undefined {
    return this.#trouble;
  }

  attach(host: HciHost): void {
    if (this.#attached.size === 0) this.#closeSocket(); // a socket that outlived a reset of its adapter is half dead
    this.#socket ??= this.#openSocket();
    this.#hosts.attach(host);
    this.#attached.add(host);
  }

  detach(host: HciHost): void {
    this.#hosts.detach(host);
    this.#attached.delete(host);
  }

  /** @throws what the kernel said when this process may not write to the adapter */
  write(from: HciHost, packet: Buffer): void {
    this.#hosts.overhear(from, packet);
    this.#socket?.write(packet);
    const denial = this.#denial;
    this.#denial = undefined;
    if (denial !== undefined) throw denial;
  }

  /** Long-term keys: we never pair. */
  manage(): void {}

  onPower(listener: (isUp: boolean) => void): () => void {
    this.#powerListeners.add(listener);
    return () => this.#powerListeners.delete(listener);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#cancelPoll();
    this.#powerListeners.clear();
    this.#closeSocket();
  }

  #tryOpening(): void {
    try {
      this.#socket = this.#openSocket();
    } catch (cause) {
      this.#trouble = { state: "missing", message: asError(cause).message };
    }
  }

  #openSocket(): NativeSocket {
    const { logger } = this.#options;
    const index = this.#index;
    if (index === undefined || !this.#isListed())
      throw new RadioError("radio.unavailable", `this machine has no ${this.#name()}`);
    const socket = this.#newSocket();
    socket.on("data", (packet) => this.#hosts.deliver(packet));
    socket.on("error", (cause) => {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "EPERM" || code === "EACCES")
        this.#denial = cause; // told from within `write`
      else logger.warn("adapter's socket failed", { cause: cause.message });
    });
    socket.bindRaw(index);
    socket.setFilter(EVERYTHING);
    socket.start();
    this.#trouble = undefined;
    return socket;
  }

  #closeSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    try {
      socket?.stop();
      socket?.removeAllListeners();
    } catch (cause) {
      this.#options.logger.debug("adapter's socket did not close", { cause: asError(cause).message });
    }
  }

  #poll(): void {
    this.#cancelPoll = this.#options.clock.after(POLL, () => {
      if (this.#index === undefined) void this.#look();
      else if (this.#socket === undefined) this.#tryOpening();
      else if (!this.#isListed()) this.#lose();
      const { isUp } = this;
      if (isUp !== this.#wasUp) {
        this.#wasUp = isUp;
        for (const listener of [...this.#powerListeners]) listener(isUp);
      }
      this.#poll();
    });
  }

  #lose(): void {
    this.#closeSocket();
    this.#trouble = { state: "missing", message: `${this.#name()} was removed` };
    // Plugged in again it may be another number, and that number another adapter.
    if (typeof this.#options.adapter === "string") this.#index = undefined;
  }

  /** Asks each adapter for its address. One that is off says nothing, and is asked again. */
  async #look(): Promise<void> {
    const { adapter, clock, listed = listedInSysfs, logger } = this.#options;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      for (const index of listed()) {
        const socket = this.#newSocket();
        try {
          socket.bindRaw(index);
          socket.setFilter(EVERYTHING);
          socket.start();
          if ((await askAddress(socket, clock)) !== adapter || this.#isClosed) continue;
          this.#index = index;
          this.#tryOpening();
          return;
        } finally {
          socket.stop();
          socket.removeAllListeners();
        }
      }
    } catch (cause) {
      logger.debug("an adapter was not asked for its address", { cause: asError(cause).message });
    } finally {
      this.#isLooking = false;
    }
  }

  /** Without the address: it is in no log. */
  #name(): string {
    const { adapter } = this.#options;
    return typeof adapter === "number" ? `adapter hci${adapter}` : "adapter of the address that was named";
  }
}

function listedInSysfs(): readonly number[] {
  const names = existsSync(SYSFS) ? readdirSync(SYSFS) : [];
  // `hci0:11` is a connection.
  return names.flatMap((name) => /^hci(\d+)$/.exec(name)?.slice(1).map(Number) ?? []).sort((a, b) => a - b);
}

function isInSysfs(index: number): boolean {
  return existsSync(`${SYSFS}/hci${index}`);
}

function loadAddOn(): () => NativeSocket {
  const require = createRequire(import.meta.url);
  try {
    const Socket = require("@abandonware/bluetooth-hci-socket") as new () => NativeSocket;
    return () => new Socket();
  } catch (cause) {
    throw new RadioError("radio.unavailable", "the Bluetooth add-on is not built: run scripts/setup", {
      cause,
    });
  }
}
