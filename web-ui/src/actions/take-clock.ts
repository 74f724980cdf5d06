import type { Page } from "../page-state.ts";

/** What time it is at the hub, out of an answer that came just now: proofs go by it, and the page says where this device's differs. */
export function takeClock({ client, hubAheadMs }: Page, now: string): void {
  client.setClock(now);
  // Of less than a second nothing hangs, and a screen need not be drawn anew for it.
  hubAheadMs.value = Math.round((client.hubNow() - Date.now()) / 1_000) * 1_000;
}
