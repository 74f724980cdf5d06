/** Shows the hub, inside a session, that its person is there. What is shown is tried here first: a slip costs no try there. */
import { type AgeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import { nonceResponse, signSheetProof } from "../../../hub/contract/slots.ts";
import type { StepUpRequest } from "../../../hub/contract/step-up.ts";
import { KeyError } from "../keys/errors.ts";
import { type OpenedSlot, openSlot } from "../keys/open-slot.ts";
import { deriveSheetKeys } from "../keys/recovery-sheet.ts";
import type { Page } from "../page-state.ts";
import type { Way } from "./open-keys.ts";
import { askOwn } from "./passkeys.ts";
import { readAnew } from "./read-anew.ts";
import { openAndProve } from "./sign-in.ts";

/** @throws KeyError `keys.wrong-passphrase`, HubRefusal, HubUnreachable, SignatureError */
export async function showPassphrase(page: Page, passphrase: string): Promise<OpenedSlot> {
  const { opened, auth } = await openAndProve(page, await readAnew(page), passphrase);
  await show(page, { by: "passphrase", auth });
  return opened;
}

/** @throws PasskeyError, KeyError, HubRefusal, HubUnreachable, SignatureError */
export async function showPasskey(page: Page): Promise<OpenedSlot> {
  const session = await readAnew(page);
  const { nonce } = await page.client.call("POST", "/session/step-up/nonce", { schema: nonceResponse });
  const { answer, opened } = await askOwn(page, session, nonce);
  await show(page, { by: "passkey", answer });
  return opened;
}

/** @throws as the two above */
export const showWay = (page: Page, way: Way): Promise<OpenedSlot> =>
  way.by === "passkey" ? showPasskey(page) : showPassphrase(page, way.passphrase);

/** @throws KeyError `keys.other-sheet`, HubRefusal, HubUnreachable, SignatureError */
export async function showSheet(page: Page, identity: AgeIdentity): Promise<OpenedSlot> {
  const { info, roster } = await readAnew(page);
  const recipient = await recipientOf(identity);
  const slot = info.slots.find((one) => one.kind === "recovery-sheet" && one.recipient === recipient);
  if (slot === undefined) throw new KeyError("keys.other-sheet", "no slot is this sheet's");
  const opened = await openSlot(identity, { ...info, slots: [slot] }, roster);
  const { nonce } = await page.client.call("POST", "/session/step-up/nonce", { schema: nonceResponse });
  const { proof } = await deriveSheetKeys(identity);
  await show(page, {
    by: "recovery-sheet",
    proof: await signSheetProof({ v: 1, hub: info.hub, nonce, what: { kind: "step-up" } }, proof),
  });
  return opened;
}

const show = (page: Page, json: StepUpRequest): Promise<void> =>
  page.client.call("POST", "/session/step-up", { json });
