/** One process: started once, read line by line, stopped politely. Starting it again is `keep-running.ts`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type ChildLine, type FailureFacts, type ReadyFacts, readChildLine } from "./child-line.ts";
import type { MakePrompt } from "./promptly.ts";

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  /** Called with its process id when it is ready: `promptly.ts`. */
  readonly onceReady?: MakePrompt | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readyWithinMs: number;
  /** Between SIGTERM and SIGKILL. */
  readonly stopWithinMs: number;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Its last words, when it knew why it could not go on. */
  readonly failure: FailureFacts | undefined;
  readonly wasReady: boolean;
  /** We stopped it because it was not ready in time. */
  readonly tooSlow: boolean;
}

export interface Child {
  readonly pid: number | undefined;
  /** Resolves once, never rejects. */
  readonly exited: Promise<ChildExit>;
  /** SIGTERM, then SIGKILL when its time is over. */
  stop(): Promise<ChildExit>;
  /** SIGKILL now. */
  kill(): void;
}

export interface ChildEvents {
  onReady(facts: ReadyFacts): void;
  /** Every line of standard output and standard error but the ready line. */
  onLine(line: ChildLine): void;
}

export function startChild(spec: ChildSpec, events: ChildEvents): Child {
  let wasReady = false;
  let tooSlow = false;
  let failure: FailureFacts | undefined;
  const child = spawn(spec.command, spec.args, {
    env: spec.env,
    // Standard input is a pipe that nobody writes to: it ends when this process is gone (`leave-with-supervisor.ts`).
    stdio: ["pipe", "pipe", "pipe"],
    detached: true, // a Ctrl-C on the terminal is for us; we stop the others in order
  });

  const read = (line: ChildLine) => {
    if (line.kind === "failed") failure = line.facts;
    if (line.kind === "ready" && !wasReady) {
      wasReady = true;
      clearTimeout(patience);
      if (child.pid !== undefined) void spec.onceReady?.(child.pid);
      events.onReady(line.facts);
      return; // may hold the one-time code: neither shown nor kept
    }
    if (line.kind !== "ready") events.onLine(line);
  };
  const out = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
  const err = createInterface({ input: child.stderr, crlfDelay: Number.POSITIVE_INFINITY });
  out.on("line", (text) => read(readChildLine(text)));
  err.on("line", (text) => read({ kind: "text", text }));
  child.stdin.on("error", () => {}); // it went first; `exited` tells

  const patience = setTimeout(() => {
    tooSlow = true;
    child.kill("SIGKILL");
  }, spec.readyWithinMs);

  const exited = new Promise<ChildExit>((resolve) => {
    const gone = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(patience);
      resolve({ code, signal, failure, wasReady, tooSlow });
    };
    child.once("error", (error) => {
      if (child.pid !== undefined) return; // a signal that came too late: `close` follows
      failure = { failed: "spawn", message: error.message, advice: "" };
      gone(null, null);
    });
    child.once("close", gone); // after the last line was read, unlike `exit`
    child.once("exit", (code, signal) => {
      // A grandchild may hold the pipes open; the process itself is what counts.
      setTimeout(() => gone(code, signal), 500).unref();
    });
  });

  return {
    pid: child.pid,
    exited,
    kill: () => void child.kill("SIGKILL"),
    async stop() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return exited;
      clearTimeout(patience);
      child.kill("SIGTERM");
      const last = setTimeout(() => child.kill("SIGKILL"), spec.stopWithinMs);
      try {
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
        return await exited;
      } finally {
        clearTimeout(last);
      }
    },
  };
}
