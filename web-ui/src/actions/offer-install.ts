/** The page on a home screen: offered where the browser lets a page ask, explained where only its person can do it. */
import type { Page } from "../page-state.ts";

/** `ask`: the browser's own question, upon a press. `by-hand`: an iPhone or iPad, where its person does it. */
export type InstallOffer =
  | { readonly kind: "ask"; readonly ask: () => Promise<boolean> }
  | { readonly kind: "by-hand" };

/** Chromium's; no other browser has it, and TypeScript's DOM neither. */
interface InstallEvent extends Event {
  prompt(): Promise<{ readonly outcome: "accepted" | "dismissed" }>;
}

export function followInstall(page: Page): void {
  // Safari's, on iPhones and iPads alone; `false` in a tab.
  if ((navigator as { standalone?: boolean }).standalone === false)
    page.installOffer.value = { kind: "by-hand" };
  addEventListener("beforeinstallprompt", (event) => {
    // The browser's own bar would come in the middle of something else.
    event.preventDefault();
    const ask = async () => (await (event as InstallEvent).prompt()).outcome === "accepted";
    page.installOffer.value = { kind: "ask", ask };
  });
  addEventListener("appinstalled", () => {
    page.installOffer.value = undefined;
  });
}
