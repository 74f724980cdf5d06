/** Work that strangers can ask for: a few at once, some that wait, and no more. */
export interface BoundedQueue {
  /** @returns `undefined` when too many wait already: nothing was done */
  run<T>(work: () => Promise<T>): Promise<{ readonly done: T } | undefined>;
}

export function makeBoundedQueue(limits: {
  readonly atOnce: number;
  readonly mostWaiting: number;
}): BoundedQueue {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(work) {
      if (running >= limits.atOnce) {
        if (waiting.length >= limits.mostWaiting) return undefined;
        // Who is let in from here takes over the place of who left.
        await new Promise<void>((turn) => waiting.push(turn));
      } else running += 1;
      try {
        return { done: await work() };
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
