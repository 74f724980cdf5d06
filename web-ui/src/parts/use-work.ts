import { useState } from "preact/hooks";
import { NotNow } from "../actions/step-up.ts";
import { describeTrouble, type Trouble } from "../actions/trouble.ts";

export interface Work {
  readonly isBusy: boolean;
  readonly trouble: Trouble | undefined;
  /** Runs one thing at a time; what it throws becomes `trouble`, unless `onError` takes it or it is a {@link NotNow}. */
  run(work: () => Promise<void>): void;
  clear(): void;
}

export function useWork(onError: (error: unknown) => boolean = () => false): Work {
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const run = async (work: () => Promise<void>) => {
    if (isBusy) return;
    setBusy(true);
    setTrouble(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NotNow) && !onError(error)) setTrouble(describeTrouble(error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, trouble, run: (work) => void run(work), clear: () => setTrouble(undefined) };
}
