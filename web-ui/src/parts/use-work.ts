import { useRef, useState } from "preact/hooks";
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
  // What was rendered while something ran, and is called later, as by a timer, would see it run for ever.
  const running = useRef(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const run = async (work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setTrouble(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NotNow) && !onError(error)) setTrouble(describeTrouble(error));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { isBusy, trouble, run: (work) => void run(work), clear: () => setTrouble(undefined) };
}
