import { identityKey } from "../../../hub/archive/identity.ts";
import type { SessionInfo } from "../../../hub/contract/api.ts";
import { type Roster, rosterPerson, verifyRoster } from "../../../hub/contract/roster.ts";
import { KeyError } from "../keys/errors.ts";
import { followRoster } from "../keys/roster-pin.ts";
import type { VaultIdentities } from "../keys/vault-keys.ts";
import { NO_OLDER } from "../older-messages.ts";
import type { Page } from "../page-state.ts";
import { haltAtOtherFamily } from "./other-family.ts";

/**
 * Verifies the roster that came with a session, and that it goes on from what this browser saw before.
 * Nothing is remembered yet: see {@link enter}.
 * @throws SignatureError, KeyError `keys.not-mine`
 */
export async function believeRoster(page: Page, info: SessionInfo): Promise<Roster> {
  const roster = await verifyRoster(info.roster);
  followRoster(roster, await page.store.roster(info.hub));
  const me = rosterPerson(roster, info.person.id);
  const isMine = me?.signingKey === info.person.signingKey && roster.hub === info.hub;
  if (!isMine) throw new KeyError("keys.not-mine", "the roster names another hub or other keys");
  return roster;
}

/**
 * From here on somebody is signed in. What proves the session is kept, so that a reload does not end it.
 * @param vaults as they were opened just now; when left out, those that this browser kept
 */
export async function enter(
  page: Page,
  info: SessionInfo,
  roster: Roster,
  vaults?: VaultIdentities,
): Promise<void> {
  const known = await page.store.roster(info.hub);
  await page.store.putRoster(info.hub, followRoster(roster, known));
  // What nothing is sealed to any more opens nothing: it is let go of.
  const isBoxed = ([number]: readonly [number, unknown]) => info.vaults.some((box) => box.number === number);
  const kept =
    vaults === undefined ? new Map([...(await page.store.vaults())].filter(isBoxed)) : await keepable(vaults);
  const { hub, nonce, ath } = info;
  page.client.setClock(info.now);
  page.client.bind({ nonce, ath });
  await page.store.putSession({ hub, nonce, ath }, kept);
  page.vaults.value = kept.size > 0 ? kept : (vaults ?? page.vaults.value);
  page.session.value = { info, roster };
  page.phase.value = { kind: info.person.role === "relative" ? "relative" : "inside" };
}

/**
 * Session over: what it let this browser keep goes with it.
 * @param endedBy who signed this device out from another one
 */
export async function leave(page: Page, hasEnded: boolean, endedBy?: string): Promise<void> {
  const hub = page.session.value?.info.hub;
  await page.store.endSession();
  page.client.bind(undefined);
  page.clips.stop();
  page.vaults.value = new Map();
  page.session.value = undefined;
  page.house.value = undefined;
  page.isWhole.value = false;
  page.wasNew.value = false;
  page.connection.value = { kind: "live" };
  page.reports.value = undefined;
  page.people.value = undefined;
  page.alerts.value = undefined;
  page.ledger.value = undefined;
  page.outbox.value = [];
  page.found.value = [];
  page.sharing.value = undefined;
  page.post.value = undefined;
  page.resealing.value = undefined;
  page.homeOf.value = undefined;
  page.older.value = NO_OLDER;
  page.titles.value = new Map();
  page.inHand.clear();
  page.paces.clear();
  if (hub === undefined) return;
  page.phase.value = { kind: "sign-in", hub, hasEnded, endedBy, isOtherHub: false };
  if (!hasEnded) return;
  // Signed out because the hub started anew? A hub that is away is asked when it is back.
  const card = await page.client.card().catch(() => undefined);
  if (card === undefined || (await haltAtOtherFamily(page, card))) return;
  if (!card.claimed) {
    page.phase.value = { kind: "claim", hub: card.hub };
    return;
  }
  // Another one answers in its place.
  if (card.hub === hub) return;
  const isOtherHub = (await page.store.roster(card.hub)) === undefined;
  page.phase.value = { kind: "sign-in", hub: card.hub, hasEnded: false, endedBy: undefined, isOtherHub };
}

/** A browser without X25519 keys holds the vaults' identities in memory only; after a reload the passphrase is asked for. */
async function keepable(vaults: VaultIdentities): Promise<ReadonlyMap<number, CryptoKey>> {
  try {
    const keys = [...vaults].map(async ([number, vault]) => [number, await identityKey(vault)] as const);
    return new Map(await Promise.all(keys));
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") return new Map();
    throw error;
  }
}
