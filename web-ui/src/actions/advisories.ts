import { type AdvisoriesView, advisoriesView } from "../../../hub/contract/advisories.ts";
import type { Page } from "../page-state.ts";

const SCHEMA = { schema: advisoriesView };

/** What the project says of weaknesses. @throws HubRefusal, HubUnreachable */
export const readAdvisories = (page: Page): Promise<AdvisoriesView> =>
  page.client.call("GET", "/advisories", SCHEMA);

/** The same, when the hub has asked the project anew. @throws HubRefusal, HubUnreachable */
export const askForAdvisories = (page: Page): Promise<AdvisoriesView> =>
  page.client.call("POST", "/advisories/ask", SCHEMA);
