/** What only one tab of this browser does at a time. */
export interface TabLocks {
  /** @returns gives it back, and resolves when others can have it; `undefined` where another tab has it */
  take(name: string): Promise<GiveBack | undefined>;
  /** Names that some tab has. */
  taken(): Promise<ReadonlySet<string>>;
}

export type GiveBack = () => Promise<void>;

/** The one microphone. */
export const MICROPHONE_LOCK = "pawpost-microphone";
/** A recording that is made or listened to just now. */
export const takeLock = (id: string): string => `pawpost-take-${id}`;

/** Web Locks: a tab that is gone has given back what it had, however it went. */
export const browserTabLocks: TabLocks = {
  take(name) {
    // Browsers without it are years old: there every tab is on its own.
    if (navigator.locks === undefined) return Promise.resolve(async () => undefined);
    return new Promise((resolve, reject) => {
      const held: Promise<void> = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(undefined);
        return new Promise<void>((release) =>
          resolve(() => {
            release();
            return held;
          }),
        );
      });
      held.catch(reject);
    });
  },
  async taken() {
    const locks = await navigator.locks?.query();
    return new Set((locks?.held ?? []).map(({ name = "" }) => name));
  },
};
