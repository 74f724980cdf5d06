/** Hubs that keep backups for each other: docs/second-hub.md. */
import {
  type KeeperCodeView,
  type KeepersView,
  keeperCode,
  keepersView,
} from "../../../hub/contract/keepers.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { Page } from "../page-state.ts";
import { withStepUp } from "./step-up.ts";

/** @throws HubRefusal, HubUnreachable */
export const loadKeepers = (page: Page): Promise<KeepersView> =>
  page.client.call("GET", "/keepers", { schema: keepersView });

/** What is typed at the other hub. @throws NotNow, HubRefusal, HubUnreachable */
export const inviteHub = (page: Page, name: string): Promise<KeeperCodeView> =>
  withStepUp(page, () => page.client.call("POST", "/keepers/invite", { json: { name }, schema: keeperCode }));

/** What is typed at a new machine. @throws NotNow, HubRefusal, HubUnreachable */
export const offerKept = (page: Page, hub: PublicId): Promise<KeeperCodeView> =>
  withStepUp(page, () => page.client.call("POST", "/keepers/offer", { json: { hub }, schema: keeperCode }));

/** @throws NotNow, HubRefusal, HubUnreachable */
export const pairWithKeeper = (page: Page, address: string, code: string): Promise<KeepersView> =>
  withStepUp(page, () =>
    page.client.call("POST", "/keepers/pair", { json: { address, code }, schema: keepersView }),
  );

/** @throws NotNow, HubRefusal, HubUnreachable */
export const leaveKeeper = (page: Page): Promise<KeepersView> =>
  withStepUp(page, () => page.client.call("POST", "/keepers/leave", { schema: keepersView }));

/** @throws NotNow, HubRefusal, HubUnreachable */
export const removeKept = (page: Page, hub: PublicId): Promise<KeepersView> =>
  withStepUp(page, () => page.client.call("POST", "/keepers/remove", { json: { hub }, schema: keepersView }));
