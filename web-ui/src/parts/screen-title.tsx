import { useLayoutEffect, useRef } from "preact/hooks";
import { tabTitle } from "../tab-title.ts";

interface ScreenTitleProps {
  readonly title: string;
  /** What the tab says, where the title names somebody. */
  readonly tab?: string;
  /** Of one that changes while it is looked at. */
  readonly live?: "polite";
}

/**
 * The heading of a screen, and the name of its tab. When another screen comes it takes the focus: a person who reads with the ears
 * hears where they are, and the keyboard goes on from there. One that takes the place of its like is given a `key`.
 */
export function ScreenTitle({ title, tab = title, live }: ScreenTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Not `useEffect`: what the screen itself leads to, such as a message, comes after it.
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);
  // At once: whoever sees the heading finds the tab called so.
  useLayoutEffect(() => {
    tabTitle.screen.value = tab;
  }, [tab]);
  return (
    <h1 ref={heading} tabIndex={-1} aria-live={live}>
      {title}
    </h1>
  );
}
