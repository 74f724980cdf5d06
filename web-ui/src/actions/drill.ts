import { type DrillView, drillView } from "../../../hub/contract/drill.ts";
import type { Page } from "../page-state.ts";

const SCHEMA = { schema: drillView };

/** What came of the last one, and how far one is that runs. @throws HubRefusal, HubUnreachable */
export const readDrill = (page: Page): Promise<DrillView> => page.client.call("GET", "/drill", SCHEMA);

/** Begins one. @throws HubRefusal, HubUnreachable */
export const startDrill = (page: Page): Promise<DrillView> => page.client.call("POST", "/drill", SCHEMA);
