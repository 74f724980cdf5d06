import { useEffect } from "preact/hooks";
import type { MessageView } from "../../../hub/contract/api.ts";
import { usePage } from "../page-context.ts";
import type { Press } from "../push/press.ts";

/** What the press of a notice leads to, at home. */
const FINDS: Readonly<Record<Exclude<Press, "safety">, (message: MessageView) => boolean>> = {
  waiting: ({ state }) => state === "awaiting_approval",
  answer: ({ direction }) => direction === "from-toy",
};

/**
 * Somebody pressed a notice: they are led to it as soon as it can be shown.
 * @param isFree whether the screen may be another one: what somebody records or is about to send is not taken from them
 */
export function useLook(
  isFree: boolean,
  go: (view: { readonly kind: "safety" } | { readonly kind: "home" }) => void,
): void {
  const page = usePage();
  const press = page.lookAsked.value;
  const house = page.house.value;
  // Opened without the hub, there is nothing to be led to yet.
  const isKnown = house !== undefined && page.connection.value.kind === "live";
  useEffect(() => {
    if (press === undefined || !isKnown) return;
    page.lookAsked.value = undefined;
    if (!isFree) return;
    if (press === "safety") return go({ kind: "safety" });
    const message = house.messages.find(FINDS[press]);
    if (message !== undefined) page.homeOf.value = message.child;
    go({ kind: "home" });
    // Home is drawn by then.
    requestAnimationFrame(() => {
      const row = document.querySelector<HTMLElement>(`[data-message="${message?.id}"]`);
      row?.scrollIntoView({ block: "center" });
      row?.querySelector("button")?.focus({ preventScroll: true });
    });
  }, [page, press, isKnown]);
}
