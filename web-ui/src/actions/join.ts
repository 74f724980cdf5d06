/** The invited person's way in: from the link to the moment when a guardian has said yes (`follow-joining.ts` goes on from there). */
import { sealBox } from "../../../hub/archive/box.ts";
import { derivePassphraseKeys } from "../../../hub/archive/derive-keys.ts";
import { recipientOf } from "../../../hub/archive/identity.ts";
import { sessionInfo } from "../../../hub/contract/api.ts";
import { encodeBase64url } from "../../../hub/contract/base64url.ts";
import { SignatureError } from "../../../hub/contract/errors.ts";
import { type JoiningFacts, type JoinView, joinView } from "../../../hub/contract/joining.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { type Roster, verifyRoster } from "../../../hub/contract/roster.ts";
import { HubRefusal } from "../hub/errors.ts";
import { KeyError } from "../keys/errors.ts";
import {
  deriveInvitationKeys,
  type InvitationLink,
  JOIN_PATH,
  parseInvitationLink,
} from "../keys/invitation-link.ts";
import { joiningCode, proveJoining } from "../keys/joining-proof.ts";
import { keepOwnKeys, type OwnKeys } from "../keys/own-keys.ts";
import { encodePersonKeys, makePersonKeys } from "../keys/person-keys.ts";
import { followRoster } from "../keys/roster-pin.ts";
import type { Page } from "../page-state.ts";
import { words } from "../words.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";
import { boxRelativesKeys } from "./relatives-keys.ts";
import { describeTrouble, type Trouble } from "./trouble.ts";

/**
 * Takes the link out of the address, where it would be seen and remembered, and finds out how far it is.
 * @param hub of the page that was opened
 * @returns whether the page is about joining from here on
 * @throws SignatureError where the hub shows another family than the link's
 */
export async function findJoining(page: Page, hub: PublicId): Promise<boolean> {
  const { store } = page;
  if (location.pathname === JOIN_PATH && location.hash !== "") {
    const link = parseInvitationLink(location.hash);
    history.replaceState(null, "", JOIN_PATH);
    if (link === undefined) return end(page, ownEnd("malformed"));
    // Opened once more, it goes on where it was.
    if (!isSameLink((await store.joining())?.link, link)) await store.putJoining({ link });
  }
  const kept = await store.joining();
  if (kept === undefined) {
    history.replaceState(null, "", "/");
    return false;
  }
  const { link } = kept;
  if (link.hub !== hub) return end(page, ownEnd("other-hub"));
  try {
    return await showStage(page, link);
  } catch (error) {
    if (!(error instanceof HubRefusal) || !isOver(error)) throw error;
    await store.putJoining(undefined);
    // The last answer was lost: this person is in, and comes in as anybody who was here before.
    if (error.code === "invitation.used" && kept.facts !== undefined) {
      history.replaceState(null, "", "/");
      return false;
    }
    return end(page, describeTrouble(error));
  }
}

const isSameLink = (one: InvitationLink | undefined, other: InvitationLink): boolean =>
  one !== undefined && one.hub === other.hub && one.secret.join() === other.secret.join();

/** The hub's answer will not be another one in a moment. */
export const isOver = ({ code }: HubRefusal): boolean => code.startsWith("invitation.");

/** The link leads nowhere, as the page itself finds out. */
const ownEnd = (why: keyof typeof words.joinEnds): Trouble => ({
  ...words.joinEnds[why],
  code: `join.${why}`,
});

function end(page: Page, problem: Trouble): true {
  page.phase.value = { kind: "join", stage: { kind: "over", problem } };
  return true;
}

async function showStage(page: Page, link: InvitationLink): Promise<boolean> {
  const { view } = await lookAt(page, link);
  const kept = await page.store.joining();
  if (await isSomebodyElses(page, view)) return end(page, ownEnd("somebody-here"));
  if (view.state === "open" || kept?.facts === undefined) {
    page.phase.value = { kind: "join", stage: { kind: "asked", link, view } };
    return true;
  }
  await showWaiting(page, link, view, kept.facts, kept.keys);
  return true;
}

async function showWaiting(
  page: Page,
  link: InvitationLink,
  view: JoinView,
  facts: JoiningFacts,
  keys: OwnKeys | undefined,
): Promise<void> {
  const code = await joiningCode(facts);
  page.phase.value = { kind: "join", stage: { kind: "waiting", link, view, code, keys } };
}

/** A guardian who tries the own link, a phone that two people share: nobody loses what they have there. */
async function isSomebodyElses({ store, client }: Page, view: JoinView): Promise<boolean> {
  const kept = await store.session();
  if (kept?.hub !== view.hub) return false;
  client.bind({ nonce: kept.nonce, ath: kept.ath });
  try {
    const { person } = await client.call("GET", "/session", { schema: sessionInfo });
    return person.id !== view.person;
  } catch (error) {
    if (error instanceof HubRefusal && error.problem.status === 401) return false;
    throw error;
  } finally {
    client.bind(undefined);
  }
}

/**
 * What the hub says of the invitation, if it is the family of the link.
 * @throws SignatureError `roster.wrong-first-guardian` and others, HubRefusal, HubUnreachable
 */
export async function lookAt(
  page: Page,
  link: InvitationLink,
): Promise<{ readonly view: JoinView; readonly roster: Roster }> {
  const { id } = await deriveInvitationKeys(link.secret);
  const view = await page.client.call("POST", "/join/look", { json: { invitation: id }, schema: joinView });
  const roster = await verifyRoster(view.roster);
  if (roster.fingerprint !== link.fingerprint || roster.hub !== link.hub || view.hub !== link.hub)
    throw new SignatureError("roster.wrong-first-guardian", "not the family that the link is of");
  followRoster(roster, await page.store.roster(view.hub));
  return { view, roster };
}

/** A relative's keys are made here and are nowhere else. @throws HubRefusal, HubUnreachable, SignatureError */
export async function acceptAsRelative(page: Page, link: InvitationLink): Promise<void> {
  const { view } = await lookAt(page, link);
  // Only a hub that takes this person for a guardian has none.
  if (view.keyHalf === null) throw new KeyError("keys.not-mine", "not a relative's invitation");
  const keys = await boxRelativesKeys(await makePersonKeys(), view.keyHalf);
  await accept(page, link, keys, keys, null);
}

/** @throws HubRefusal `joining.name-taken`, HubUnreachable, SignatureError */
export async function acceptAsGuardian(
  page: Page,
  link: InvitationLink,
  wish: { readonly name: string; readonly passphrase: string },
): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { wrap, auth } = await derivePassphraseKeys(wish.passphrase, salt, page.hashPassphrase);
  const person = await makePersonKeys();
  const box = await sealBox(encodePersonKeys(person), await recipientOf(wrap));
  const account = { name: wish.name, auth, slot: { salt: encodeBase64url(salt), box } };
  const { keys, isKeepable } = await keepOwnKeys(person);
  await accept(page, link, keys, isKeepable ? keys : undefined, account);
}

async function accept(
  page: Page,
  link: InvitationLink,
  keys: OwnKeys,
  kept: OwnKeys | undefined,
  account: object | null,
): Promise<void> {
  const { view: seen, roster } = await lookAt(page, link);
  const { id, proofKey } = await deriveInvitationKeys(link.secret);
  const facts: JoiningFacts = {
    hub: link.hub,
    invitation: id,
    role: seen.role,
    person: seen.person,
    recipient: keys.recipient,
    signingKey: keys.signing.publicKey,
    deviceKey: page.device.publicKey,
  };
  // Before it is sent: should the answer be lost, the keys are not.
  await page.store.putJoining({ link, facts, ...(kept === undefined ? {} : { keys: kept }) });
  await page.store.putRoster(link.hub, followRoster(roster, await page.store.roster(link.hub)));
  const view = await page.client.call("POST", "/join/accept", {
    json: {
      invitation: id,
      recipient: keys.recipient,
      signingKey: keys.signing.publicKey,
      device: { key: page.device.publicKey, label: deviceLabel(navigator.userAgent) },
      proof: await proveJoining(facts, proofKey),
      account,
    },
    schema: joinView,
  });
  await showWaiting(page, link, view, facts, keys);
}

/**
 * By the device alone, whenever a session has come to its end.
 * @returns whether this device is a relative's still
 */
export async function signInAsRelative(page: Page): Promise<boolean> {
  const device = { key: page.device.publicKey, label: deviceLabel(navigator.userAgent) };
  page.client.bind(undefined);
  try {
    const info = await page.client.call("POST", "/sign-in/device", { json: { device }, schema: sessionInfo });
    await enter(page, info, await believeRoster(page, info));
    return true;
  } catch (error) {
    if (!(error instanceof HubRefusal && error.code === "sign-in.unknown-device")) throw error;
    return end(page, ownEnd("removed"));
  }
}
