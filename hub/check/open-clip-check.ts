/**
 * Checks clips off the event loop: whatever a clip does to the decoder ends in its own thread, with bounded memory and
 * time. The thread starts with the first clip and ends when there was none for a while.
 */
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { type Duration, seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { ClipCheck, Refusal } from "../ports/vault.ts";
import type { ClipAnswers, ClipJob } from "./check-clip.ts";

/** 40 s of two channels at 192 kHz are 31 MB; nothing longer is of use. */
const MAX_CLIP_BYTES = 32 * 1024 * 1024;
const MAX_WAITING = 8;
const DEADLINE = seconds(20);
const IDLE = seconds(30);

/** Beside the codes of `hub/audio`. Only the first is the clip's fault for certain. */
type CheckProblem =
  | "clip.too-large"
  | "check.took-too-long"
  | "check.crashed"
  | "check.busy"
  | "check.stopped";

export interface ClipCheckOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Longest a clip may take. */
  readonly deadline?: Duration;
  /** The worker's module; a test's own, to see a thread misbehave. */
  readonly script?: URL;
}

export function openClipCheck({
  clock,
  logger,
  deadline = DEADLINE,
  script = new URL("./clip-worker.ts", import.meta.url),
}: ClipCheckOptions): ClipCheck & AsyncDisposable {
  const thread = new CheckThread(clock, logger, deadline, script);
  return {
    message: (bytes) => thread.check({ kind: "message", bytes }),
    recording: (bytes, observedMs) => thread.check({ kind: "recording", bytes, observedMs }),
    wav: (bytes) => thread.check({ kind: "wav", bytes }),
    [Symbol.asyncDispose]: () => thread.stop(),
  };
}

interface Waiting {
  readonly job: ClipJob;
  readonly answer: (answer: ClipAnswers[ClipJob["kind"]]) => void;
}

const refused = (code: CheckProblem, detail: string): Refusal => ({ kind: "refused", code, detail });

class CheckThread {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #deadline: Duration;
  readonly #script: URL;
  readonly #waiting: Waiting[] = [];
  #worker: Worker | undefined;
  #current: { readonly waiting: Waiting; readonly disarm: () => void } | undefined;
  #forgetIdle: () => void = () => {};
  /** Threads on their way out. */
  readonly #ending = new Set<Promise<unknown>>();
  #isStopped = false;

  constructor(clock: Clock, logger: Logger, deadline: Duration, script: URL) {
    this.#clock = clock;
    this.#logger = logger;
    this.#deadline = deadline;
    this.#script = script;
  }

  check<K extends ClipJob["kind"]>(job: ClipJob & { readonly kind: K }): Promise<ClipAnswers[K]> {
    if (this.#isStopped) return Promise.resolve(refused("check.stopped", "the hub is stopping"));
    if (job.bytes.byteLength > MAX_CLIP_BYTES) {
      return Promise.resolve(refused("clip.too-large", `${job.bytes.byteLength} bytes`));
    }
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.resolve(refused("check.busy", "too many clips at once; try again in a moment"));
    }
    return new Promise((resolve) => {
      // The worker answers a job of one kind with an answer of that kind.
      this.#waiting.push({ job, answer: resolve as Waiting["answer"] });
      this.#next();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { answer } of this.#waiting.splice(0)) answer(refused("check.stopped", "the hub is stopping"));
    this.#finish(refused("check.stopped", "the hub is stopping"));
    this.#endThread();
    await Promise.all(this.#ending);
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      this.#forgetIdle();
      this.#forgetIdle =
        this.#worker === undefined ? () => {} : this.#clock.after(IDLE, () => this.#endThread());
      return;
    }
    this.#forgetIdle();
    const disarm = this.#clock.after(this.#deadline, () => {
      this.#logger.warn("checking a clip took too long", { kind: waiting.job.kind });
      this.#endThread();
      this.#finish(refused("check.took-too-long", "the clip could not be checked in time"));
    });
    this.#current = { waiting, disarm };
    // Copied, not handed over: the caller seals or forwards these bytes next.
    this.#startThread().postMessage(waiting.job);
  }

  #finish(answer: ClipAnswers[ClipJob["kind"]]): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    current.disarm();
    current.waiting.answer(answer);
    this.#next();
  }

  #startThread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    // What is compiled already needs no compiler: without it the thread takes 18 MB more, and twice the time to begin.
    const compiled = getCompileCacheDir(); // a folder for this very Node, in the one that was named
    const worker = new Worker(this.#script, {
      // Typed arrays are not counted here; the size of a clip bounds them.
      resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 },
      env: compiled === undefined ? {} : { NODE_COMPILE_CACHE: dirname(compiled) },
      stdin: false,
    });
    this.#worker = worker;
    worker.on("message", (answer: ClipAnswers[ClipJob["kind"]]) => {
      if (this.#worker === worker) this.#finish(answer);
    });
    const gone = (detail: string) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#logger.error("the thread that checks clips broke down", { reason: detail });
      this.#finish(refused("check.crashed", "the clip could not be checked"));
    };
    worker.on("error", (error: unknown) =>
      gone(error instanceof Error && "code" in error ? String(error.code) : "uncaught"),
    );
    worker.on("messageerror", () => gone("unreadable"));
    worker.on("exit", () => gone("exit"));
    return worker;
  }

  #endThread(): void {
    this.#forgetIdle();
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#worker = undefined;
    const ending = worker.terminate().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
