/** What a guardian does with recovery sheets. The sheet's text is made and read here, and goes nowhere. */
import { sealBox } from "../../../hub/archive/box.ts";
import { type AgeIdentity, makeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import { sessionInfo } from "../../../hub/contract/api.ts";
import { encodeBase64url } from "../../../hub/contract/base64url.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import { makePublicId } from "../../../hub/contract/public-id.ts";
import {
  nonceResponse,
  type SlotOrder,
  type SlotView,
  signSheetProof,
  signSlotOrder,
  slotList,
} from "../../../hub/contract/slots.ts";
import { derivePassphraseKeys } from "../keys/derive-keys.ts";
import { type OpenedSlot, openSlot } from "../keys/open-slot.ts";
import { encodePersonKeys } from "../keys/person-keys.ts";
import { deriveSheetKeys } from "../keys/recovery-sheet.ts";
import type { Page, Session } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";
import { readAnew } from "./read-anew.ts";
import { nameDevice, openWithPassphrase } from "./sign-in.ts";

export type SheetSlot = Extract<SlotView, { kind: "recovery-sheet" }>;

const sheetsOf = (slots: readonly SlotView[]): readonly SheetSlot[] =>
  slots.filter((slot) => slot.kind === "recovery-sheet");

/** The person's sheets as the hub lists them; newest last. */
export const sheetsOn = (page: Page): readonly SheetSlot[] => sheetsOf(page.session.value?.info.slots ?? []);

/** @throws KeyError, HubRefusal, HubUnreachable, SignatureError */
export async function openAnew(page: Page, passphrase: string): Promise<readonly [Session, OpenedSlot]> {
  const session = await readAnew(page);
  return [session, await openWithPassphrase(page, session, passphrase)];
}

const newId = () => makePublicId(crypto.getRandomValues(new Uint8Array(16)));

/** Makes a sheet and its slot. It counts for nothing until it was typed back. @throws HubRefusal, HubUnreachable */
export async function makeSheet(page: Page, session: Session, { keys, signer }: OpenedSlot) {
  const sheet = await deriveSheetKeys(await makeIdentity());
  const slot = {
    id: newId(),
    recipient: sheet.recipient,
    proofKey: sheet.proof.publicKey,
    box: await sealBox(encodePersonKeys(keys), sheet.recipient),
  };
  await change(page, session, signer, { kind: "add-sheet", slot }, "POST", "/slots");
  return { id: slot.id, identity: sheet.identity };
}

/**
 * Opens the box with what was typed, believes it only if these are the person's keys and they open the vault, and shows the
 * hub a signature by each.
 * @returns whether it was this sheet
 * @throws KeyError, HubRefusal, HubUnreachable
 */
export async function testSheet(
  page: Page,
  session: Session,
  slot: SheetSlot,
  identity: AgeIdentity,
): Promise<boolean> {
  if ((await recipientOf(identity)) !== slot.recipient) return false;
  const sheet = await deriveSheetKeys(identity);
  const { signer } = await openSlot(identity, { ...session.info, slots: [slot] }, session.roster);
  const path = `/slots/${slot.id}/test`;
  await change(page, session, signer, { kind: "tested", slot: slot.id }, "POST", path, sheet.proof);
  return true;
}

/** @throws HubRefusal `slot.last`, HubUnreachable */
export const removeSheet = (page: Page, session: Session, { signer }: OpenedSlot, slot: SheetSlot) =>
  change(page, session, signer, { kind: "remove", slot: slot.id }, "POST", `/slots/${slot.id}/remove`);

/**
 * For who forgot the passphrase: signs in by the sheet, opens the archive with it, and puts a new passphrase in the place of
 * the old one before anything else. What fails in the middle leaves nobody signed in here.
 * @throws HubRefusal, HubUnreachable, KeyError, SignatureError
 */
export async function signInWithSheet(
  page: Page,
  wish: { readonly name: string; readonly identity: AgeIdentity; readonly passphrase: string },
): Promise<void> {
  const { client } = page;
  client.bind(undefined);
  const { hub } = await client.card();
  const sheet = await deriveSheetKeys(wish.identity);
  const device = { key: page.device.publicKey, label: deviceLabel(navigator.userAgent) };
  const { nonce } = await client.call("POST", "/sign-in/sheet/nonce", { schema: nonceResponse });
  const proof = await signSheetProof(
    { v: 1, hub, nonce, what: { kind: "sign-in", device: device.key } },
    sheet.proof,
  );
  const info = await client.call("POST", "/sign-in/sheet", {
    json: { name: wish.name, proof, device },
    schema: sessionInfo,
  });
  const roster = await believeRoster(page, info);
  const opened = await openSlot(wish.identity, info, roster);
  client.bind({ nonce: info.nonce, ath: info.ath });
  const session = { info, roster };
  try {
    await changePassphrase(page, session, opened, wish.passphrase);
    const own = sheetsOf(info.slots).find(({ recipient }) => recipient === sheet.recipient);
    if (own !== undefined) await testSheet(page, session, own, wish.identity);
    if (!info.deviceCounts) await nameDevice(page, info, roster, opened.signer);
    const now = await client.call("GET", "/session", { schema: sessionInfo });
    await enter(page, now, await believeRoster(page, now), opened.vaults);
  } catch (error) {
    await client.call("DELETE", "/session").catch(() => undefined); // What went wrong before is what to tell.
    client.bind(undefined);
    throw error;
  }
}

async function changePassphrase(
  page: Page,
  session: Session,
  { keys, signer }: OpenedSlot,
  passphrase: string,
): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { wrap, auth } = await derivePassphraseKeys(passphrase, salt, page.hashPassphrase);
  const slot = {
    id: newId(),
    salt: encodeBase64url(salt),
    box: await sealBox(encodePersonKeys(keys), await recipientOf(wrap)),
  };
  await change(page, session, signer, { kind: "new-passphrase", slot, auth }, "PUT", "/slots/passphrase");
}

/** Sends one signed order, and lets the page know what the hub keeps then. @param sheet signs the same nonce */
async function change(
  page: Page,
  { info }: Session,
  signer: Signer,
  order: SlotOrder,
  method: "POST" | "PUT",
  path: string,
  sheet?: Signer,
): Promise<void> {
  const { hub, person } = info;
  const { nonce } = await page.client.call("POST", "/slots/nonce", { schema: nonceResponse });
  const json: Record<string, string> = {
    order: await signSlotOrder(hub, person.id, nonce, order, signer),
  };
  if (sheet !== undefined && order.kind === "tested") {
    json.proof = await signSheetProof({ v: 1, hub, nonce, what: { kind: "test", slot: order.slot } }, sheet);
  }
  const { slots } = await page.client.call(method, path, { json, schema: slotList });
  const now = page.session.value;
  if (now !== undefined) page.session.value = { ...now, info: { ...now.info, slots } };
}
