/** The hub as its own process, from its own source but for one thing: its time is up to who measures it, and a day takes seconds (driven-clock.ts). */
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { cookieFetch, Guardian } from "../support/guardian.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { RunningStack, type StackOptions } from "../support/running-stack.ts";
import type { Asked, Measured } from "./driven-clock.ts";

const DRIVEN_CLOCK = fileURLToPath(new URL("driven-clock.ts", import.meta.url));
const CLOCK: Patch = {
  file: "hub/clock/system-clock.ts",
  find: "export const systemClock: Clock = {",
  replace: `export { drivenClock as systemClock } from ${JSON.stringify(DRIVEN_CLOCK)};\nexport const machineClock: Clock = {`,
};
/** A thread's work is nothing that the clock sees: whoever waits for it waits in real time. */
const CHECKED: Patch = {
  file: "hub/check/open-clip-check.ts",
  find: "const DEADLINE = seconds(20);",
  replace: "const DEADLINE = seconds(9);",
};
/** As systemd wants it (systemd/pawpost-hub.service), but for a fifth of the time more: its looks are a loop of the clock's, then, and no wait for an answer. */
const WATCHED: Patch = {
  file: "hub/supervisor/find-supervisor.ts",
  find: "? lineSupervisor(print)",
  replace: "? { ...lineSupervisor(print), watchdogMs: 36_000 }",
};

export interface SimulatedHubOptions extends Pick<StackOptions, "onLine"> {
  readonly dataFolder: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class SimulatedHub implements AsyncDisposable {
  readonly stack: RunningStack;
  readonly #owned: AsyncDisposableStack;
  readonly #socket: Socket;
  readonly #answers: AsyncIterator<string>;
  #aheadMs = 0;

  private constructor(stack: RunningStack, owned: AsyncDisposableStack, socket: Socket, lines: Interface) {
    this.stack = stack;
    this.#owned = owned;
    this.#socket = socket;
    this.#answers = lines[Symbol.asyncIterator]();
  }

  static async start({ dataFolder, env, onLine }: SimulatedHubOptions): Promise<SimulatedHub> {
    await using starting = new AsyncDisposableStack();
    const copy = starting.use(await makePatchedCopy([CLOCK, CHECKED, WATCHED]));
    const path = copy.path("clock.sock");
    const stack = starting.use(
      await RunningStack.start({
        only: ["hub"],
        dataFolder,
        // One thread for files, so that the clock can tell when nothing is under way.
        env: { hub: { ...env, DRIVEN_CLOCK: path, UV_THREADPOOL_SIZE: "1" } },
        ...(onLine === undefined ? {} : { onLine }),
        change: (_, spec) => ({ ...spec, args: spec.args.with(-1, copy.path("hub/main.ts")) }),
      }),
    );
    const socket = connect(path);
    starting.defer(() => void socket.destroy());
    await once(socket, "connect");
    return new SimulatedHub(stack, starting.move(), socket, createInterface(socket));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }

  /** Unix ms, as the hub has it. */
  readonly now = (): number => Date.now() + this.#aheadMs;

  /** Lets so much time pass: all that is due comes, each at its moment. */
  async advance(ms: number): Promise<void> {
    this.#aheadMs = Number(await this.#ask({ advance: ms }));
  }

  /** @returns what it holds in memory, its garbage collected */
  async measure(): Promise<Measured> {
    return (await this.#ask({ measure: true })) as Measured;
  }

  /** Files, sockets and all else that it has open. */
  descriptors(): number {
    return readdirSync(join("/proc", String(this.stack.pid("hub")), "fd")).length;
  }

  async claim(name: string, passphrase: string): Promise<Guardian> {
    const guardian = await Guardian.claim(
      cookieFetch(() => this.stack.address),
      this.stack.claimCode,
      name,
      passphrase,
    );
    guardian.client.hubNow = this.now;
    return guardian;
  }

  async #ask(asked: Asked): Promise<unknown> {
    this.#socket.write(`${JSON.stringify(asked)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`the hub ended:\n${this.stack.lines.slice(-20).join("\n")}`);
    return JSON.parse(value);
  }
}
