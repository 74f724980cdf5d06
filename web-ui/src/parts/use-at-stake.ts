import { useEffect } from "preact/hooks";
import { usePage } from "../page-context.ts";

/** While it is so, the page is not loaded anew by itself, nor offered to be. */
export function useAtStake(isSo = true): void {
  const { atStake } = usePage();
  useEffect(() => {
    if (!isSo) return;
    atStake.value += 1;
    return () => {
      atStake.value -= 1;
    };
  }, [atStake, isSo]);
}
