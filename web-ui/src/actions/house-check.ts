import { type HouseCheckView, houseCheckView } from "../../../hub/contract/house-check.ts";
import type { Page } from "../page-state.ts";

const SCHEMA = { schema: houseCheckView };

/** What was found when the house was looked at last. @throws HubRefusal, HubUnreachable */
export const readHouseCheck = (page: Page): Promise<HouseCheckView> =>
  page.client.call("GET", "/house-check", SCHEMA);

/** The same, looked at just now. @throws HubRefusal, HubUnreachable */
export const lookAtHouse = (page: Page): Promise<HouseCheckView> =>
  page.client.call("POST", "/house-check/look", SCHEMA);
