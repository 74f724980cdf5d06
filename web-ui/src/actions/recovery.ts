/** What a guardian does with recovery sheets. The sheet's text is made and read here, and goes nowhere. */
import { sealBox } from "../../../hub/archive/box.ts";
import { derivePassphraseKeys } from "../../../hub/archive/derive-keys.ts";
import { type AgeIdentity, makeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import { sessionInfo } from "../../../hub/contract/api.ts";
import { encodeBase64url } from "../../../hub/contract/base64url.ts";
import { nonceResponse, type SlotView, signSheetProof } from "../../../hub/contract/slots.ts";
import { type OpenedSlot, openSlot } from "../keys/open-slot.ts";
import { encodePersonKeys } from "../keys/person-keys.ts";
import { deriveSheetKeys } from "../keys/recovery-sheet.ts";
import { newId } from "../new-id.ts";
import type { Page, Session } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";
import { nameDevice } from "./sign-in.ts";
import { changeSlots } from "./slots.ts";

export type SheetSlot = Extract<SlotView, { kind: "recovery-sheet" }>;

const sheetsOf = (slots: readonly SlotView[]): readonly SheetSlot[] =>
  slots.filter((slot) => slot.kind === "recovery-sheet");

/** The person's sheets as the hub lists them; newest last. */
export const sheetsOn = (page: Page): readonly SheetSlot[] => sheetsOf(page.session.value?.info.slots ?? []);

/** Makes a sheet and its slot. It counts for nothing until it was typed back. @throws HubRefusal, HubUnreachable */
export async function makeSheet(page: Page, session: Session, { keys, signer }: OpenedSlot) {
  const sheet = await deriveSheetKeys(await makeIdentity());
  const slot = {
    id: newId(),
    recipient: sheet.recipient,
    proofKey: sheet.proof.publicKey,
    box: await sealBox(encodePersonKeys(keys), sheet.recipient),
  };
  await changeSlots(page, session, signer, { kind: "add-sheet", slot }, "POST", "/slots");
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
  const tested = { kind: "tested", slot: slot.id } as const;
  await changeSlots(page, session, signer, tested, "POST", path, { sheet: sheet.proof });
  return true;
}

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

/** Takes the place of the passphrase that was, or is the first. Other sessions stay. @throws HubRefusal, HubUnreachable */
export async function changePassphrase(
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
  await changeSlots(
    page,
    session,
    signer,
    { kind: "new-passphrase", slot, auth },
    "PUT",
    "/slots/passphrase",
  );
}
