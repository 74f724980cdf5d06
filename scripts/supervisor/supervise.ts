/** Starts the planned processes in order, keeps them running, and stops them in order. */
import { lineText, type ReadyFacts } from "./child-line.ts";
import { describeExit, type KeptProcess, keepRunning, type RestartLadder } from "./keep-running.ts";
import { type ProcessName, type ProcessPlan, STOP_ORDER } from "./processes.ts";

export interface SuperviseOptions {
  readonly ladder: RestartLadder;
  /** Told once all that a reader needs is there, and again when the hub came back with another address or code. */
  onHubReady(facts: ReadyFacts, again: boolean): void;
  /** Sentences for the reader. */
  say(sentence: string): void;
  /** Every line of every process, when the reader asked for them. */
  readonly onLine: ((name: ProcessName, text: string) => void) | undefined;
  /** Every line, to be kept, with what happens to a process itself as `start`'s. Nothing that holds a code. */
  readonly keep?: (name: ProcessName | "start", text: string) => void;
}

export interface Supervision extends AsyncDisposable {
  /** Resolves when every process was ready once; rejects with a `SupervisorError` when one cannot be. */
  readonly allReady: Promise<void>;
  /** Rejects with a `SupervisorError` when a process is lost for good; else never settles. */
  readonly lost: Promise<never>;
  /** Which were not ready yet for the first time. */
  pending(): ProcessName[];
  pid(name: ProcessName): number | undefined;
  /** Ends everything at once, without goodbyes. */
  kill(): void;
}

/** pino's levels: what a person at the terminal should know, and what also while everything is stopped. */
const WARN_LEVEL = 40;
const ERROR_LEVEL = 50;

export function supervise(
  plans: ReadonlyMap<ProcessName, ProcessPlan>,
  options: SuperviseOptions,
): Supervision {
  const kept = new Map<ProcessName, KeptProcess>();
  const readiness = new Map<ProcessName, Promise<void>>();
  const notYetReady = new Set<ProcessName>();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {}); // whoever waits for it hears of it
  let isStopping = false;

  const launch = async (name: ProcessName, plan: ProcessPlan): Promise<void> => {
    await Promise.all(plan.after.map((earlier) => readiness.get(earlier)));
    if (isStopping) return;
    let lastWarning = "";
    const one = keepRunning(plan.spec, options.ladder, {
      onReady(facts, again) {
        if (name === "hub") options.onHubReady(facts, again);
        if (again) options.say(`${name} runs again.`);
      },
      onRestart(exit, waitMs) {
        const when = waitMs === 0 ? "now" : `in ${waitMs / 1_000} s`;
        const sentence = `${name} ${describeExit(exit)}; starting it again ${when}.`;
        options.keep?.("start", sentence);
        options.say(sentence);
      },
      onLine(line) {
        options.keep?.(name, lineText(line));
        if (line.kind === "wants") return summon(line.process);
        if (line.kind === "presence")
          return options.say(`Code for a guardian who is at the hub: ${line.code} (good for 10 minutes)`);
        if (options.onLine !== undefined) return options.onLine(name, lineText(line));
        if (line.kind !== "log" || line.level < (isStopping ? ERROR_LEVEL : WARN_LEVEL)) return;
        const warning = `${name}: ${line.phrase}${line.code === undefined ? "" : ` (${line.code})`}`;
        // Something that is tried again and again is told once.
        if (warning !== lastWarning) options.say(warning);
        lastWarning = warning;
      },
    });
    kept.set(name, one);
    one.lost.catch((error: unknown) => lost.reject(error));
    await one.firstReady;
  };

  /** Begins what was left for when it is wanted; once, for it is kept running then. */
  const summon = (wanted: string): void => {
    for (const [name, plan] of plans) {
      if (name !== wanted || plan.onDemand !== true || readiness.has(name)) continue;
      const ready = launch(name, plan);
      readiness.set(name, ready);
      ready.catch(() => {}); // `lost` tells
    }
  };

  // A plan names only processes that stand before it in the map, so their promises exist.
  for (const [name, plan] of plans) {
    if (plan.onDemand === true) continue;
    const ready = launch(name, plan);
    readiness.set(name, ready);
    notYetReady.add(name);
    ready.then(
      () => notYetReady.delete(name),
      () => {}, // `allReady` tells
    );
  }
  const allReady = Promise.all(readiness.values()).then(() => {});
  allReady.catch(() => {});

  return {
    allReady,
    lost: lost.promise,
    pending: () => [...notYetReady],
    pid: (name) => kept.get(name)?.pid,
    kill() {
      for (const one of kept.values()) one.kill();
    },
    async [Symbol.asyncDispose]() {
      isStopping = true;
      for (const row of STOP_ORDER) await Promise.all(row.map((name) => kept.get(name)?.stop()));
    },
  };
}
