import { Agent, type AgentOptions } from "node:https";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect } from "node:tls";
import type { LinkLine } from "./link-line.ts";

type Wanted = Parameters<Agent["createConnection"]>[0];
type Done = NonNullable<Parameters<Agent["createConnection"]>[1]>;

/**
 * HTTPS whose TLS ends here and whose bytes go through link: the hub's process reaches no address outside the house, and link sees nothing
 * that it could read.
 */
export class LinkAgent extends Agent {
  readonly #line: LinkLine;
  readonly #signal: AbortSignal;

  /** @param signal ends what is under way */
  constructor(line: LinkLine, signal: AbortSignal, options: AgentOptions = {}) {
    // Whatever the environment says.
    super({ ...options, rejectUnauthorized: true, minVersion: "TLSv1.2" });
    this.#line = line;
    this.#signal = signal;
  }

  override createConnection(wanted: Wanted, done?: Done): Duplex | undefined {
    const { host, port } = wanted as { host: string; port: number };
    const tls = wanted as ConnectionOptions;
    this.#line.dial(`${host}:${port}`, this.#signal).then(
      (socket) => done?.(null, connect({ ...tls, socket, servername: host })),
      (error: Error) => done?.(error, undefined as never),
    );
    return undefined;
  }
}
