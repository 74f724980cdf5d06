/**
 * T-81, for relatives and for what was issued. A guardian removes a relative who holds a session, an open stream, a device that
 * signs in by itself and signs stamps, a link for a new phone that nobody opened, and one that waits on another phone. And a
 * guardian's device is signed out that had asked people in. One second later nothing of it is worth anything, nor after the hub
 * was killed. Each barrier taken out lets just its part through. (A guardian who is removed: removed-guardian.test.ts.)
 */
import { describe, expect, test } from "vitest";
import { sessionInfo } from "../../hub/contract/api.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { verifyStamp } from "../../hub/contract/stamp.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { codeOr } from "../support/code-of.ts";
import { Guardian, randomId } from "../support/guardian.ts";
import { type Invited, invitationOf, invite, Joiner, peopleSeenBy } from "../support/joining.ts";
import { signedOut, signInElsewhere } from "../support/own-devices.ts";
import type { Patch } from "../support/patched-copy.ts";
import { Relative, rightsFor } from "../support/relative.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const WITHIN_MS = 1_000;
const PASSPHRASE = `${randomId()} and ${randomId()}`;

const codeOf = codeOr("in");

async function untilCut(stream: Response): Promise<void> {
  const reader = stream.body?.getReader();
  try {
    while (reader !== undefined && !(await reader.read()).done);
  } catch {
    // Torn off is cut, too.
  }
}

async function addChild(guardian: Guardian): Promise<PublicId> {
  await guardian.client.call("POST", "/children", { json: { name: "Mika" } });
  return (await guardian.state()).children[0]?.id ?? expect.fail("no child");
}

/** What the relative's device signs for a clip, as `pawpost-ble` judges it by the roster of now. */
async function stampOf(relative: Relative, guardian: Guardian, child: PublicId) {
  const [message, toy, clip] = [randomId(), randomId(), await sha256(new Uint8Array(8))];
  const jws = await guardian.stamp({ sha256: clip }, { id: toy, child }, message, {}, relative.device);
  return async () => {
    const { roster } = await guardian.client.call("GET", "/session", { schema: sessionInfo });
    const expected = { message, toy, child, clipSha256: clip, now: Date.now() };
    return codeOf(verifyStamp(jws, { roster: await verifyRoster(roster), ...expected }));
  };
}

interface Left {
  readonly session: string;
  readonly stream: string;
  readonly signIn: string;
  readonly stamp: string;
  readonly unopenedLink: string;
}
const DEAD = {
  session: "session.revoked",
  stream: "cut",
  signIn: "sign-in.unknown-device",
  stamp: "stamp.unknown-signer",
  unopenedLink: "invitation.withdrawn",
  afterKill: {
    session: "session.revoked",
    signIn: "sign-in.unknown-device",
    unopenedLink: "invitation.withdrawn",
  },
};

/** All that a relative has left, one second after a guardian removed them. */
async function removeGrandma(patches: readonly Patch[] = []) {
  await using hub = await AttackedHub.start({ cheapHash: true, patches });
  const { guardian } = await hub.claim();
  const child = await addChild(guardian);
  const rights = [rightsFor(child, { isTrusted: true })];
  const home = { browser: () => hub.browser() };
  const relative = await Relative.join(home, guardian, rights, "Grandma");
  const { id } = relative.info.person;
  const stamped = await stampOf(relative, guardian, child);
  expect(await stamped()).toBe("in");
  const wish = { role: "relative", name: "Grandma", person: id, children: rights } as const;
  const unopened = await Joiner.open(hub.browser(), (await invite(guardian, wish)).fragment, () =>
    Date.now(),
  );
  expect((await unopened.look()).state).toBe("open");
  const stream = await relative.client.open("GET", "/post/events");
  const cut = untilCut(stream);

  const { signer } = await guardian.openKeys();
  const { roster } = await guardian.client.call("GET", "/session", { schema: sessionInfo });
  const { hub: hubId, head } = await verifyRoster(roster);
  const entry = await signRosterEntry(hubId, head, { kind: "person-out", person: id }, signer);
  const began = performance.now();
  await guardian.client.call("POST", `/people/${id}/remove`, { json: { entry }, schema: sessionInfo });
  const streamIs = await Promise.race([
    cut.then(() => "cut"),
    new Promise((open) => setTimeout(open, WITHIN_MS - (performance.now() - began), "open")),
  ]);
  const left = async () => ({
    session: await codeOf(relative.client.call("GET", "/post")),
    signIn: await codeOf(signInAgain(hub, relative)),
    unopenedLink: await codeOf(unopened.look()),
  });
  const now = { stream: streamIs, stamp: await stamped(), ...(await left()) };
  await hub.stack.kill("hub");
  await hub.stack.begin("hub");
  return { ...now, afterKill: await left() };
}

/** The same device, in a window of its own. */
const signInAgain = (hub: AttackedHub, { device }: Relative) =>
  new HubClient(device, {
    fetch: hub.browser(),
    now: () => Date.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  }).call("POST", "/sign-in/device", { json: { device: { key: device.publicKey, label: "" } } });

const REMOVE = "hub/use-cases/remove-relative.ts";
const cut = (find: string, keep: string): Patch => ({ file: REMOVE, find, replace: keep });
const REVOKE = "  await access.revoke(await ownDevices(house, { person: id }), id, asking.person);\n";
/** Twice: somebody may have come in again in between. */
const SESSIONS = ["a second.\n", "in between.\n"].map((line) => cut(line + REVOKE, line));
const PERSON = cut("{ gone: [id], roster: [entry], invitations }", "{ roster: [entry], invitations }");
const ENTRY = cut("{ gone: [id], roster: [entry], invitations }", "{ gone: [id], invitations }");
const PERSON_AND_ENTRY = cut("{ gone: [id], roster: [entry], invitations }", "{ invitations }");
const LINKS = cut("{ gone: [id], roster: [entry], invitations }", "{ gone: [id], roster: [entry] }");

describe("a relative who was removed", () => {
  test("has nothing left a second later, nor after a restart", async () => {
    expect(await removeGrandma()).toEqual(DEAD);
  });

  test.each<[string, readonly Patch[], Partial<Left>]>(
    takenOut([
      ["the end of the sessions and the person’s", [...SESSIONS, PERSON], { stream: "open", session: "in" }],
      ["the end of the sessions", SESSIONS, { stream: "open", session: "session.none" }],
      ["the end in the roster", [ENTRY], { stamp: "in" }],
      ["the end in the roster and the person’s", [PERSON_AND_ENTRY], { stamp: "in", signIn: "in" }],
      ["the end of what is still to come of an invitation", [LINKS], { unopenedLink: "in" }],
    ]),
  )("without %s keeps just that", TAKES_BARRIER_OUT, async (_, patches, alive) => {
    const { session, signIn, unopenedLink } = { ...DEAD, ...alive };
    const afterKill = { session, signIn, unopenedLink };
    expect(await removeGrandma(patches)).toEqual({ ...DEAD, ...alive, afterKill });
  });
});

const OVER = {
  open: "invitation.withdrawn",
  waiting: "invitation.withdrawn",
  confirmed: "invitation.unknown",
  /** Invitations that the other device is shown. */
  listed: 0,
};

/** A guardian's phone has asked two people in, one of whom waits; then the guardian signs it out, from another device. */
async function signOutAnInviter(patches: readonly Patch[] = []) {
  await using hub = await AttackedHub.start({ cheapHash: true, patches });
  const { guardian: phone } = await hub.claim("Robin", PASSPHRASE);
  const rights = [rightsFor(await addChild(phone))];
  const ask = (name: string) => invite(phone, { role: "relative", name, children: rights });
  const open = ({ fragment }: Invited) => Joiner.open(hub.browser(), fragment, () => Date.now());
  const opened = await open(await ask("Grandma"));
  await opened.look();
  const asked = await ask("Grandpa");
  const waiting = await open(asked);
  await waiting.accept();
  const seen = await invitationOf(phone, asked);

  const { keys } = await phone.openKeys();
  const who = { name: "Robin", passphrase: PASSPHRASE };
  const desk = await signInElsewhere(hub.browser(), who);
  const device = phone.device.publicKey;
  const json = { device, entries: await signedOut(desk, device) };
  const began = performance.now();
  await desk.client.call("POST", "/devices/sign-out", { json, schema: sessionInfo });
  const left = { open: await codeOf(opened.accept()), waiting: await codeOf(waiting.look()) };
  expect(performance.now() - began).toBeLessThan(WITHIN_MS);
  const listed = (await peopleSeenBy(desk)).invitations.length;

  const info = await desk.client.call("GET", "/session", { schema: sessionInfo });
  const atDesk = await Guardian.signedIn(desk.client, desk.device, info, {
    passphrase: PASSPHRASE,
    identity: keys.identity,
  });
  await atDesk.stepUp();
  const { hub: hubId, head } = await verifyRoster(info.roster);
  const { signingKey, recipient } = seen.joining ?? expect.fail();
  const entry = {
    kind: "relative",
    person: asked.person,
    signingKey,
    recipient,
    children: seen.children,
  } as const;
  const path = `/invitations/${asked.id}/confirm`;
  const confirmed = await codeOf(
    atDesk.client.call("POST", path, {
      json: { entry: await signRosterEntry(hubId, head, entry, desk.person), vaults: [] },
    }),
  );
  return { ...left, confirmed, listed };
}

const MAY_STILL = "if (!mayStillInvite(roster, invitation))";
/** For who has the link, and for guardians: either alone lets nobody in. */
const DOOR: Patch = { file: "hub/access/joining.ts", find: MAY_STILL, replace: "if (roster === undefined)" };
const LIST: Patch = {
  file: "hub/use-cases/list-people.ts",
  find: "        mayStillInvite(roster, one),\n",
  replace: "        (roster === undefined || mayStillInvite !== undefined),\n",
};

describe("what a device had issued that was signed out", () => {
  test("is over a second later, for who has the link and for guardians", async () => {
    expect(await signOutAnInviter()).toEqual(OVER);
  });

  test.each<[string, readonly Patch[], Partial<typeof OVER>]>(
    takenOut([
      ["both looks", [DOOR, LIST], { open: "in", waiting: "in", confirmed: "in", listed: 2 }],
      ["the look at the door", [DOOR], { open: "in", waiting: "in" }],
      ["the look in the guardians’ list", [LIST], { confirmed: "in", listed: 2 }],
    ]),
  )("without %s it goes on", TAKES_BARRIER_OUT, async (_, patches, alive) => {
    expect(await signOutAnInviter(patches)).toEqual({ ...OVER, ...alive });
  });
});
