import { useEffect, useRef } from "preact/hooks";
import { useWork, type Work } from "./use-work.ts";

/**
 * Reads whenever there is another key. One that comes while something runs is read for after it.
 * @param key `undefined` while there is nothing to read; the same one after that is read for again
 */
export function useReading(
  key: string | undefined,
  read: () => Promise<void>,
  onError?: (error: unknown) => boolean,
): Work {
  const work = useWork(onError);
  const asked = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (key !== undefined && work.isBusy) return;
    const isNew = asked.current !== key;
    asked.current = key;
    if (isNew && key !== undefined) work.run(read);
  }, [key, work.isBusy]);
  return work;
}
