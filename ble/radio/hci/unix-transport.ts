/**
 * A controller at the other end of a Unix socket, speaking H4, whoever wrote it. A connection is power; without one
 * the adapter is off, and it is tried again until it comes back.
 */
import { connect, type Socket } from "node:net";
import { H4, H4Parser } from "./h4-parser.ts";
import { type HciHost, type HciTransport, HostGroup } from "./hci-transport.ts";

export interface UnixTransportOptions {
  readonly path: string;
  /** Pause between attempts to connect. */
  readonly retryMs?: number;
  /** Told why a connection ended or was refused; the next attempt follows by itself. */
  readonly onTrouble?: (cause: Error) => void;
}

export interface UnixTransport extends HciTransport, Disposable {}

const DEFAULT_RETRY_MS = 250;
/** A controller that takes nothing off us for this long a backlog is gone, whatever its socket says. */
const MAX_BACKLOG_BYTES = 1 << 20;

export function openUnixTransport(options: UnixTransportOptions): UnixTransport {
  return new H4OverUnix(options);
}

class H4OverUnix implements UnixTransport {
  readonly #options: UnixTransportOptions;
  readonly #hosts = new HostGroup();
  readonly #powerListeners = new Set<(isUp: boolean) => void>();
  #socket: Socket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isUp = false;
  #isClosed = false;

  constructor(options: UnixTransportOptions) {
    this.#options = options;
    this.#connect();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  attach(host: HciHost): void {
    this.#hosts.attach(host);
  }

  detach(host: HciHost): void {
    this.#hosts.detach(host);
  }

  write(from: HciHost, packet: Buffer): void {
    this.#hosts.overhear(from, packet);
    const socket = this.#socket;
    if (!this.#isUp || socket === undefined) return;
    socket.write(packet);
    if (socket.writableLength > MAX_BACKLOG_BYTES) socket.destroy(new Error("controller stopped reading"));
  }

  /** Long-term keys are the kernel's business; a controller behind a socket is never asked to encrypt. */
  manage(): void {}

  onPower(listener: (isUp: boolean) => void): () => void {
    this.#powerListeners.add(listener);
    return () => this.#powerListeners.delete(listener);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect({ path: this.#options.path });
    const parser = new H4Parser((packet) => {
      // A host has no use for commands, SCO or ISO from a controller; a stack would misread them.
      if (packet[0] === H4.event || packet[0] === H4.acl) this.#hosts.deliver(packet);
    });
    this.#socket = socket;
    socket.on("connect", () => this.#setPower(true));
    socket.on("data", (chunk) => {
      try {
        parser.push(chunk);
      } catch (cause) {
        socket.destroy(cause instanceof Error ? cause : new Error(String(cause)));
      }
    });
    socket.on("error", (cause) => this.#options.onTrouble?.(cause));
    socket.on("close", () => {
      this.#socket = undefined;
      this.#setPower(false);
      if (this.#isClosed) return;
      this.#retry = setTimeout(() => this.#connect(), this.#options.retryMs ?? DEFAULT_RETRY_MS);
    });
  }

  #setPower(isUp: boolean): void {
    if (this.#isUp === isUp) return;
    this.#isUp = isUp;
    for (const listener of [...this.#powerListeners]) listener(isUp);
  }
}
