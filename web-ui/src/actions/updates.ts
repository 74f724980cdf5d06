import { type UpdatesView, updatesView } from "../../../hub/contract/updates.ts";
import type { Page } from "../page-state.ts";

const SCHEMA = { schema: updatesView };

/** Which version runs, and whether there is a newer one. @throws HubRefusal, HubUnreachable */
export const readUpdates = (page: Page): Promise<UpdatesView> => page.client.call("GET", "/updates", SCHEMA);

/** The same, when the hub has asked anew. @throws HubRefusal, HubUnreachable */
export const askForUpdates = (page: Page): Promise<UpdatesView> =>
  page.client.call("POST", "/updates/ask", SCHEMA);

/** @param when `null` takes it back @throws HubRefusal, HubUnreachable */
export const installUpdate = (page: Page, when: "now" | "by-day" | null): Promise<UpdatesView> =>
  page.client.call("POST", "/updates/install", { ...SCHEMA, json: { when } });

/** @throws HubRefusal, HubUnreachable */
export const switchUpdates = (page: Page, isOn: boolean): Promise<UpdatesView> =>
  page.client.call("PUT", "/updates/automatic", { ...SCHEMA, json: { isOn } });
