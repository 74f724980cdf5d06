import { openKeyFiles } from "../../../hub/archive/backup-keys.ts";
import { ArchiveError } from "../../../hub/archive/errors.ts";
import {
  type BackupView,
  backupKeys,
  backupView,
  proveKeysOpened,
} from "../../../hub/contract/backup-keys.ts";
import { parseBase64url } from "../../../hub/contract/base64url.ts";
import { KeyError } from "../keys/errors.ts";
import type { Page } from "../page-state.ts";
import { openAnew, type Way } from "./open-keys.ts";

/**
 * Opens the keys of the backup here, by this guardian's own, and tells the hub what only somebody who opened them can. None of them leaves the browser.
 * @throws KeyError `keys.not-in-backup`, ...; HubRefusal, HubUnreachable, PasskeyError
 */
export async function tryBackup(page: Page, way: Way): Promise<BackupView> {
  const [, { keys }] = await openAnew(page, way);
  const { nonce, sealed } = await page.client.call("GET", "/backup/keys", { schema: backupKeys });
  const files = await openKeyFiles(parseBase64url(sealed) ?? new Uint8Array(), keys.identity).catch(
    (cause: unknown) => {
      if (!(cause instanceof ArchiveError)) throw cause;
      throw new KeyError("keys.not-in-backup", "keys.age does not open", { cause });
    },
  );
  const json = { nonce, proof: await proveKeysOpened(nonce, files) };
  return page.client.call("POST", "/backup/opened", { json, schema: backupView });
}
