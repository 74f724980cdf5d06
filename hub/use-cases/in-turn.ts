/** @returns a queue for changes: each starts when the one before it has ended, well or badly */
export function makeTurns(): <T>(change: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(change: () => Promise<T>): Promise<T> => {
    const turn = last.then(change, change);
    last = turn.catch(() => undefined); // whoever asked hears of it; the next in line goes on
    return turn;
  };
}
