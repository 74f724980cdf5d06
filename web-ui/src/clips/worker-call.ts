/** Questions to a worker and its answers, matched by number. */

/** What a worker can do: each function takes one value and gives one, both of a kind that can be posted. */
export type WorkerFunctions = Readonly<Record<string, (input: never) => Promise<unknown>>>;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}
type Answer =
  | { readonly id: number; readonly kind: "done"; readonly output: unknown }
  | {
      readonly id: number;
      readonly kind: "failed";
      readonly name: string;
      readonly code: string;
      readonly message: string;
    };

/** A worker's function threw. `code` is that of the error thrown there. */
export class WorkerFailure extends Error {
  override readonly name = "WorkerFailure";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** In the worker: answers every question with one of `functions`. */
export function answerCalls(functions: WorkerFunctions): void {
  const answer = async ({ id, name, input }: Question): Promise<Answer> => {
    try {
      const run = functions[name];
      if (run === undefined) throw new RangeError(`no function ${name}`);
      // What each takes its caller is held to by `WorkerCalls`; here all that came is a name and a value.
      return { id, kind: "done", output: await run(input as never) };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "page.worker-failed";
      const message = error instanceof Error ? error.message : "";
      return { id, kind: "failed", name, code, message };
    }
  };
  // This runs in the worker; the types know the page, whose `onmessage` and `postMessage` take the same.
  globalThis.onmessage = ({ data }: MessageEvent<Question>) => {
    void answer(data).then((result) => globalThis.postMessage(result));
  };
}

type Input<T> = T extends (input: infer I) => Promise<unknown> ? I : never;
type Output<T> = T extends (input: never) => Promise<infer O> ? O : never;

/** In the page: calls the functions of one worker, which is started with the first question. */
export class WorkerCalls<T extends WorkerFunctions> {
  readonly #start: () => Worker;
  readonly #waiting = new Map<number, { done(output: unknown): void; failed(error: Error): void }>();
  #worker: Worker | undefined;
  #next = 1;

  constructor(start: () => Worker) {
    this.#start = start;
  }

  /** @throws WorkerFailure */
  call<K extends keyof T & string>(name: K, input: Input<T[K]>): Promise<Output<T[K]>> {
    const worker = this.#running();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { done: (output) => resolve(output as Output<T[K]>), failed: reject });
      worker.postMessage({ id, name, input } satisfies Question);
    });
  }

  /** Gives its memory back. The next call starts a new worker. */
  stop(): void {
    this.#end(new WorkerFailure("page.worker-stopped", "stopped"));
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#start();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.kind === "done") waiting?.done(data.output);
      else waiting?.failed(new WorkerFailure(data.code, data.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new WorkerFailure("page.worker-failed", "the worker broke down"));
    };
    return worker;
  }

  #end(reason: WorkerFailure): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { failed } of this.#waiting.values()) failed(reason);
    this.#waiting.clear();
  }
}
