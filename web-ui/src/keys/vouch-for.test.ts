/** A guardian's browser before a hub that lies about who joins: what it signs, and what it never does. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBox } from "../../../hub/archive/box.ts";
import { makeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import type { InvitationView } from "../../../hub/contract/invitations.ts";
import { verifyRoster } from "../../../hub/contract/roster.ts";
import { readRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { type Guardian, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { type Invited, invitationOf, invite, Joiner } from "../../../test/support/joining.ts";
import { makeSigner } from "../../../test/support/key-ring.ts";
import { rightsFor } from "../../../test/support/relative.ts";
import { joiningCode } from "./joining-proof.ts";
import { decodeVaultIdentity } from "./person-keys.ts";
import { joiningFacts, vouchFor } from "./vouch-for.ts";

let rig: HubRig;
let guardian: Guardian;
let invited: Invited;
let joiner: Joiner;

const session = async () => ({ info: guardian.info, roster: await verifyRoster(guardian.info.roster) });
async function wait(role: "relative" | "guardian") {
  const child = (await guardian.state()).children[0]?.id ?? expect.fail();
  invited = await invite(
    guardian,
    role === "guardian" ? { role, name: "Dad" } : { role, name: "Grandma", children: [rightsFor(child)] },
  );
  joiner = await Joiner.open(rig.browser(), invited.fragment, () => rig.clock.now());
  await joiner.accept(
    role === "guardian" ? { name: "Dad", passphrase: "seven kettles and a moon" } : undefined,
  );
}

beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  await rig.addToy();
});
afterEach(() => rig[Symbol.asyncDispose]());

const byProof = () => ({ kind: "proof", proofKey: invited.proofKey, wish: invited.wish }) as const;
const vouch = async (view: InvitationView, evidence: Parameters<typeof vouchFor>[1] = byProof()) =>
  vouchFor(view, evidence, await session(), await guardian.openKeys());

test("whose keys come from the link is signed for, with the rights that were chosen", async () => {
  await wait("relative");
  const view = await invitationOf(guardian, invited);
  const { entry, vaults } = await vouch(view);
  const facts = await joiner.facts();
  expect((await readRosterEntry(entry))?.entry).toEqual({
    kind: "relative",
    person: invited.person,
    recipient: facts.recipient,
    signingKey: facts.signingKey,
    children: view.children,
  });
  expect(vaults).toEqual([]);
});

test("a guardian gets a box of the vault that the own new key opens", async () => {
  await wait("guardian");
  const { entry, vaults } = await vouch(await invitationOf(guardian, invited));
  const { vault } = (await session()).roster;
  expect((await readRosterEntry(entry))?.entry).toMatchObject({ kind: "guardian", vault });
  expect(vaults.map(({ number, recipient }) => ({ number, recipient }))).toEqual([vault]);
  const opened = decodeVaultIdentity(await openBox(vaults[0]?.box ?? "", joiner.keys.identity));
  expect(await recipientOf(opened ?? expect.fail())).toBe(vault.recipient);
});

test.each<[string, (view: InvitationView) => Promise<object> | object]>([
  ["its own signing key", async () => ({ joining: { signingKey: (await makeSigner()).publicKey } })],
  ["its own recipient", async () => ({ joining: { recipient: await recipientOf(await makeIdentity()) } })],
  [
    "its own device",
    async () => ({ joining: { device: { key: (await makeSigner()).publicKey, label: "" } } }),
  ],
  ["a proof of its own", () => ({ joining: { proof: "A".repeat(43) } })],
  ["somebody else's place", () => ({ person: randomId() })],
  ["the place of a guardian", () => ({ role: "guardian" })],
  ["what belongs to another invitation", () => ({ id: randomId() })],
  ["nobody", () => ({ joining: null })],
])("a hub that shows %s gets no signature", async (_, lie) => {
  await wait("relative");
  const view = await invitationOf(guardian, invited);
  const told = (await lie(view)) as { joining?: object | null };
  const joining = told.joining === null ? null : { ...view.joining, ...told.joining };
  const shown = { ...view, ...told, joining } as InvitationView;
  await expect(vouch(shown)).rejects.toMatchObject({ code: "keys.not-proven" });
});

test("a hub that shows rights which nobody chose gets no signature for them", async () => {
  await wait("relative");
  const view = await invitationOf(guardian, invited);
  const children = view.children.map((one) => ({ ...one, isTrusted: true }));
  await expect(vouch({ ...view, children })).rejects.toMatchObject({ code: "keys.not-proven" });
});

test("the key to another link's proof proves nothing", async () => {
  await wait("relative");
  const first = invited;
  const view = await invitationOf(guardian, first);
  invited = await invite(guardian, { role: "guardian", name: "Dad" });
  await expect(vouch(view)).rejects.toMatchObject({ code: "keys.not-proven" });
});

test("both browsers show the same eighteen digits, and others where the hub put its own keys in between", async () => {
  await wait("relative");
  const view = await invitationOf(guardian, invited);
  const { hub } = (await session()).roster;
  const here = await joiningCode(joiningFacts(hub, view) ?? expect.fail());
  expect(here).toEqual(await joiningCode(await joiner.facts()));
  expect(here.join(" ")).toMatch(/^(\d{3} ){5}\d{3}$/);
  const { joining } = view;
  const forged = {
    ...view,
    joining: { ...(joining ?? expect.fail()), signingKey: (await makeSigner()).publicKey },
  };
  expect(await joiningCode(joiningFacts(hub, forged) ?? expect.fail())).not.toEqual(here);
});

test("who compared the code needs no key to the proof", async () => {
  await wait("relative");
  await expect(vouch(await invitationOf(guardian, invited), { kind: "code" })).resolves.toBeDefined();
});
