/** A family of several guardians on a hub of the rig, each at a page of their own: the page's verbs, keys and boxes. */
import { randomBytes } from "node:crypto";
import { makeVerifiers } from "../../hub/access/verifier.ts";
import { sealBox } from "../../hub/archive/box.ts";
import { recipientOf } from "../../hub/archive/identity.ts";
import { sealClip } from "../../hub/archive/sealed-clip.ts";
import { about } from "../../hub/contract/about.ts";
import type { MessageMeta, MessageView, ToyView } from "../../hub/contract/api.ts";
import { messageView } from "../../hub/contract/api.ts";
import { encodeBase64url, parseBase64url } from "../../hub/contract/base64url.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { stampClip } from "../../web-ui/src/actions/send-message.ts";
import { openWithPassphrase } from "../../web-ui/src/actions/sign-in.ts";
import { derivePassphraseKeys } from "../../web-ui/src/keys/derive-keys.ts";
import { encodePersonKeys, encodeVaultIdentity, makePersonKeys } from "../../web-ui/src/keys/person-keys.ts";
import { signerOf } from "../../web-ui/src/keys/signing-key.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { type Clip, quickHash, randomId } from "./guardian.ts";
import { CHEAP, type HubRig } from "./hub-rig.ts";
import { claimAs, openPaperPage, sessionOn, showAlways, signInAs } from "./paper-page.ts";

export interface Member {
  readonly name: string;
  readonly passphrase: string;
  readonly page: Page;
}

const newPage = (rig: HubRig) => openPaperPage(rig.browser(), () => rig.clock.now());

export async function claimFamily(rig: HubRig, name = "Mum"): Promise<Member> {
  const passphrase = `${randomId()} and ${randomId()}`;
  const page = await newPage(rig);
  await claimAs(page, rig.access.claimCode() ?? "", name, passphrase);
  showAlways(page, passphrase);
  return { name, passphrase, page };
}

/** Another page of the same person's. */
export async function pageElsewhere(rig: HubRig, { name, passphrase }: Member): Promise<Member> {
  const page = await newPage(rig);
  await signInAs(page, name, passphrase);
  showAlways(page, passphrase);
  return { name, passphrase, page };
}

/** As an invitation ends: named in the roster by a guardian, with a box of every vault that this one opens. */
export async function addGuardian(rig: HubRig, by: Member, name: string): Promise<Member> {
  const passphrase = `${randomId()} and ${randomId()}`;
  const keys = await makePersonKeys();
  const recipient = await recipientOf(keys.identity);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { wrap, auth } = await derivePassphraseKeys(passphrase, salt, quickHash);
  const { signer, vaults } = await openWithPassphrase(by.page, sessionOn(by.page), by.passphrase);
  const { household } = rig.house;
  const { hub, head, vault } = await verifyRoster(household.roster());
  const { publicKey: signingKey } = await signerOf(keys.signing);
  const id = randomId();
  const entry = await signRosterEntry(
    hub,
    head,
    { kind: "guardian", person: id, recipient, signingKey, vault },
    signer,
  );
  const verifiers = makeVerifiers(rig.pepper, CHEAP);
  const verifier = await verifiers.make(parseBase64url(auth) ?? new Uint8Array(), randomBytes(16));
  const boxes = sessionOn(by.page).info.vaults.map(async ({ number, recipient: to }) => {
    const identity = vaults.get(number);
    if (identity === undefined) throw new Error("a vault that does not open");
    return { number, recipient: to, box: await sealBox(encodeVaultIdentity(identity), recipient) };
  });
  await household.change({
    people: [
      {
        role: "guardian",
        id,
        name,
        recipient,
        signingKey,
        slots: [
          {
            kind: "passphrase",
            id: randomId(),
            madeAt: rig.clock.now(),
            testedAt: rig.clock.now(),
            salt: encodeBase64url(salt),
            box: await sealBox(encodePersonKeys(keys), await recipientOf(wrap)),
          },
        ],
        verifier: verifier ?? null,
        vaults: await Promise.all(boxes),
      },
    ],
    roster: [entry],
  });
  return pageElsewhere(rig, { name, passphrase, page: by.page });
}

/** As the page sends it, once the vault of now is known. */
export async function sendFrom(
  { page }: Member,
  clip: Clip,
  toy: ToyView,
  { id = randomId(), vault = sessionOn(page).roster.vault } = {},
): Promise<MessageView> {
  const session = sessionOn(page);
  const facts = about.parse({
    v: 1,
    id,
    direction: "to-toy",
    from: session.info.person.name,
    child: "child",
    toy: toy.name,
    recordedAt: new Date(page.client.hubNow()).toISOString(),
    title: "",
    milliseconds: clip.milliseconds,
    waveform: clip.waveform,
  });
  const stamp = await stampClip(page, session, { id, sha256: clip.sha256, toy });
  const meta = { id, child: toy.child, toy: toy.id, clip: clip.sha256, stamp, vault: vault.number };
  const form = new FormData();
  form.set("meta", JSON.stringify(meta satisfies MessageMeta));
  form.set("toy", new Blob([clip.toyBytes]), "clip.toy");
  const sealed = await sealClip(facts, clip.toyBytes, clip.wav, [vault.recipient]);
  form.set("sealed", new Blob([sealed]), "clip.age");
  return page.client.call("POST", "/messages", { form, schema: messageView });
}
