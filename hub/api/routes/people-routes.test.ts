import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOr } from "../../../test/support/code-of.ts";
import { type Guardian, hum, prepareClip, randomId } from "../../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import {
  confirm,
  type Invited,
  invitationOf,
  invite,
  Joiner,
  peopleSeenBy,
  secondGuardian,
} from "../../../test/support/joining.ts";
import { makeSigner } from "../../../test/support/key-ring.ts";
import { signInElsewhere } from "../../../test/support/own-devices.ts";
import { Relative, rightsFor } from "../../../test/support/relative.ts";
import { makePersonKeys } from "../../../web-ui/src/keys/person-keys.ts";
import { signerOf } from "../../../web-ui/src/keys/signing-key.ts";
import { recipientOf } from "../../archive/identity.ts";
import { sessionInfo } from "../../contract/api.ts";
import { MOST_INVITATIONS } from "../../contract/invitations.ts";
import { postView } from "../../contract/post.ts";
import type { PublicId } from "../../contract/public-id.ts";
import { verifyRoster } from "../../contract/roster.ts";
import { type ChildRights, type RosterEntry, signRosterEntry } from "../../contract/roster-entry.ts";
import { hours, seconds } from "../../domain/duration.ts";

const ACCOUNT = { name: "Dad", passphrase: "seven kettles under one umbrella" };
let rig: HubRig;
let guardian: Guardian;
let child: PublicId;

beforeEach(async () => {
  rig = await makeHubRig();
  guardian = await rig.claim();
  child = (await rig.addToy()).child;
});
afterEach(() => rig[Symbol.asyncDispose]());

const now = () => rig.clock.now();
const codeOf = codeOr("done");
const inviteGrandma = (change: Partial<ChildRights> = {}, name = "Grandma") =>
  invite(guardian, { role: "relative", name, children: [rightsFor(child, change)] });
const open = (invited: Pick<Invited, "fragment">) => Joiner.open(rig.browser(), invited.fragment, now);
const roster = () => verifyRoster(rig.house.household.roster());
const kinds = async () => {
  const list: string[] = [];
  for await (const entry of rig.house.ledger.entries()) list.push(entry.kind);
  return list;
};
/** By the guardian's own key, on top of the roster. */
async function signed(entry: RosterEntry, by: Guardian = guardian): Promise<string> {
  const { hub, head } = await roster();
  return signRosterEntry(hub, head, entry, (await by.openKeys()).signer);
}
const change = (path: string, method: "POST" | "PUT", entry: string, by: Guardian = guardian) =>
  by.client.call(method, path, { json: { entry }, schema: sessionInfo });

describe("a relative", () => {
  test("opens the link, waits, is confirmed and is in; each step is in the ledger", async () => {
    const invited = await inviteGrandma({ isTrusted: true });
    const joiner = await open(invited);
    expect(await joiner.look()).toMatchObject({
      role: "relative",
      name: "Grandma",
      by: "Guardian",
      person: invited.person,
      children: [{ name: "the child", mayWrite: true, isTrusted: true, mayHear: true }],
      state: "open",
    });
    expect((await joiner.accept()).state).toBe("waiting");
    expect((await peopleSeenBy(guardian)).relatives).toEqual([]);
    expect((await roster()).relatives.size).toBe(0);
    await confirm(guardian, invited);
    expect((await joiner.look()).state).toBe("confirmed");
    const info = await joiner.enter();
    expect(info).toMatchObject({
      person: { id: invited.person, name: "Grandma", role: "relative" },
      slots: [],
      vaults: [],
      deviceCounts: true,
    });
    const seen = await peopleSeenBy(guardian);
    expect(seen.relatives).toMatchObject([
      { id: invited.person, name: "Grandma", children: [rightsFor(child, { isTrusted: true })] },
    ]);
    expect(seen.relatives[0]?.lastSeenAt).not.toBeNull();
    expect(seen.invitations).toEqual([]);
    expect((await kinds()).slice(1)).toEqual([
      "stepped-up",
      "invited",
      "invitation-opened",
      "stepped-up",
      "person-joined",
      "roster-grew",
      "signed-in",
    ]);
    expect(rig.told.filter(({ kind }) => kind === "people").length).toBeGreaterThanOrEqual(4);
    await rig.settle();
    expect(rig.toys.all("roster").at(-1)).toMatchObject({ total: (await roster()).hashes.length });
  });

  test("who lost the keys is invited again: the same person with new ones, and the old device is out", async () => {
    const before = await Relative.join(rig, guardian, [rightsFor(child)], "Grandma");
    const { id } = before.info.person;
    const after = await Relative.join(rig, guardian, [rightsFor(child)], "Grandma", id);
    expect(after.info.person.id).toBe(id);
    expect((await peopleSeenBy(guardian)).relatives.map((one) => one.id)).toEqual([id]);
    expect(await codeOf(before.client.call("GET", "/session"))).toBe("session.revoked");
    expect(await codeOf(before.signInAgain())).toBe("sign-in.unknown-device");
    expect(await codeOf(after.signInAgain())).toBe("done");
  });

  test("whose rights are changed has the new ones from then on, and the same keys", async () => {
    const relative = await Relative.join(rig, guardian, [rightsFor(child)]);
    const { id, recipient, signingKey } = relative.info.person;
    const children = [rightsFor(child, { mayHear: false })];
    const entry = await signed({ kind: "relative", person: id, recipient, signingKey, children });
    expect(await codeOf(change(`/people/${id}/rights`, "PUT", entry))).toBe("done");
    expect((await peopleSeenBy(guardian)).relatives[0]?.children).toEqual(children);
    expect(await codeOf(relative.client.call("GET", "/session"))).toBe("done");
    expect((await kinds()).at(-1)).toBe("rights-changed");
  });

  test("who is removed is out at once: session, stream, device, and the link that was still to be used", async () => {
    const relative = await Relative.join(rig, guardian, [rightsFor(child)]);
    const { id } = relative.info.person;
    const again = await invite(guardian, {
      role: "relative",
      name: relative.name,
      person: id,
      children: [rightsFor(child)],
    });
    const joiner = await open(again);
    await joiner.look();
    const entry = await signed({ kind: "person-out", person: id });
    expect(await codeOf(change(`/people/${id}/remove`, "POST", entry))).toBe("done");
    expect(await codeOf(relative.client.call("GET", "/session"))).toBe("session.revoked");
    expect(await codeOf(relative.signInAgain())).toBe("sign-in.unknown-device");
    expect(await codeOf(joiner.accept())).toBe("invitation.withdrawn");
    expect((await peopleSeenBy(guardian)).relatives).toEqual([]);
    expect((await roster()).relatives.size).toBe(0);
    await rig.settle();
    expect(rig.toys.all("roster").at(-1)).toMatchObject({ total: (await roster()).hashes.length });
  });
});

describe("a second guardian", () => {
  test("joins with a name and passphrase of their own, opens what was recorded before, and may do all that the first may", async () => {
    const toy = await rig.addToy("Owl", { id: child, name: "the child" });
    const clip = await prepareClip(hum(1, 1), 16_000);
    const { id } = await guardian.send(clip, toy);
    const second = await secondGuardian(rig, guardian, "Dad", ACCOUNT.passphrase);
    expect((await second.listen(id)).toyBytes).toEqual(clip.toyBytes);
    expect((await peopleSeenBy(second)).guardians.map(({ name }) => name).toSorted()).toEqual([
      "Dad",
      "Guardian",
    ]);
    const relative = await Relative.join(rig, second, [rightsFor(child)]);
    expect(relative.info.person.role).toBe("relative");
    const elsewhere = await signInElsewhere(rig.browser(), ACCOUNT, now);
    expect(elsewhere.info.person.role).toBe("guardian");
  });

  test("is asked for by any guardian, and confirmed by another one who compared the code", async () => {
    const second = await secondGuardian(rig, guardian);
    const invited = await inviteGrandma();
    const joiner = await open(invited);
    await joiner.accept();
    await confirm(second, invited);
    expect((await joiner.enter()).person.name).toBe("Grandma");
  });

  test("signs in by no name that somebody here has", async () => {
    const invited = await invite(guardian, { role: "guardian", name: "Dad" });
    const joiner = await open(invited);
    expect(await codeOf(joiner.accept({ ...ACCOUNT, name: " GUARDIAN" }))).toBe("joining.name-taken");
    expect(await codeOf(joiner.accept(ACCOUNT))).toBe("done");
  });

  test("gets boxes of all vaults that the first one opens, and of no other", async () => {
    const invited = await invite(guardian, { role: "guardian", name: "Dad" });
    const joiner = await open(invited);
    await joiner.accept(ACCOUNT);
    await guardian.stepUp();
    const { joining } = await invitationOf(guardian, invited);
    const { vault } = await roster();
    const { signingKey, recipient } = joining ?? expect.fail();
    const entry = await signed({ kind: "guardian", person: invited.person, signingKey, recipient, vault });
    const box = "a".repeat(200);
    const post = (vaults: object[]) =>
      codeOf(guardian.client.call("POST", `/invitations/${invited.id}/confirm`, { json: { entry, vaults } }));
    expect(await post([])).toBe("vaults.not-all");
    expect(await post([{ ...vault, number: 2, box }])).toBe("vaults.not-all");
    expect(await post([{ number: 1, recipient: `age1${"q".repeat(58)}`, box }])).toBe("vaults.not-all");
    expect(await post([{ ...vault, box }])).toBe("done");
  });
});

describe("an invitation", () => {
  test("is good for 72 hours of lived time, and then says so", async () => {
    const invited = await inviteGrandma();
    const joiner = await open(invited);
    await joiner.look();
    await rig.clock.advance(hours(71));
    expect(await codeOf(joiner.look())).toBe("done");
    await rig.clock.advance(hours(1));
    expect(await codeOf(joiner.look())).toBe("invitation.expired");
    expect(await codeOf(joiner.accept())).toBe("invitation.expired");
    expect((await peopleSeenBy(guardian)).invitations).toEqual([]);
  });

  test("that waits is not confirmed when its time is over", async () => {
    const invited = await inviteGrandma();
    const joiner = await open(invited);
    await joiner.accept();
    const waiting = await invitationOf(guardian, invited);
    await rig.clock.advance(hours(72));
    await guardian.stepUp();
    const { signingKey, recipient } = waiting.joining ?? expect.fail();
    const { person } = invited;
    const children = waiting.children;
    const entry = await signed({ kind: "relative", person, signingKey, recipient, children });
    const json = { entry, vaults: [] };
    const path = `/invitations/${invited.id}/confirm`;
    expect(await codeOf(guardian.client.call("POST", path, { json }))).toBe("invitation.unknown");
    expect((await roster()).relatives.size).toBe(0);
  });

  test("is good for one device: another hears that it was used", async () => {
    const invited = await inviteGrandma();
    const [one, other] = [await open(invited), await open(invited)];
    await Promise.all([one.look(), other.look()]);
    const answers = await Promise.all([codeOf(one.accept()), codeOf(other.accept())]);
    expect(answers.toSorted()).toEqual(["done", "invitation.used"]);
    const [won, lost] = answers[0] === "done" ? [one, other] : [other, one];
    expect(await codeOf(lost.look())).toBe("invitation.used");
    expect((await won.look()).state).toBe("waiting");
    await confirm(guardian, invited);
    await won.enter();
    for (const late of [won, lost]) expect(await codeOf(late.look())).toBe("invitation.used");
    expect(await codeOf(won.enter())).toBe("invitation.used");
  });

  test("that is accepted twice by the same device is accepted once; with other keys it is refused", async () => {
    const joiner = await open(await inviteGrandma());
    const papers = await joiner.papers();
    const accept = (json: object) => codeOf(joiner.client.call("POST", "/join/accept", { json }));
    expect(await accept(papers)).toBe("done");
    expect(await accept(papers)).toBe("done");
    const signingKey = (await makeSigner()).publicKey;
    expect(await accept({ ...papers, signingKey })).toBe("invitation.used");
    expect(await accept({ ...papers, proof: "A".repeat(43) })).toBe("invitation.used");
  });

  test("is taken back before and while somebody waits, by any guardian", async () => {
    const second = await secondGuardian(rig, guardian);
    const invited = [await inviteGrandma(), await inviteGrandma({}, "Grandpa")] as const;
    const joiners = [await open(invited[0]), await open(invited[1])] as const;
    await joiners[0].look();
    await joiners[1].accept();
    await second.stepUp();
    for (const { id } of invited) await second.client.call("DELETE", `/invitations/${id}`);
    for (const joiner of joiners) expect(await codeOf(joiner.look())).toBe("invitation.withdrawn");
    expect(await codeOf(joiners[0].accept())).toBe("invitation.withdrawn");
    expect(await codeOf(second.client.call("DELETE", `/invitations/${invited[0].id}`))).toBe(
      "invitation.unknown",
    );
  });

  test("that is over is remembered for a week, for whoever opens the link late, and then forgotten", async () => {
    const invited = await inviteGrandma();
    const joiner = await open(invited);
    await guardian.client.call("DELETE", `/invitations/${invited.id}`);
    await rig.clock.advance(hours(6 * 24));
    await inviteGrandma({}, "Aunt");
    expect(await codeOf(joiner.look())).toBe("invitation.withdrawn");
    await rig.clock.advance(hours(2 * 24));
    await inviteGrandma({}, "Uncle");
    expect(await codeOf(joiner.look())).toBe("invitation.unknown");
    expect(rig.house.household.invitations().map(({ name }) => name)).toEqual(["Aunt", "Uncle"]);
  });

  test("is not lengthened by a wall clock that is set back, nor ended by one that is set ahead", async () => {
    const joiner = await open(await inviteGrandma());
    rig.clock.stepWallClock(hours(-365 * 24));
    expect(await codeOf(joiner.look())).toBe("done");
    rig.clock.stepWallClock(hours(2 * 365 * 24));
    expect(await codeOf(joiner.look())).toBe("done");
    await rig.clock.advance(hours(72));
    expect(await codeOf(joiner.look())).toBe("invitation.expired");
  });

  test("and what waits of it outlives a restart", async () => {
    const invited = await inviteGrandma();
    const joiner = await open(invited);
    await joiner.accept();
    await rig.settle();
    await using again = await makeHubRig({ copyOf: rig.dir, clock: rig.clock });
    const [kept] = again.house.household.invitations();
    expect(kept).toMatchObject({ id: invited.id, state: "waiting", joining: { name: "Grandma" } });
  });

  test("opens nothing before it is confirmed, and nothing with another's entry", async () => {
    const invited = await inviteGrandma();
    const joiner = await open(invited);
    await joiner.accept();
    const enter = (entry: string) =>
      codeOf(
        joiner.client.call("POST", "/join/enter", {
          json: { invitation: invited.id, entry, device: { key: joiner.device.publicKey, label: "" } },
        }),
      );
    expect(await enter(await joiner.ownEntry())).toBe("joining.not-confirmed");
    await confirm(guardian, invited);
    const { hub, head } = await roster();
    const other = await makeSigner();
    const { person } = invited;
    const by = (entry: RosterEntry, signer = joiner.signer) => signRosterEntry(hub, head, entry, signer);
    const own = { kind: "device", person, deviceKey: joiner.device.publicKey } as const;
    expect(await enter("not.an.entry")).toBe("joining.not-consistent");
    expect(await enter(await by({ ...own, deviceKey: other.publicKey }))).toBe("joining.not-consistent");
    expect(await enter(await by(own, other))).toBe("joining.not-consistent");
    expect(await enter(await signRosterEntry(hub, null, own, joiner.signer))).toBe("joining.not-consistent");
    expect(await enter(await by(own))).toBe("done");
  });

  test("takes no browser that the roster names for somebody else, and no key that somebody has", async () => {
    const invited = await inviteGrandma();
    const joiner = await Joiner.open(rig.browser(), invited.fragment, now, guardian.device);
    expect(await codeOf(joiner.accept())).toBe("joining.device-taken");
    const papers = await (await open(invited)).papers();
    const thief = await open(invited);
    const own = await thief.papers();
    const { signingKey } = guardian.info.person;
    expect(await codeOf(thief.client.call("POST", "/join/accept", { json: { ...own, signingKey } }))).toBe(
      "joining.not-consistent",
    );
    expect(await codeOf(thief.client.call("POST", "/join/accept", { json: papers }))).toBe(
      "session.wrong-device",
    );
  });

  test("of a relative takes no account, and of a guardian none is no way in", async () => {
    const [one, other] = [
      await open(await inviteGrandma()),
      await open(await invite(guardian, { role: "guardian", name: "Dad" })),
    ];
    expect(await codeOf(one.accept(ACCOUNT))).toBe("joining.not-consistent");
    expect(await codeOf(other.accept())).toBe("joining.not-consistent");
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["no object", "invitation"],
    ["an id too short", { invitation: "abc" }],
    ["an id of another alphabet", { invitation: `${"!".repeat(21)}A` }],
    ["a field too many", { invitation: "A".repeat(22), secret: "x" }],
    ["one too large", { invitation: "A".repeat(20_000) }],
  ])("is not looked at by %s", async (_, json) => {
    const stranger = await open(await inviteGrandma());
    expect(["http.malformed", "http.too-large", "http.wrong-type"]).toContain(
      await codeOf(stranger.client.call("POST", "/join/look", json === undefined ? {} : { json })),
    );
  });

  test("that nobody made is the same as any other, whatever is asked of it", async () => {
    const stranger = await open(await inviteGrandma());
    const papers = await stranger.papers();
    const device = { key: stranger.device.publicKey, label: "" };
    const told = new Set<string>();
    for (let n = 0; n < 3; n += 1) {
      const invitation = randomId();
      for (const [path, json] of [
        ["/join/look", { invitation }],
        ["/join/accept", { ...papers, invitation }],
        ["/join/enter", { invitation, entry: "x", device }],
      ] as const) {
        const error = await stranger.client.call("POST", path, { json }).catch((thrown) => thrown);
        told.add(JSON.stringify(error.problem));
      }
    }
    expect([...told]).toHaveLength(1);
    expect([...told][0]).toContain("invitation.unknown");
  });
});

describe("a guardian who invites", () => {
  test.each([
    ["POST", "/invitations"],
    ["DELETE", "/invitations/:id"],
    ["POST", "/invitations/:id/confirm"],
    ["PUT", "/people/:id/rights"],
    ["POST", "/people/:id/remove"],
  ] as const)("shows anew who they are: %s %s", async (method, path) => {
    const asked = guardian.client.call(method, path.replace(":id", randomId()), { json: {} });
    expect(await codeOf(asked)).toBe("session.step-up-needed");
  });

  test("has as many open as anybody needs, and no more", async () => {
    for (let n = 0; n < MOST_INVITATIONS; n += 1) {
      await rig.clock.advance(seconds(1));
      await inviteGrandma({}, `Aunt ${n}`);
    }
    expect(await codeOf(inviteGrandma({}, "One more"))).toBe("invitation.too-many");
    const [newest] = (await peopleSeenBy(guardian)).invitations;
    expect(newest?.name).toBe(`Aunt ${MOST_INVITATIONS - 1}`);
    await guardian.client.call("DELETE", `/invitations/${newest?.id}`);
    expect(await codeOf(inviteGrandma({}, "One more"))).toBe("done");
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["a child nobody knows", () => inviteGrandma({ child: randomId() }), "child.unknown"],
    [
      "one child twice",
      () =>
        invite(guardian, { role: "relative", name: "Uncle", children: [rightsFor(child), rightsFor(child)] }),
      "child.unknown",
    ],
    ["no child", () => invite(guardian, { role: "relative", name: "Uncle", children: [] }), "http.malformed"],
    ["a name that somebody has", () => inviteGrandma({}, "guardian"), "person.name-taken"],
    [
      "a name that somebody else is invited by",
      async () => {
        await inviteGrandma();
        await inviteGrandma({}, "GRANDMA ");
      },
      "person.name-taken",
    ],
    [
      "another guardian anew",
      async () => {
        const { info } = await secondGuardian(rig, guardian);
        await invite(guardian, { role: "guardian", name: "Somebody", person: info.person.id });
      },
      "invitation.not-for-them",
    ],
    ["no name", () => inviteGrandma({}, "  "), "http.malformed"],
    ["a name without end", () => inviteGrandma({}, "a".repeat(33)), "http.malformed"],
  ])("does not get away with %s", async (_, asked, code) => {
    expect(await codeOf(asked())).toBe(code);
  });

  test("cannot use an id twice, nor one that is over", async () => {
    const invited = await inviteGrandma();
    await guardian.client.call("DELETE", `/invitations/${invited.id}`);
    const json = { role: "guardian", id: invited.id, person: randomId(), name: "Dad" };
    expect(await codeOf(guardian.client.call("POST", "/invitations", { json }))).toBe("invitation.exists");
  });

  test.each<[string, (keys: { recipient: string; signingKey: never; children: ChildRights[] }) => object]>([
    ["other keys", (own) => ({ ...own, signingKey: "A".repeat(43) })],
    ["another recipient", (own) => ({ ...own, recipient: `age1${"q".repeat(58)}` })],
    [
      "other rights",
      (own) => ({ ...own, children: own.children.map((one) => ({ ...one, isTrusted: true })) }),
    ],
    ["another person", (own) => ({ ...own, person: randomId() })],
  ])("cannot have %s confirmed than those that wait", async (_, spoil) => {
    const invited = await inviteGrandma();
    await (await open(invited)).accept();
    const { joining, children } = await invitationOf(guardian, invited);
    const { recipient, signingKey } = joining ?? expect.fail();
    await guardian.stepUp();
    const own = { kind: "relative", person: invited.person, recipient, signingKey, children };
    const entry = await signed({
      ...own,
      ...spoil({ recipient, signingKey: signingKey as never, children }),
    } as never);
    const json = { entry, vaults: [] };
    const path = `/invitations/${invited.id}/confirm`;
    expect(await codeOf(guardian.client.call("POST", path, { json }))).toBe("roster.refused");
    expect((await roster()).relatives.size).toBe(0);
  });

  test("adds people by no other way: the roster alone takes none", async () => {
    const keys = await makePersonKeys();
    const relative: RosterEntry = {
      kind: "relative",
      person: randomId(),
      recipient: await recipientOf(keys.identity),
      signingKey: (await signerOf(keys.signing)).publicKey,
      children: [rightsFor(child)],
    };
    const entry = await signed(relative);
    expect(await codeOf(guardian.client.call("POST", "/roster", { json: { entry } }))).toBe("roster.refused");
  });

  test("changes and removes nobody by somebody else's signature, and no guardian that way", async () => {
    const second = await secondGuardian(rig, guardian);
    const relative = await Relative.join(rig, guardian, [rightsFor(child)]);
    const { id } = relative.info.person;
    const out = await signed({ kind: "person-out", person: id }, second);
    expect(await codeOf(change(`/people/${id}/remove`, "POST", out))).toBe("roster.refused");
    const other = second.info.person.id;
    const outOfRole = await signed({ kind: "person-out", person: other });
    expect(await codeOf(change(`/people/${other}/remove`, "POST", outOfRole))).toBe("person.unknown");
    expect(await codeOf(change(`/people/${id}/remove`, "POST", outOfRole))).toBe("roster.refused");
    expect(await codeOf(relative.client.call("GET", "/session"))).toBe("done");
  });
});

describe("children", () => {
  const children = async () => (await guardian.state()).children.map(({ name }) => name);

  test("come without a toy, and are called something else", async () => {
    await guardian.client.call("POST", "/children", { json: { name: "the little one" } });
    expect(await children()).toEqual(["the child", "the little one"]);
    await guardian.client.call("PUT", `/children/${child}`, { json: { name: "the big one" } });
    expect((await children()).toSorted()).toEqual(["the big one", "the little one"]);
    expect(rig.told.at(-1)).toMatchObject({ kind: "children" });
  });

  test("have each a name of their own, and are known", async () => {
    const name = "THE child";
    expect(await codeOf(guardian.client.call("POST", "/children", { json: { name } }))).toBe(
      "child.name-taken",
    );
    expect(await codeOf(guardian.client.call("PUT", `/children/${child}`, { json: { name } }))).toBe("done");
    const path = `/children/${randomId()}`;
    expect(await codeOf(guardian.client.call("PUT", path, { json: { name: "x" } }))).toBe("child.unknown");
  });
});

describe("a number to ring for help", () => {
  const give = (phone: string | null, by: Guardian = guardian) =>
    by.client.call("PUT", "/phone", { json: { phone } });
  const postOf = ({ client }: Relative) => client.call("GET", "/post", { schema: postView });

  test("is a guardian’s own: others see it, and relatives; and it goes when it is taken back", async () => {
    const second = await secondGuardian(rig, guardian);
    const relative = await Relative.join(rig, guardian, [rightsFor(child)]);
    expect((await postOf(relative)).phones).toEqual([]);
    await second.stepUp();
    await give(" +49 (0)30 123 ", second);
    expect((await peopleSeenBy(guardian)).guardians.map(({ phone }) => phone)).toEqual([
      null,
      "+49 (0)30 123",
    ]);
    expect((await postOf(relative)).phones).toEqual([{ name: "Second guardian", phone: "+49 (0)30 123" }]);
    expect(rig.told.at(-1)).toMatchObject({ kind: "people" });
    await give(null, second);
    expect((await postOf(relative)).phones).toEqual([]);
    expect((await kinds()).slice(-2)).toEqual(["phone-changed", "phone-changed"]);
  });

  test("is changed by who shows who they are, and by no relative; and has to be one", async () => {
    const relative = await Relative.join(rig, guardian, [rightsFor(child)]);
    await rig.clock.advance(hours(1));
    expect(await codeOf(give("112"))).toBe("session.step-up-needed");
    await guardian.stepUp();
    expect(await codeOf(give("javascript:alert(1)"))).toBe("http.malformed");
    const asked = relative.client.call("PUT", "/phone", { json: { phone: "112" } });
    expect(await codeOf(asked)).toBe("session.not-allowed");
    expect(await codeOf(give("112"))).toBe("done");
  });

  test("outlives a restart", async () => {
    await guardian.stepUp();
    await give("112");
    await rig.settle();
    await using again = await makeHubRig({ copyOf: rig.dir, clock: rig.clock });
    const [known] = again.house.household.people();
    expect(known).toMatchObject({ role: "guardian", phone: "112" });
  });
});

test("what is for guardians says no to a relative", async () => {
  const relative = await Relative.join(rig, guardian, [rightsFor(child)]);
  for (const [method, path] of [
    ["GET", "/people"],
    ["POST", "/invitations"],
    ["POST", "/children"],
  ] as const)
    expect(await codeOf(relative.client.call(method, path, method === "POST" ? { json: {} } : {}))).toBe(
      "session.not-allowed",
    );
});
