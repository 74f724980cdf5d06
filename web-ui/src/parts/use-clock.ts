import { useEffect, useState } from "preact/hooks";

/**
 * The time, for words that grow old: "2 min ago". Looked up again every so often, and when somebody comes back to the page.
 * @returns Unix ms
 */
export function useClock(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const look = () => setNow(Date.now());
    const ticking = setInterval(look, everyMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(ticking);
      document.removeEventListener("visibilitychange", look);
    };
  }, [everyMs]);
  return now;
}
