/**
 * What the tab says: how many messages wait on this device, the product, the screen. Browsers keep titles in their history, where
 * others in the house come across them: no person and no toy is named.
 */
import { effect, signal } from "@preact/signals";
import { words } from "./words.ts";

export const tabTitle = {
  /** As it is called in the language that is spoken; empty before there is one. */
  screen: signal(""),
  /** Messages that have not reached the hub. */
  waiting: signal(0),
};

export const followTabTitle = (): (() => void) =>
  effect(() => {
    document.title = words.tab.title(tabTitle.screen.value, tabTitle.waiting.value);
  });
