/** One thing at a time, in the order asked for. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Runs `work` when all before it are over. One that is aborted while it waits never starts. */
  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    this.#last = over;
    try {
      await untilAborted(before, signal);
      return await work();
    } finally {
      // The next one's turn never comes before ours would have.
      void before.then(end);
    }
  }
}

async function untilAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const abort = () => resolve();
  signal.addEventListener("abort", abort);
  await Promise.race([turn, aborted]);
  signal.removeEventListener("abort", abort);
  signal.throwIfAborted();
}
