import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A screen or two before it is reached. */
const AHEAD = "1500px";

/** Whether something is in sight, or soon will be. */
export function useNearness(what: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = what.current;
    if (element === null) return undefined;
    const watch = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting === true), {
      rootMargin: `${AHEAD} 0px`,
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [what]);
  return isNear;
}
