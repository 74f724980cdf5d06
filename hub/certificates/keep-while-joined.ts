/** Where a hub has its names: `<hub>.<zone>` stands above all of them. */
export interface Place {
  readonly hub: string;
  readonly zone: string;
}

/** For as long as the hub is at a relay, a keeper is at work on a certificate for its names there; at another one it is another keeper. */
export function keepWhileJoined(options: {
  /** Where the hub is now; `undefined`: at no relay. */
  readonly place: () => Place | undefined;
  readonly onChange: (listener: () => void) => void;
  readonly begin: (place: Place) => AsyncDisposable;
  readonly fail: (error: unknown) => void;
}): AsyncDisposable {
  const { place, begin, fail } = options;
  let current: { readonly zone: string; readonly keeper: AsyncDisposable } | undefined;
  let turn: Promise<void> = Promise.resolve();
  let isOver = false;
  const look = () => {
    turn = turn
      .then(async () => {
        const now = isOver ? undefined : place();
        if (now?.zone === current?.zone) return;
        const before = current;
        current = undefined;
        await before?.keeper[Symbol.asyncDispose]();
        if (now !== undefined) current = { zone: now.zone, keeper: begin(now) };
      })
      .catch(fail);
  };
  options.onChange(look);
  look();
  return {
    async [Symbol.asyncDispose]() {
      isOver = true;
      look();
      await turn;
    },
  };
}
