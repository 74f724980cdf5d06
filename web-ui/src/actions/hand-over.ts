/** From the page at one address to the page at another: the person's keys, sealed, and a link that opens them once. */
import { sealBox } from "../../../hub/archive/box.ts";
import { recipientOf } from "../../../hub/archive/identity.ts";
import { sessionInfo } from "../../../hub/contract/api.ts";
import {
  type HandOverMade,
  handOverFound,
  handOverMade,
  signHandOver,
} from "../../../hub/contract/hand-over.ts";
import { rosterPerson, verifyRoster } from "../../../hub/contract/roster.ts";
import { KeyError } from "../keys/errors.ts";
import { deriveHandOverKeys, type HandOverLink, writeHandOverLink } from "../keys/hand-over-link.ts";
import { makeInvitationLink } from "../keys/invitation-link.ts";
import { openPersonKeys, openSlot } from "../keys/open-slot.ts";
import { encodePersonKeys } from "../keys/person-keys.ts";
import { signerOf } from "../keys/signing-key.ts";
import type { Page } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";
import { readAnew } from "./read-anew.ts";
import { nameDevice } from "./sign-in.ts";
import { stepUp } from "./step-up.ts";

/** @property fragment goes behind any of the addresses. Not kept anywhere */
export interface HandOver extends HandOverMade {
  readonly fragment: string;
}

/** @throws NotNow, HubRefusal, HubUnreachable, SignatureError, KeyError */
export async function makeHandOver(page: Page): Promise<HandOver> {
  const { keys } = await stepUp(page);
  const { roster } = await readAnew(page);
  const link = makeInvitationLink(roster);
  const { id, identity } = await deriveHandOverKeys(link);
  const box = await sealBox(encodePersonKeys(keys), await recipientOf(identity));
  const made = await page.client.call("POST", "/hand-overs", { json: { id, box }, schema: handOverMade });
  return { ...made, fragment: writeHandOverLink(link) };
}

/**
 * Opens what the other page left and goes on here as the same person, on a device of this page's own. What the hub says is
 * believed only where it fits the link.
 * @throws HubRefusal, HubUnreachable, SignatureError, KeyError
 */
export async function takeHandOver(page: Page, link: HandOverLink): Promise<void> {
  const { client } = page;
  client.bind(undefined);
  const { hub } = await client.card();
  if (hub !== link.hub) throw new KeyError("keys.other-hub", "the link is for another hub");
  const { id, identity } = await deriveHandOverKeys(link);
  const found = await client.call("POST", "/hand-over/look", { json: { id }, schema: handOverFound });
  const before = await verifyRoster(found.roster);
  if (before.hub !== hub || before.fingerprint !== link.fingerprint)
    throw new KeyError("keys.not-mine", "another family than the link's");
  const signer = await signerOf((await openPersonKeys(identity, [found.box])).signing);
  if (rosterPerson(before, found.person.id)?.signingKey !== signer.publicKey)
    throw new KeyError("keys.not-mine", "the roster names another signing key for this person");
  const device = { key: page.device.publicKey, label: deviceLabel(navigator.userAgent) };
  const proof = await signHandOver({ hub, handOver: id, device: device.key }, signer);
  const info = await client.call("POST", "/hand-over/enter", {
    json: { id, proof, device },
    schema: sessionInfo,
  });
  const roster = await believeRoster(page, info);
  const { vaults } = await openSlot(identity, { ...info, slots: [found] }, roster);
  client.bind({ nonce: info.nonce, ath: info.ath });
  const grown = info.deviceCounts ? info : await nameDevice(page, info, roster, signer);
  await enter(page, grown, await believeRoster(page, grown), vaults);
}
