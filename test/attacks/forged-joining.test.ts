/**
 * T-30 and T-97, at the door: a hub that was taken over is asked to bring two people together, and tries to become one of the
 * family instead. It puts its own keys in the place of the invited person's, it has somebody trusted whom nobody trusted, or it
 * shows the invited person a family of its own. The inviting page signs nothing of it, and the invited page goes no further. Where
 * the pages do not look, each of these succeeds.
 */
import { expect, test } from "vitest";
import { makeIdentity, recipientOf } from "../../hub/archive/identity.ts";
import { houseState, sessionInfo } from "../../hub/contract/api.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import * as join from "../../web-ui/src/actions/join.ts";
import * as people from "../../web-ui/src/actions/people.ts";
import { withStepUp } from "../../web-ui/src/actions/step-up.ts";
import {
  deriveInvitationKeys,
  makeInvitationLink,
  parseInvitationLink,
  writeInvitationLink,
} from "../../web-ui/src/keys/invitation-link.ts";
import type { Page } from "../../web-ui/src/page-state.ts";
import { words } from "../../web-ui/src/words/en/words.ts";
import type * as speech from "../../web-ui/src/words.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { codeOr } from "../support/code-of.ts";
import { randomId } from "../support/guardian.ts";
import { Joiner, peopleSeenBy } from "../support/joining.ts";
import { aVault, keysOf, makeSigner, RosterWriter } from "../support/key-ring.ts";
import { claimAs, openPaperPage, sessionOn, showAlways } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { rightsFor } from "../support/relative.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const PASSPHRASE = `${randomId()} and ${randomId()}`;
const JOINING = "hub/access/joining.ts";
const VOUCH = "web-ui/src/keys/vouch-for.ts";
const codeOf = codeOr("done");

/** The verbs of a page, or of one whose barrier is gone. */
type PeoplePage = Pick<typeof people, "confirmJoining">;
type JoinPage = Pick<typeof join, "acceptAsRelative">;

interface House {
  readonly hub: AttackedHub;
  /** The inviting guardian's. */
  readonly page: Page;
  readonly invitation: PublicId;
  readonly fragment: string;
}

/** A guardian of a hub in strangers' hands invites a relative, as the page does. */
async function inviteAt(hub: AttackedHub): Promise<House> {
  const page = await openPaperPage(hub.browser(), () => Date.now());
  await claimAs(page, hub.stack.claimCode, "Robin", PASSPHRASE);
  showAlways(page, PASSPHRASE);
  await page.client.call("POST", "/children", { json: { name: "Mika" } });
  const state = await page.client.call("GET", "/state", { schema: houseState });
  const link = makeInvitationLink(sessionOn(page).roster);
  const { id, proofKey } = await deriveInvitationKeys(link.secret);
  const children = state.children.map((child) => rightsFor(child.id));
  const wish = { role: "relative", id, person: randomId(), name: "Grandma", children } as const;
  await page.store.putInvitation(id, { proofKey, wish: { ...wish, children } });
  await withStepUp(page, () => page.client.call("POST", "/invitations", { json: wish }));
  return { hub, page, invitation: id, fragment: writeInvitationLink(link) };
}

async function confirmBy({ page, invitation }: House, by: PeoplePage) {
  const waiting = (await peopleSeenBy(page)).invitations.find(({ id }) => id === invitation);
  return codeOf(by.confirmJoining(page, waiting ?? expect.fail("nobody waits")));
}

async function rosterOf({ page }: House) {
  const { roster } = await page.client.call("GET", "/session", { schema: sessionInfo });
  return verifyRoster(roster);
}

/** Keys that the strangers hold. */
async function ownKeys(): Promise<{ readonly signer: Signer; readonly patches: readonly Patch[] }> {
  const signer = await makeSigner();
  const recipient = await recipientOf(await makeIdentity());
  const put = (name: string, value: string): Patch => ({
    file: JOINING,
    find: `          ${name}: request.${name},\n`,
    replace: `          ${name}: ${JSON.stringify(value)} as never,\n`,
  });
  return { signer, patches: [put("recipient", recipient), put("signingKey", signer.publicKey)] };
}

/** @returns what came of it, and whether the strangers' key counts */
async function takeSomebodysPlace(by: PeoplePage) {
  const { signer, patches } = await ownKeys();
  await using hub = await AttackedHub.start({ cheapHash: true, patches });
  const house = await inviteAt(hub);
  const invited = await Joiner.open(hub.browser(), house.fragment, () => Date.now());
  await invited.accept();
  const answer = await confirmBy(house, by);
  const counts = [...(await rosterOf(house)).relatives.values()].some(
    ({ signingKey }) => signingKey === signer.publicKey,
  );
  return { answer, counts };
}

test("its own keys in the place of an invited person's: the page that made the link signs nothing", async () => {
  expect(await takeSomebodysPlace(people)).toEqual({ answer: "keys.not-proven", counts: false });
});

test(
  "a page that does not check the proof makes the strangers one of the family",
  TAKES_BARRIER_OUT,
  async () => {
    await using copy = await makePatchedCopy([
      { file: VOUCH, find: "!(await isProven(facts, proof, evidence.proofKey))", replace: "!isProven" },
    ]);
    const blind = await copy.load<typeof people>("web-ui/src/actions/people.ts");
    expect(await takeSomebodysPlace(blind)).toEqual({ answer: "done", counts: true });
  },
);

/** @returns what came of it, and whether somebody is trusted whom nobody trusted */
async function makeTrusted(by: PeoplePage) {
  const patches = [
    {
      file: "hub/use-cases/list-people.ts",
      find: "    children: [...children],\n",
      replace: "    children: children.map((one) => ({ ...one, isTrusted: true })),\n",
    },
    {
      file: "hub/use-cases/confirm-joining.ts",
      find: "return isOne && JSON.stringify(entry.children) === JSON.stringify(invitation.children);",
      replace: "return isOne;",
    },
  ];
  await using hub = await AttackedHub.start({ cheapHash: true, patches });
  const house = await inviteAt(hub);
  const invited = await Joiner.open(hub.browser(), house.fragment, () => Date.now());
  await invited.accept();
  const answer = await confirmBy(house, by);
  const rights = [...(await rosterOf(house)).relatives.values()].flatMap(({ children }) => [
    ...children.values(),
  ]);
  return { answer, isTrusted: rights.some(({ isTrusted }) => isTrusted) };
}

test("somebody trusted whom nobody trusted: the page that chose the rights signs no others", async () => {
  expect(await makeTrusted(people)).toEqual({ answer: "keys.not-proven", isTrusted: false });
});

test("a page that does not compare the rights has them signed", TAKES_BARRIER_OUT, async () => {
  await using copy = await makePatchedCopy([
    { file: VOUCH, find: "!isAsAsked(evidence.wish, invitation)", replace: "!isAsAsked" },
  ]);
  const blind = await copy.load<typeof people>("web-ui/src/actions/people.ts");
  expect(await makeTrusted(blind)).toEqual({ answer: "done", isTrusted: true });
});

/** The invited person is shown a family of the strangers' making. @returns what the invited page comes to */
async function showAnotherFamily(page: JoinPage) {
  const stranger = await makeSigner();
  const family = new RosterWriter(randomId());
  const person = randomId();
  await family.add({ kind: "guardian", person, ...keysOf(stranger), vault: aVault() }, stranger);
  const patches = [
    {
      file: JOINING,
      find: "      hub: household.hub,\n      role:",
      replace: `      hub: ${JSON.stringify(family.hub)} as never,\n      role:`,
    },
    {
      file: JOINING,
      find: "      roster: [...household.roster()],\n",
      replace: `      roster: ${JSON.stringify(family.entries)},\n`,
    },
  ];
  await using hub = await AttackedHub.start({ cheapHash: true, patches });
  const house = await inviteAt(hub);
  const phone = await openPaperPage(hub.browser(), () => Date.now());
  const link = parseInvitationLink(house.fragment) ?? expect.fail();
  const answer = await codeOf(page.acceptAsRelative(phone, link));
  const [waiting] = (await peopleSeenBy(house.page)).invitations;
  return { answer, gaveKeys: waiting?.joining !== null };
}

test("a family of the strangers' making: the invited page gives them no keys", async () => {
  expect(await showAnotherFamily(join)).toEqual({ answer: "roster.wrong-first-guardian", gaveKeys: false });
});

test(
  "a page that does not look whether the roster is the link's gives its keys to whoever asks",
  TAKES_BARRIER_OUT,
  async () => {
    await using copy = await makePatchedCopy([
      {
        file: "web-ui/src/actions/join.ts",
        find: "if (roster.fingerprint !== link.fingerprint || roster.hub !== link.hub || view.hub !== link.hub)",
        replace: "if (link === undefined)",
      },
    ]);
    // The copy has words of its own, and a page chooses a language before it shows any.
    const { speak } = await copy.load<typeof speech>("web-ui/src/words.ts");
    speak({ language: "en", locale: "en-GB", words, isWhole: true });
    const blind = await copy.load<typeof join>("web-ui/src/actions/join.ts");
    expect(await showAnotherFamily(blind)).toEqual({ answer: "done", gaveKeys: true });
  },
);
