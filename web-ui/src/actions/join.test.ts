/** From the link to the family on a page without a browser, over a hub of the rig: what is found at each step, also after a reload. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Guardian, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { confirm, type Invited, invite } from "../../../test/support/joining.ts";
import { openPaperPage } from "../../../test/support/paper-page.ts";
import { rightsFor } from "../../../test/support/relative.ts";
import { parseInvitationLink, writeInvitationLink } from "../keys/invitation-link.ts";
import type { JoinStage, Page } from "../page-state.ts";
import { followJoining } from "./follow-joining.ts";
import { acceptAsGuardian, acceptAsRelative, findJoining, signInAsRelative } from "./join.ts";

const PASSPHRASE = "seven harbours under one umbrella";
let rig: HubRig;
let guardian: Guardian;
let phone: Page;
const place = { pathname: "/", hash: "", replace: (path: string) => go(path) };
const go = (address: string) => {
  const [pathname = "/", hash] = address.split("#");
  Object.assign(place, { pathname, hash: hash === undefined ? "" : `#${hash}` });
};

beforeEach(async () => {
  vi.stubGlobal("location", place);
  vi.stubGlobal("history", { replaceState: (_: unknown, __: string, path: string) => go(path) });
  go("/");
  rig = await makeHubRig();
  guardian = await rig.claim();
  await rig.addToy();
  phone = await openPaperPage(rig.browser(), () => rig.clock.now());
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await rig[Symbol.asyncDispose]();
});

const hubId = () => rig.house.household.hub;
async function inviteGrandma(): Promise<Invited> {
  const child = (await guardian.state()).children[0]?.id ?? expect.fail();
  return invite(guardian, { role: "relative", name: "Grandma", children: [rightsFor(child)] });
}
const openLink = async (fragment: string) => {
  go(`/join#${fragment}`);
  return findJoining(phone, hubId());
};
function stageOf<K extends JoinStage["kind"]>(kind: K): Extract<JoinStage, { kind: K }> {
  const phase = phone.phase.value;
  if (phase.kind !== "join" || phase.stage.kind !== kind)
    throw new Error(`no ${kind}: ${JSON.stringify(phase)}`);
  return phase.stage as Extract<JoinStage, { kind: K }>;
}
const linkOf = ({ fragment }: Invited) => parseInvitationLink(fragment) ?? expect.fail();
/** Looks once, and goes on from there. */
const follow = () => followJoining(phone, stageOf("waiting"), AbortSignal.timeout(5_000));

test("the secret leaves the address at once, and a reload finds the same question", async () => {
  const invited = await inviteGrandma();
  expect(await openLink(invited.fragment)).toBe(true);
  expect(place).toMatchObject({ pathname: "/join", hash: "" });
  expect(stageOf("asked").view.name).toBe("Grandma");
  expect(await findJoining(phone, hubId())).toBe(true);
  expect(stageOf("asked").view.name).toBe("Grandma");
});

test("at any other address there is nothing to join", async () => {
  go("/join");
  expect(await findJoining(phone, hubId())).toBe(false);
  expect(place.pathname).toBe("/");
});

test.each<[string, (fragment: string) => string, string]>([
  ["cut off", (fragment) => fragment.slice(0, -3), "join.malformed"],
  [
    "for another hub",
    (fragment) =>
      writeInvitationLink({ ...(parseInvitationLink(fragment) ?? expect.fail()), hub: randomId() }),
    "join.other-hub",
  ],
  [
    "that nobody made",
    (fragment) =>
      writeInvitationLink({
        ...(parseInvitationLink(fragment) ?? expect.fail()),
        secret: new Uint8Array(16),
      }),
    "invitation.unknown",
  ],
])("a link %s says so", async (_, spoil, code) => {
  expect(await openLink(spoil((await inviteGrandma()).fragment))).toBe(true);
  expect(stageOf("over").problem.code).toBe(code);
});

test("a link of another family on this hub goes no further", async () => {
  const link = { ...linkOf(await inviteGrandma()), fingerprint: "0".repeat(64) };
  await expect(openLink(writeInvitationLink(link))).rejects.toMatchObject({
    code: "roster.wrong-first-guardian",
  });
});

test("a relative waits, through a reload too, goes in, and is in again without typing", async () => {
  const invited = await inviteGrandma();
  await openLink(invited.fragment);
  await acceptAsRelative(phone, linkOf(invited));
  const { code } = stageOf("waiting");
  go("/");
  expect(await findJoining(phone, hubId())).toBe(true);
  expect(stageOf("waiting").code).toEqual(code);
  await confirm(guardian, invited);
  await follow();
  expect(phone.phase.value).toEqual({ kind: "relative" });
  expect(await phone.store.joining()).toBeUndefined();
  const { identity, signing } = (await phone.store.ownKeys(hubId())) ?? expect.fail();
  expect([(identity as CryptoKey).extractable, signing.privateKey.extractable]).toEqual([false, false]);
  await phone.store.endSession();
  expect(await signInAsRelative(phone)).toBe(true);
  expect(phone.session.value?.info.person).toMatchObject({ name: "Grandma", role: "relative" });
});

test("a guardian who waited through a reload goes in with the vaults open, and types nothing for it", async () => {
  const invited = await invite(guardian, { role: "guardian", name: "Dad" });
  await openLink(invited.fragment);
  await acceptAsGuardian(phone, linkOf(invited), { name: "Dad", passphrase: PASSPHRASE });
  expect(await findJoining(phone, hubId())).toBe(true);
  await confirm(guardian, invited);
  await follow();
  expect(phone.phase.value).toEqual({ kind: "inside" });
  expect([...phone.vaults.value.keys()]).toEqual([1]);
  expect(phone.session.value?.info.deviceCounts).toBe(true);
  expect(await phone.store.joining()).toBeUndefined();
});

test("a guardian whose browser kept no keys signs in by passphrase once confirmed", async () => {
  const invited = await invite(guardian, { role: "guardian", name: "Dad" });
  await openLink(invited.fragment);
  await acceptAsGuardian(phone, linkOf(invited), { name: "Dad", passphrase: PASSPHRASE });
  const { keys: _, ...kept } = (await phone.store.joining()) ?? expect.fail();
  await phone.store.putJoining(kept);
  await findJoining(phone, hubId());
  await confirm(guardian, invited);
  await follow();
  expect(phone.phase.value).toMatchObject({ kind: "sign-in", hub: hubId() });
});

test("should the last answer be lost, a relative's keys are not, and the next visit is one of the family's", async () => {
  const invited = await inviteGrandma();
  await openLink(invited.fragment);
  await acceptAsRelative(phone, linkOf(invited));
  const waiting = await phone.store.joining();
  await confirm(guardian, invited);
  await follow();
  // As if the page had been closed before it heard that it is in.
  await phone.store.putJoining(waiting);
  await phone.store.endSession();
  expect(await findJoining(phone, hubId())).toBe(false);
  expect(await signInAsRelative(phone)).toBe(true);
});

test("whoever is signed in here stays so: the link is for somebody else's browser", async () => {
  const first = await inviteGrandma();
  await openLink(first.fragment);
  await acceptAsRelative(phone, linkOf(first));
  await confirm(guardian, first);
  await follow();
  const second = await invite(guardian, { role: "guardian", name: "Dad" });
  expect(await openLink(second.fragment)).toBe(true);
  expect(stageOf("over").problem.code).toBe("join.somebody-here");
  const { nonce, ath } = (await phone.store.session()) ?? expect.fail();
  phone.client.bind({ nonce, ath });
  await expect(phone.client.call("GET", "/session")).resolves.toBeUndefined();
});

test("an invitation that is taken back while somebody waits says so, and lets go of the keys", async () => {
  const invited = await inviteGrandma();
  await openLink(invited.fragment);
  await acceptAsRelative(phone, linkOf(invited));
  await guardian.client.call("DELETE", `/invitations/${invited.id}`);
  await follow();
  expect(stageOf("over").problem.code).toBe("invitation.withdrawn");
  expect(await phone.store.joining()).toBeUndefined();
});

test("who was removed is told so", async () => {
  const invited = await inviteGrandma();
  await openLink(invited.fragment);
  await acceptAsRelative(phone, linkOf(invited));
  expect(await signInAsRelative(phone)).toBe(true);
  expect(stageOf("over").problem.code).toBe("join.removed");
});
