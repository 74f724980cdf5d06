/** Old recordings: what lies in the boxes of a guardian who was, found again by an old passphrase or sheet (`hub/contract/former.ts`). */
import { sealBox } from "../../../hub/archive/box.ts";
import { derivePassphraseKeys } from "../../../hub/archive/derive-keys.ts";
import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import { sessionInfo } from "../../../hub/contract/api.ts";
import { parseBase64url } from "../../../hub/contract/base64url.ts";
import { type FormerGuardian, formerKeys, formerList } from "../../../hub/contract/former.ts";
import { verifyRoster } from "../../../hub/contract/roster.ts";
import { nonceResponse, signSheetProof } from "../../../hub/contract/slots.ts";
import { KeyError } from "../keys/errors.ts";
import { openSlot } from "../keys/open-slot.ts";
import { encodeVaultIdentity } from "../keys/person-keys.ts";
import { deriveSheetKeys } from "../keys/recovery-sheet.ts";
import type { Page } from "../page-state.ts";
import { believeRoster, enter } from "./enter.ts";
import { readAnew } from "./read-anew.ts";
import { startResealing } from "./reseal-clips.ts";
import { stepUp } from "./step-up.ts";

export type FormerWay =
  | { readonly by: "passphrase"; readonly passphrase: string }
  | { readonly by: "recovery-sheet"; readonly identity: AgeIdentity };

/** @throws HubRefusal, HubUnreachable */
export const listFormer = async (page: Page): Promise<readonly FormerGuardian[]> =>
  (await page.client.call("GET", "/former", { schema: formerList })).guardians;

/**
 * Opens their vaults here, boxes them to every guardian of now, and begins to seal anew what they keep. Who asks shows first that it is them.
 * @throws NotNow, HubRefusal `former.refused` and others, HubUnreachable, KeyError, SignatureError
 */
export async function openFormer(page: Page, former: FormerGuardian, way: FormerWay): Promise<void> {
  const own = await stepUp(page);
  const { wrap, shown } = await showWay(page, former, way);
  const path = `/former/${former.id}`;
  const kept = await page.client.call("POST", `${path}/keys`, { json: shown, schema: formerKeys });
  const opened = await openSlot(wrap, { ...kept, person: former }, await verifyRoster(kept.roster));
  const { roster } = await readAnew(page);
  const boxes = [...opened.vaults].flatMap(([number, identity]) =>
    [...roster.guardians].map(async ([person, { recipient }]) => ({
      number,
      person,
      box: await sealBox(encodeVaultIdentity(identity), recipient),
    })),
  );
  const json = { boxes: await Promise.all(boxes) };
  const info = await page.client.call("POST", `${path}/vaults`, { json, schema: sessionInfo });
  const isBoxed = ([number]: readonly [number, AgeIdentity]) =>
    info.vaults.some((vault) => vault.number === number);
  const vaults = new Map([...opened.vaults, ...own.vaults].filter(isBoxed));
  await enter(page, info, await believeRoster(page, info), vaults);
  void startResealing(page);
}

/** What opens the box stays here; what shows the hub that it is known is made of it. */
async function showWay(page: Page, { salt }: FormerGuardian, way: FormerWay) {
  if (way.by === "passphrase") {
    const bytes = parseBase64url(salt ?? "");
    if (bytes === undefined) throw new KeyError("keys.wrong-passphrase", "there was no passphrase");
    const { wrap, auth } = await derivePassphraseKeys(way.passphrase, bytes, page.hashPassphrase);
    return { wrap, shown: { by: way.by, auth } };
  }
  const { identity, proof: signer } = await deriveSheetKeys(way.identity);
  const { hub } = (await readAnew(page)).info;
  const { nonce } = await page.client.call("POST", "/session/step-up/nonce", { schema: nonceResponse });
  const proof = await signSheetProof({ v: 1, hub, nonce, what: { kind: "step-up" } }, signer);
  return { wrap: identity, shown: { by: way.by, proof } };
}
