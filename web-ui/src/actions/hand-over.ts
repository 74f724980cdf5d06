/**
 * From one page to another: the person's keys, sealed, and a secret that opens them once. To another address, another phone, or into
 * an app that keeps things for itself.
 */
import { sessionInfo } from "../../../hub/contract/api.ts";
import {
  type HandOverMade,
  handOverFound,
  handOverMade,
  signHandOver,
} from "../../../hub/contract/hand-over.ts";
import { rosterPerson, verifyRoster } from "../../../hub/contract/roster.ts";
import { KeyError } from "../keys/errors.ts";
import { openParcel, sealParcel } from "../keys/hand-over-parcel.ts";
import { deriveHandOverKeys, type HandOverSecret, makeHandOverSecret } from "../keys/hand-over-secret.ts";
import type { PersonKeys } from "../keys/person-keys.ts";
import { signerOf } from "../keys/signing-key.ts";
import { openVaults } from "../keys/vault-keys.ts";
import type { Page } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";
import { readAnew } from "./read-anew.ts";
import { keepRelativesKeys, openRelativesKeys } from "./relatives-keys.ts";
import { nameDevice } from "./sign-in.ts";
import { stepUp } from "./step-up.ts";

/** @property secret kept nowhere */
export interface HandOver extends HandOverMade {
  readonly secret: HandOverSecret;
}

/** Of a guardian. @throws NotNow, HubRefusal, HubUnreachable, SignatureError, KeyError */
export async function makeHandOver(page: Page): Promise<HandOver> {
  const { keys } = await stepUp(page);
  return leaveKeys(page, keys, "/hand-overs");
}

/** Of a relative, who has nothing to show but this browser. @throws HubRefusal, HubUnreachable, SignatureError, KeyError */
export const makeRelativesHandOver = async (page: Page): Promise<HandOver> =>
  leaveKeys(page, await openRelativesKeys(page), "/post/hand-overs");

async function leaveKeys(page: Page, keys: PersonKeys, path: `/${string}`): Promise<HandOver> {
  const { roster } = await readAnew(page);
  const secret = makeHandOverSecret();
  const { id, identity } = await deriveHandOverKeys(secret);
  const { hub, fingerprint } = roster;
  const box = await sealParcel({ hub, fingerprint, keys }, identity);
  const made = await page.client.call("POST", path, { json: { id, box }, schema: handOverMade });
  return { ...made, secret };
}

/**
 * Opens what the other page left and goes on here as the same person, on a device of this page's own. What the hub says is
 * believed only where it fits what was sealed.
 * @throws HubRefusal, HubUnreachable, SignatureError, KeyError
 */
export async function takeHandOver(page: Page, secret: HandOverSecret): Promise<void> {
  const { client } = page;
  client.bind(undefined);
  const { hub } = await client.card();
  const { id, identity } = await deriveHandOverKeys(secret);
  const found = await client.call("POST", "/hand-over/look", { json: { id }, schema: handOverFound });
  const parcel = await openParcel(found.box, identity);
  if (parcel.hub !== hub) throw new KeyError("keys.other-hub", "sealed by a page of another hub");
  const { keys } = parcel;
  const signer = await signerOf(keys.signing);
  const before = await verifyRoster(found.roster);
  if (before.hub !== hub || before.fingerprint !== parcel.fingerprint)
    throw new KeyError("keys.not-mine", "another family than the other page's");
  if (rosterPerson(before, found.person.id)?.signingKey !== signer.publicKey)
    throw new KeyError("keys.not-mine", "the roster names another signing key for this person");
  const device = { key: page.device.publicKey, label: deviceLabel(navigator.userAgent) };
  const proof = await signHandOver({ hub, handOver: id, device: device.key }, signer);
  const info = await client.call("POST", "/hand-over/enter", {
    json: { id, proof, device },
    schema: sessionInfo,
  });
  const roster = await believeRoster(page, info);
  if (info.person.signingKey !== signer.publicKey)
    throw new KeyError("keys.not-mine", "let in as somebody else");
  client.bind({ nonce: info.nonce, ath: info.ath });
  const isGuardian = info.person.role === "guardian";
  const vaults = isGuardian ? await openVaults(info.vaults, keys.identity, roster) : undefined;
  const grown = info.deviceCounts ? info : await nameDevice(page, info, roster, signer);
  if (!isGuardian) await keepRelativesKeys(page, keys);
  await enter(page, grown, await believeRoster(page, grown), vaults);
}
