import { useEffect } from "preact/hooks";
import { focusTitle } from "./focus-title.ts";

/** What the Tab key leads to; hidden inputs of files lie in a label that is seen. */
const STOPS = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, audio";

/**
 * What has the focus may go away under somebody's hands: a question is answered, a message is erased. Browsers begin at the top of
 * the page then; here the keyboard goes on beside where it was, and from a dialog where it was before that.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    /** What had the focus last, and all that it lay in, innermost first. */
    let last: readonly Element[] = [];
    let beforeDialog: readonly Element[] = [];
    const note = ({ target }: FocusEvent) => {
      const trail = trailOf(target as Element);
      if (isInDialog(trail) && !isInDialog(last)) beforeDialog = last;
      last = trail;
    };
    const restore = () => {
      if (last[0]?.isConnected !== false || document.activeElement !== document.body) return;
      const trail = isInDialog(last) ? beforeDialog : last;
      last = [];
      const stop = nearest(trail);
      if (stop === undefined) focusTitle();
      else stop.focus({ preventScroll: true });
    };
    const watch = new MutationObserver(restore);
    watch.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", note);
    return () => {
      watch.disconnect();
      document.removeEventListener("focusin", note);
    };
  }, []);
}

function trailOf(element: Element): readonly Element[] {
  const trail: Element[] = [];
  for (let each: Element | null = element; each !== null; each = each.parentElement) trail.push(each);
  return trail;
}

const isInDialog = (trail: readonly Element[]): boolean => trail.some((each) => each.matches("dialog"));

/** The same, if it is there, or else the first that lies in what is left around it; never as far as the whole screen. */
function nearest(trail: readonly Element[]): HTMLElement | undefined {
  for (const each of trail) {
    if (!each.isConnected) continue;
    if (each.matches("main, main > .screen, body, html")) return undefined;
    const stop = each.matches(STOPS) ? each : each.querySelector(STOPS);
    if (stop instanceof HTMLElement) return stop;
  }
  return undefined;
}
