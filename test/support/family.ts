/** A family of several guardians on a hub, each at a page of their own: the page's verbs, keys and boxes. */
import { sealClip } from "../../hub/archive/sealed-clip.ts";
import { about } from "../../hub/contract/about.ts";
import { type MessageMeta, type MessageView, messageView, type ToyView } from "../../hub/contract/api.ts";
import { readAnew } from "../../web-ui/src/actions/read-anew.ts";
import { openWithPassphrase } from "../../web-ui/src/actions/sign-in.ts";
import { stampClip } from "../../web-ui/src/actions/stamp-clip.ts";
import type { OpenedSlot } from "../../web-ui/src/keys/open-slot.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import type { AttackedHub } from "./attacked-hub.ts";
import { type Clip, cookieFetch, type Fetch, Guardian, randomId } from "./guardian.ts";
import type { HubRig } from "./hub-rig.ts";
import { secondGuardian } from "./joining.ts";
import { claimAs, openPaperPage, sessionOn, showAlways, signInAs } from "./paper-page.ts";

/** Where the family's hub is. */
export interface Home {
  browser(): Fetch;
  now(): number;
  claimCode(): string;
}
export const inRig = (rig: HubRig): Home => ({
  browser: () => rig.browser(),
  now: () => rig.clock.now(),
  claimCode: () => rig.access.claimCode() ?? "",
});
export const atHub = (hub: AttackedHub): Home => ({
  browser: () => cookieFetch(() => hub.stack.address),
  now: () => hub.now(),
  claimCode: () => hub.stack.claimCode,
});

export interface Member {
  readonly name: string;
  readonly passphrase: string;
  readonly page: Page;
}

const newPage = (home: Home) => openPaperPage(home.browser(), () => home.now());

export async function claimFamily(home: Home, name = "Mum"): Promise<Member> {
  const passphrase = `${randomId()} and ${randomId()}`;
  const page = await newPage(home);
  await claimAs(page, home.claimCode(), name, passphrase);
  showAlways(page, passphrase);
  return { name, passphrase, page };
}

/** Another page of the same person's. */
export async function pageElsewhere(
  home: Home,
  { name, passphrase }: Pick<Member, "name" | "passphrase">,
): Promise<Member> {
  const page = await newPage(home);
  await signInAs(page, name, passphrase);
  showAlways(page, passphrase);
  return { name, passphrase, page };
}

/** The person's own keys and vaults, as the passphrase opens them now. */
export async function keysOf({ page, passphrase }: Member): Promise<OpenedSlot> {
  return openWithPassphrase(page, await readAnew(page), passphrase);
}

export const idOf = ({ page }: Pick<Member, "page">) => sessionOn(page).info.person.id;

/** The member's session, for what a test does without the page. */
export async function asGuardian(member: Member): Promise<Guardian> {
  const { keys } = await keysOf(member);
  const { client, device } = member.page;
  const { info } = sessionOn(member.page);
  return Guardian.signedIn(client, device, info, { passphrase: member.passphrase, identity: keys.identity });
}

/** By an invitation, from the link to the first session; then at a page. */
export async function addGuardian(home: Home, by: Member, name: string): Promise<Member> {
  const passphrase = `${randomId()} and ${randomId()}`;
  await secondGuardian(home, await asGuardian(by), name, passphrase);
  await readAnew(by.page);
  return pageElsewhere(home, { name, passphrase });
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
