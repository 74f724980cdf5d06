/**
 * Virtual controllers for other processes: one Unix socket each, H4. A connection is power on and its end power off, so
 * that a process that is killed leaves the air as an unplugged adapter would.
 */
import type { Server, Socket } from "node:net";
import { basename } from "node:path";
import type { Logger } from "../../../hub/ports/logger.ts";
import { H4Parser } from "../../radio/hci/h4-parser.ts";
import type { HciHost } from "../../radio/hci/hci-transport.ts";
import type { Air } from "./air.ts";
import type { VirtualController } from "./controller.ts";
import { AirError } from "./errors.ts";
import { listenPrivately } from "./private-socket.ts";

/** One controller and where it is to be reached. */
export interface AirSocket {
  /** `aa:bb:cc:dd:ee:ff` */
  readonly address: string;
  /** Of at most 107 bytes, unix(7). */
  readonly path: string;
}

export interface AirServerOptions {
  /** Its clock must be the real one. */
  readonly air: Air;
  readonly sockets: readonly AirSocket[];
  readonly log: Logger;
}

/** A host that lets this much lie unread is gone, whatever its socket says. */
const MAX_BACKLOG_BYTES = 1 << 20;

/**
 * Serves until disposed.
 * @throws AirError `air.stepped-needs-one-process`, `air.socket-in-use`, `air.socket-not-ours`, and what `addController` throws
 */
export async function startAirServer(options: AirServerOptions): Promise<AsyncDisposable> {
  const { air, sockets } = options;
  if (air.clock.mode === "stepped") {
    throw new AirError(
      "air.stepped-needs-one-process",
      "stepped time cannot see whether another process is quiet",
    );
  }
  await using opening = new AsyncDisposableStack();
  for (const { address, path } of sockets) {
    const controller = air.addController(address, { isUp: false });
    const port = new ControllerPort(controller, options.log, basename(path));
    const server = await listenPrivately(path, (socket) => port.accept(socket));
    opening.defer(() => closeServer(server, port));
  }
  return opening.move();
}

/** One controller's door: one host at a time. */
class ControllerPort {
  readonly #controller: VirtualController;
  readonly #log: Logger;
  readonly #name: string;
  #socket: Socket | undefined;

  constructor(controller: VirtualController, log: Logger, name: string) {
    this.#controller = controller;
    this.#log = log;
    this.#name = name;
  }

  accept(socket: Socket): void {
    if (this.#socket !== undefined) {
      socket.destroy(); // hosts try again; the one before may have died a moment ago
      this.#log.info("second host sent away", { socket: this.#name });
      return;
    }
    this.#socket = socket;
    const { transport } = this.#controller;
    const host: HciHost = {
      deliver: (packet) => {
        socket.write(packet);
        if (socket.writableLength > MAX_BACKLOG_BYTES) socket.destroy(new Error("host stopped reading"));
      },
      overhear: () => undefined,
    };
    const parser = new H4Parser((packet) => transport.write(host, packet));
    transport.attach(host);
    this.#controller.power(true);
    socket.on("data", (chunk) => {
      try {
        parser.push(chunk);
      } catch (cause) {
        socket.destroy(cause instanceof Error ? cause : new Error(String(cause)));
      }
    });
    socket.on("error", (cause) => {
      this.#log.warn("host sent away", { socket: this.#name, cause: cause.message });
    });
    socket.on("close", () => {
      transport.detach(host);
      this.#controller.power(false);
      this.#socket = undefined;
    });
  }

  disconnect(): void {
    this.#socket?.destroy();
  }
}

function closeServer(server: Server, port: ControllerPort): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve()); // removes the socket file
    port.disconnect();
  });
}
