/** @returns a queue for changes: each starts when the one before it has ended, well or badly */
export function makeTurns(): <T>(change: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(change: () => Promise<T>): Promise<T> => {
    const turn = last.then(change, change);
    last = turn.catch(() => undefined); // whoever asked hears of it; the next in line goes on
    return turn;
  };
}

/** @returns the same, with a queue for each key */
export function makeTurnsByKey(): <T>(key: string, change: () => Promise<T>) => Promise<T> {
  const queues = new Map<string, { readonly turn: ReturnType<typeof makeTurns>; waiting: number }>();
  return async <T>(key: string, change: () => Promise<T>): Promise<T> => {
    const queue = queues.get(key) ?? { turn: makeTurns(), waiting: 0 };
    queues.set(key, queue);
    queue.waiting += 1;
    try {
      return await queue.turn(change);
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(key);
    }
  };
}
