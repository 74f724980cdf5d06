import { type BackupView, backupView } from "../../../hub/contract/backup-keys.ts";
import type { Page } from "../page-state.ts";

/** @throws HubRefusal, HubUnreachable */
export const loadBackup = (page: Page): Promise<BackupView> =>
  page.client.call("GET", "/backup", { schema: backupView });
