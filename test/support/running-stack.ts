/** The real processes on this machine, as `scripts/start` plans them, each of which a test may kill and start again. */
import { join } from "node:path";
import type { DRAINS } from "../../ble/simulator/toy/switches.ts";
import type { ChildLine, ReadyFacts } from "../../scripts/supervisor/child-line.ts";
import { lineText } from "../../scripts/supervisor/child-line.ts";
import {
  type Child,
  type ChildExit,
  type ChildSpec,
  startChild,
} from "../../scripts/supervisor/child-process.ts";
import { type ProcessName, planProcesses, STOP_ORDER } from "../../scripts/supervisor/processes.ts";
import { promptly } from "../../scripts/supervisor/promptly.ts";
import { makeRunFolder, type RunFolder } from "../../scripts/supervisor/run-folder.ts";
import { bundledProgram } from "./bundled-program.ts";
import { compiledEnv } from "./patched-copy.ts";
import { makeTempDir } from "./temp-dir.ts";

export interface StackOptions {
  /**
   * How fast the pretend toy takes a message: by itself at once. At the pace of a real one (`demo`) an upload is four times as long
   * in danger of a machine that is busy for a moment, which restarts the toy and costs another try: for tests of just that.
   */
  readonly drain?: keyof typeof DRAINS;
  /** More environment for one process. */
  readonly env?: Partial<Record<ProcessName, Readonly<Record<string, string>>>>;
  /** A data folder that outlives the stack; by default one of its own. */
  readonly dataFolder?: string;
  /** Another program, Node or set of arguments for a process. */
  readonly change?: (name: ProcessName, spec: ChildSpec) => ChildSpec;
  /** Passphrases cost the hub and its page next to nothing (cheap-hash.ts): for tests that are about something else. */
  readonly cheapHash?: boolean;
  /** Starts these alone; by default all. */
  readonly only?: readonly ProcessName[];
  /** Hears every line as it comes, whole. */
  readonly onLine?: (name: ProcessName, line: ChildLine) => void;
}

const ENV = { PATH: process.env.PATH };
/** A machine that runs three tests at once is slow; one that never gets ready is found all the same. */
const READY_WITHIN_MS = 120_000;
const START_ORDER: readonly (readonly ProcessName[])[] = [
  ["hub", "air"],
  ["toy", "ble"],
];

export class RunningStack implements AsyncDisposable {
  readonly dataFolder: string;
  readonly runFolder: RunFolder;
  /** What each process said, newest last, at most a few hundred lines. */
  readonly lines: string[] = [];
  readonly ready = new Map<ProcessName, ReadyFacts>();
  readonly #children = new Map<ProcessName, Child>();
  readonly #options: StackOptions;
  readonly #ownFolder: AsyncDisposable | undefined;
  #port = 0;

  private constructor(
    dataFolder: string,
    runFolder: RunFolder,
    options: StackOptions,
    own?: AsyncDisposable,
  ) {
    this.dataFolder = dataFolder;
    this.runFolder = runFolder;
    this.#options = options;
    this.#ownFolder = own;
  }

  static async start(options: StackOptions = {}): Promise<RunningStack> {
    const own = options.dataFolder === undefined ? await makeTempDir() : undefined;
    const runFolder = await makeRunFolder(["/tmp"]);
    const stack = new RunningStack(
      options.dataFolder ?? join(own?.path ?? "", "data"),
      runFolder,
      options,
      own,
    );
    try {
      for (const row of START_ORDER) {
        const wanted = row.filter((name) => options.only?.includes(name) ?? true);
        await Promise.all(wanted.map((name) => stack.begin(name)));
      }
      return stack;
    } catch (error) {
      await stack[Symbol.asyncDispose]();
      throw error;
    }
  }

  get address(): string {
    const address = this.ready.get("hub")?.address;
    if (address === undefined) throw new Error("the hub is not running");
    return address;
  }

  get claimCode(): string {
    const code = this.ready.get("hub")?.claimCode;
    if (typeof code !== "string") throw new Error("the hub has a guardian already");
    return code;
  }

  pid(name: ProcessName): number {
    const pid = this.#children.get(name)?.pid;
    if (pid === undefined) throw new Error(`${name} is not running`);
    return pid;
  }

  /** Starts one process and waits until it is ready. */
  async begin(name: ProcessName): Promise<ReadyFacts> {
    const plans = planProcesses({
      dataFolder: this.dataFolder,
      runFolder: this.runFolder.path,
      port: this.#port,
      adapter: undefined,
      env: ENV,
      promptly: await promptly(ENV),
    });
    const plan = plans.get(name);
    if (plan === undefined) throw new Error(`no such process: ${name}`);
    const { drain = "fast", change } = this.#options;
    const paced = name === "toy" ? { PAWPOST_TOY_DRAIN: drain } : {};
    const planned = { ...plan.spec, readyWithinMs: READY_WITHIN_MS, env: { ...plan.spec.env, ...paced } };
    const changed = change?.(name, planned) ?? planned;
    const program = await bundledProgram(changed.args.at(-1) ?? "", this.#options.cheapHash);
    const spec = { ...changed, args: changed.args.with(-1, program) };
    const env = { ...compiledEnv(program), ...spec.env, ...this.#options.env?.[name] };
    return new Promise((ready, failed) => {
      const child = startChild(
        { ...spec, env },
        {
          onReady: (facts) => {
            this.ready.set(name, facts);
            // A hub that comes back does so where its pages look for it.
            if (facts.address !== undefined) this.#port = Number(new URL(facts.address).port);
            ready(facts);
          },
          onLine: (line) => this.#note(name, line),
        },
      );
      this.#children.set(name, child);
      void child.exited.then((exit) =>
        failed(new Error(`${name} ended: ${JSON.stringify(exit)}\n${this.lines.slice(-20).join("\n")}`)),
      );
    });
  }

  /** Waits until it ends by itself. */
  async ended(name: ProcessName): Promise<ChildExit> {
    const child = this.#children.get(name);
    if (child === undefined) throw new Error(`${name} is not running`);
    return child.exited;
  }

  /** `kill -9`, then waits until it is gone. */
  async kill(name: ProcessName): Promise<ChildExit> {
    const child = this.#children.get(name);
    if (child === undefined) throw new Error(`${name} is not running`);
    child.kill();
    return child.exited;
  }

  async stop(name: ProcessName): Promise<ChildExit | undefined> {
    return this.#children.get(name)?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const row of STOP_ORDER) await Promise.all(row.map((name) => this.stop(name)));
    await this.runFolder[Symbol.asyncDispose]();
    await this.#ownFolder?.[Symbol.asyncDispose]();
  }

  #note(name: ProcessName, line: ChildLine): void {
    this.#options.onLine?.(name, line);
    this.lines.push(`${name}: ${lineText(line)}`);
    if (this.lines.length > 400) this.lines.shift();
  }
}
