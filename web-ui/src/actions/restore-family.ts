/** The page's side of bringing a family back on a hub that nobody claimed: `hub/contract/restoring.ts`. The backup's keys are opened here. */
import { openBackupKeys, type WayInSecret } from "../../../hub/archive/backup-keys.ts";
import { derivePassphraseKeys } from "../../../hub/archive/derive-keys.ts";
import { ArchiveError } from "../../../hub/archive/errors.ts";
import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import { encodeBase64url, parseBase64url } from "../../../hub/contract/base64url.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import {
  type FoundBackups,
  type FoundPlace,
  foundBackups,
  MOST_PIECE_BYTES,
  type RestoredView,
  type RestoreState,
  restoredView,
  restoreState,
} from "../../../hub/contract/restoring.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import type { FollowTimer } from "../hub/follow.ts";
import { KeyError } from "../keys/errors.ts";
import { readLastView } from "../keys/last-view.ts";
import type { Page } from "../page-state.ts";

const LOOK_EVERY_MS = 500;
const PIECE_TRIES = 5;
const PIECE_PAUSE_MS = 2_000;

export type TypedSecret =
  | { readonly kind: "passphrase"; readonly passphrase: string }
  | { readonly kind: "sheet"; readonly identity: AgeIdentity };

interface Waiting {
  readonly timer: Pick<FollowTimer, "pause">;
  readonly signal: AbortSignal;
}

/** @throws HubRefusal, HubUnreachable */
export const lookForBackups = (page: Page, code: string): Promise<FoundBackups> =>
  page.client.call("POST", "/restore/look", { json: { code }, schema: foundBackups });

/**
 * Brings a copy to the hub that lies on this device, piece by piece. For the device that showed the code. A piece whose answer got lost is sent again; the
 * hub knows it.
 * @throws HubRefusal, HubUnreachable; the signal's reason
 */
export async function bringCopy(
  page: Page,
  file: Blob,
  { timer, signal, onBytes }: Waiting & { readonly onBytes: (there: number) => void },
): Promise<void> {
  let at = 0;
  do {
    const bytes = new Uint8Array(await file.slice(at, at + MOST_PIECE_BYTES).arrayBuffer());
    const path = `/restore/upload?at=${at}&of=${file.size}`;
    for (let left = PIECE_TRIES; ; left--) {
      try {
        await page.client.call("POST", path, { bytes, signal });
        break;
      } catch (error) {
        if (!(error instanceof HubUnreachable) || left === 1) throw error;
      }
      await timer.pause(PIECE_PAUSE_MS, signal);
    }
    at += bytes.byteLength;
    onBytes(at);
  } while (at < file.size);
}

/** Has the hub fetch one from another hub that keeps it. For the device that showed the code. @throws HubRefusal, HubUnreachable */
export const fetchKept = (page: Page, address: string, code: string): Promise<void> =>
  page.client.call("POST", "/restore/fetch", { json: { address, code } });

/**
 * Opens the keys, and hands those of the hub to the hub; the guardians' boxes beside them stay here.
 * @throws KeyError `keys.wrong-passphrase`, `keys.other-sheet`, `keys.not-in-backup`; HubRefusal, HubUnreachable
 */
export async function beginRestore(
  page: Page,
  place: FoundPlace,
  backup: number,
  typed: TypedSecret,
): Promise<void> {
  const sealed = parseBase64url(place.sealed) ?? new Uint8Array();
  const { files, recipient } = await openBackupKeys(sealed, place.ways, secretOf(page, typed)).catch(
    (cause: unknown) => {
      if (!(cause instanceof ArchiveError)) throw cause;
      if (cause.code !== "archive.wrong-key")
        throw new KeyError("keys.not-in-backup", "keys.age does not hold together", { cause });
      const code = typed.kind === "sheet" ? "keys.other-sheet" : "keys.wrong-passphrase";
      throw new KeyError(code, "it opens none of the keys in the backup", { cause });
    },
  );
  const keys = files
    .filter(({ name }) => name.endsWith(".key"))
    .map(({ name, bytes }) => ({ name, bytes: encodeBase64url(bytes) }));
  const json = { place: place.place, backup, keys, recipient };
  await page.client.call("POST", "/restore/begin", { json });
}

function secretOf(page: Page, typed: TypedSecret): WayInSecret {
  if (typed.kind === "sheet") return typed;
  return {
    kind: "passphrase",
    wrap: async (salt) => (await derivePassphraseKeys(typed.passphrase, salt, page.hashPassphrase)).wrap,
  };
}

/** Until it is here, asks who was removed, or failed. @throws HubRefusal, HubUnreachable; the signal's reason */
export async function followRestore(
  page: Page,
  { timer, signal, onState }: Waiting & { readonly onState: (state: RestoreState) => void },
): Promise<RestoreState> {
  for (;;) {
    const state = await page.client.call("GET", "/restore", { schema: restoreState, signal });
    onState(state);
    if (state.kind !== "laying" && state.kind !== "fetching") return state;
    await timer.pause(LOOK_EVERY_MS, signal);
  }
}

/** What this browser remembers of that family: the list of its people, where it was signed in there, and how long that was. */
export async function rememberFamily(
  page: Page,
  hub: PublicId,
): Promise<{ readonly length: number; readonly entries: readonly string[] | null }> {
  const known = await page.store.roster(hub);
  const view = await page.store.lastView();
  const info = view === undefined ? undefined : readLastView(view)?.info;
  return { length: known?.length ?? 0, entries: info?.hub === hub ? info.roster : null };
}

/** @param out who was removed since. @throws HubRefusal, HubUnreachable */
export const finishRestore = (
  page: Page,
  out: readonly PublicId[],
  roster: readonly string[] | null,
): Promise<RestoredView> =>
  page.client.call("POST", "/restore/finish", { json: { out, roster }, schema: restoredView });

/** @throws HubRefusal, HubUnreachable */
export const dropRestore = (page: Page): Promise<void> => page.client.call("DELETE", "/restore");

/** Until the hub answers as the one that came back. @throws the signal's reason */
export async function waitForHub(page: Page, hub: PublicId, { timer, signal }: Waiting): Promise<void> {
  for (;;) {
    const card = await page.client.card(signal).catch((error: unknown) => {
      if (error instanceof HubUnreachable || error instanceof HubRefusal) return undefined;
      throw error;
    });
    if (card?.hub === hub && card.claimed) return;
    await timer.pause(LOOK_EVERY_MS, signal);
  }
}
