import { useEffect } from "preact/hooks";

/** On another screen a person who reads with the ears hears where they are, and the keyboard goes on from there. */
export function useHeadingFocus(screen: string): void {
  useEffect(() => {
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [screen]);
}
