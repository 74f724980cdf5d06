import { batch } from "@preact/signals";
import { type HouseState, houseEvent, houseState } from "../../../hub/contract/api.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import { follow } from "../hub/follow.ts";
import { isFree } from "../names.ts";
import { cut, type Page } from "../page-state.ts";
import { fetchAlerts } from "./alerts.ts";
import { leave } from "./enter.ts";
import { fetchPeople } from "./fetch-people.ts";
import { hearHouse } from "./hear-house.ts";
import { readAnew } from "./read-anew.ts";
import { fetchReports } from "./reports.ts";
import { showDistrust } from "./show-distrust.ts";
import { takeClock } from "./take-clock.ts";
import { findTakes } from "./takes.ts";

/** Nobody waits longer to see home for what stands beside it. */
const AROUND_MS = 2_000;

/** Keeps the page's view of the house up to date until the session ends. */
export function followHouse(page: Page, signal: AbortSignal): Promise<void> {
  const asked = new Set<string>();
  return follow(
    page.client,
    {
      path: "/events",
      schema: houseEvent,
      timer: browserTimer,
      onEvent(event) {
        batch(() => {
          hearHouse(page, event);
          // It begins with the whole state: before that nothing of what is shown is known to be so.
          if (event.kind !== "state") return;
          page.connection.value = { kind: "live" };
          takeClock(page, event.state.now);
        });
        if (event.kind === "state") void fetchAround(page, signal);
        if (event.kind === "reports") void fetchReports(page);
        // Whoever was suspended, or is back, is told at once.
        if (event.kind === "people") void readAnew(page).catch((error) => showDistrust(page, error));
        if (event.kind === "alerts") void fetchAlerts(page);
        if (event.kind === "people") void fetchPeople(page);
        const unknown = unknownChildren(page.house.value).filter((child) => !asked.has(child));
        for (const child of unknown) asked.add(child);
        if (unknown.length > 0) void askForAll(page);
      },
      onConnection(isLive) {
        if (!isLive) page.connection.value = cut(page.connection.value, Date.now());
      },
      onEnded: ({ problem }) => void leave(page, true, problem.by),
    },
    signal,
  );
}

/** What home shows beside the house: once it was asked for, home is whole, whatever the answers. */
async function fetchAround(page: Page, signal: AbortSignal): Promise<void> {
  const asked = [fetchReports(page), fetchAlerts(page), fetchPeople(page), findTakes(page)];
  await Promise.race([Promise.allSettled(asked), browserTimer.pause(AROUND_MS, signal)]).catch(
    () => undefined,
  );
  if (signal.aborted) return;
  page.isWhole.value = true;
}

/** A toy that was just claimed may belong to a child whom no event has named yet; one that is free belongs to none. */
const unknownChildren = (house: HouseState | undefined): readonly string[] =>
  house?.toys.filter((toy) => isFree(house, toy)).map(({ child }) => child) ?? [];

async function askForAll(page: Page): Promise<void> {
  try {
    const state = await page.client.call("GET", "/state", { schema: houseState });
    hearHouse(page, { kind: "state", state });
  } catch (error) {
    // The stream says when the hub is away, and brings the whole state when it is back.
    if (!(error instanceof HubUnreachable || error instanceof HubRefusal)) throw error;
  }
}
