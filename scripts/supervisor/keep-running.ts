/** Keeps one process running: starts it again when it dies, at once, then ever more patiently. */

import { type ChildLine, lineText, type ReadyFacts } from "./child-line.ts";
import { type Child, type ChildExit, type ChildSpec, startChild } from "./child-process.ts";
import { SupervisorError } from "./errors.ts";

/** Waits before a new try, ms; the last one repeats. A run of `steadyMs` starts the ladder anew. */
export interface RestartLadder {
  readonly waitsMs: readonly number[];
  readonly steadyMs: number;
  /** Exits in a row, before it was ready for the first time, after which we give up. */
  readonly triesBeforeFirstReady: number;
}

export const RESTART_LADDER: RestartLadder = {
  waitsMs: [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000],
  steadyMs: 60_000,
  triesBeforeFirstReady: 3,
};

/** EX_CONFIG of sysexits.h: starting it again would not help. */
const EXIT_NO_USE = 78;

const KEPT_LINES = 40;

export interface KeptProcess {
  readonly name: string;
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** Rejects with a {@link SupervisorError} when it never got ready. */
  readonly firstReady: Promise<ReadyFacts>;
  /** Rejects with a {@link SupervisorError} when, after it had been ready, starting it again is of no use; else never settles. */
  readonly lost: Promise<never>;
  stop(): Promise<void>;
  kill(): void;
}

export interface KeepRunningEvents {
  onReady(facts: ReadyFacts, again: boolean): void;
  onRestart(exit: ChildExit, waitMs: number): void;
  onLine(line: ChildLine): void;
}

export function keepRunning(spec: ChildSpec, ladder: RestartLadder, events: KeepRunningEvents): KeptProcess {
  const firstReady = Promise.withResolvers<ReadyFacts>();
  const lost = Promise.withResolvers<never>();
  firstReady.promise.catch(() => {}); // whoever waits for it hears of it
  lost.promise.catch(() => {});
  const lastLines: string[] = [];
  const stopping = new AbortController();
  let current: Child | undefined;
  let hasBeenReady = false;

  const remember = (line: ChildLine) => {
    lastLines.push(lineText(line));
    if (lastLines.length > KEPT_LINES) lastLines.shift();
  };

  const run = async () => {
    for (let rung = 0, tries = 1; !stopping.signal.aborted; tries++) {
      const began = performance.now();
      lastLines.length = 0;
      current = startChild(spec, {
        onReady(facts) {
          firstReady.resolve(facts);
          events.onReady(facts, hasBeenReady);
          hasBeenReady = true;
        },
        onLine(line) {
          remember(line);
          events.onLine(line);
        },
      });
      const exit = await current.exited;
      if (stopping.signal.aborted) return;
      const hopeless = exit.code === EXIT_NO_USE || exit.failure?.failed === "spawn";
      if (hopeless || (!hasBeenReady && (exit.tooSlow || tries >= ladder.triesBeforeFirstReady))) {
        const error = describeFailure(spec, exit, tries, lastLines);
        firstReady.reject(error);
        lost.reject(error);
        return;
      }
      if (performance.now() - began >= ladder.steadyMs) rung = 0;
      const waitMs = ladder.waitsMs[Math.min(rung, ladder.waitsMs.length - 1)] ?? 0;
      rung++;
      events.onRestart(exit, waitMs);
      await pause(waitMs, stopping.signal);
    }
  };
  const ended = run();

  return {
    name: spec.name,
    get pid() {
      return current?.pid;
    },
    firstReady: firstReady.promise,
    lost: lost.promise,
    async stop() {
      stopping.abort();
      await current?.stop();
      await ended;
    },
    kill: () => current?.kill(),
  };
}

/** "was killed (SIGKILL)", "stopped (exit code 3)": how a process ended, for a reader. */
export function describeExit(exit: ChildExit): string {
  if (exit.tooSlow) return "was not ready in time";
  if (exit.signal !== null) return `was ended by ${exit.signal}`;
  return `stopped (exit code ${exit.code})`;
}

function describeFailure(
  spec: ChildSpec,
  exit: ChildExit,
  tries: number,
  lastLines: readonly string[],
): SupervisorError {
  const lines = lastLines.filter((line) => !/^\s+at /.test(line)).slice(-15); // without stack frames
  const said =
    lines.length === 0 ? "" : `\nIts last lines:\n${lines.map((line) => `    ${line}`).join("\n")}`;
  if (exit.tooSlow) {
    return new SupervisorError(
      "start.process-silent",
      `${spec.name} was started but not ready within ${spec.readyWithinMs / 1_000} s.${said}`,
      "Start again with --verbose to see what it does. On a very slow machine, close other programs first.",
    );
  }
  if (exit.failure !== undefined) {
    return new SupervisorError(
      "start.process-failed",
      `${spec.name} cannot run: ${exit.failure.message} (${exit.failure.failed})`,
      exit.failure.advice || "Start again with --verbose to see what it does.",
    );
  }
  return new SupervisorError(
    "start.process-failed",
    `${spec.name} ${describeExit(exit)}${tries > 1 ? `, ${tries} times in a row` : ""}.${said}`,
    "The last lines above say why. Start again with --verbose to see all of them.",
  );
}

function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    signal.addEventListener("abort", done);
  });
}
