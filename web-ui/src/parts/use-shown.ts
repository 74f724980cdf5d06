import { useEffect, useRef, useState } from "preact/hooks";
import { describeTrouble, type Trouble } from "../actions/trouble.ts";
import { newestAnswer } from "../newest-answer.ts";

interface Shown<T> {
  /** What was read last; `undefined` before the first time. */
  readonly value: T | undefined;
  readonly trouble: Trouble | undefined;
  readonly reload: () => void;
}

/**
 * What a screen shows of the hub: read when it opens, whenever `news` is another, and by `reload`.
 * @param read stays what it was at the first drawing
 */
export function useShown<T>(read: () => Promise<T>, news?: unknown): Shown<T> {
  const [value, setValue] = useState<T>();
  const [trouble, setTrouble] = useState<Trouble>();
  const asking = useRef<() => Promise<void>>(undefined);
  asking.current ??= newestAnswer(read, {
    answer(now) {
      setTrouble(undefined);
      setValue(() => now);
    },
    error: (error) => setTrouble(describeTrouble(error)),
  });
  const reload = () => void asking.current?.();
  useEffect(reload, [news]);
  return { value, trouble, reload };
}
