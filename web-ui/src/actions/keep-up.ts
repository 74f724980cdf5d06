import { browserTimer } from "../hub/browser-timer.ts";
import type { Page } from "../page-state.ts";
import { keepCheckingLedger } from "./check-ledger.ts";
import { followHouse } from "./open-page.ts";
import { keepFollowingPost } from "./post.ts";
import { resumeParcels } from "./send-message.ts";

/** As long as somebody is signed in: sends what could not be sent, and follows what is theirs to see. */
export function keepUp(page: Page, kind: "inside" | "relative", signal: AbortSignal): void {
  void resumeParcels(page);
  if (kind === "relative") return void keepFollowingPost(page, signal);
  void followHouse(page, signal);
  void keepCheckingLedger(page, browserTimer, signal);
}
