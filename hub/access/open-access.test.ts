import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CHEAP_COST } from "../../test/support/cheap-hash.ts";
import { quickHash, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig, ORIGIN } from "../../test/support/hub-rig.ts";
import { keysOf, makeSigner, RosterWriter } from "../../test/support/key-ring.ts";
import { makeFirstGuardian } from "../../web-ui/src/keys/first-guardian.ts";
import { type SessionInfo, sessionInfo } from "../contract/api.ts";
import { encodeBase64url } from "../contract/base64url.ts";
import type { Signer } from "../contract/jws.ts";
import { type SessionProof, signProof } from "../contract/session-proof.ts";
import { hours, ms, seconds } from "../domain/duration.ts";
import type { NewSession, Presented } from "../ports/access.ts";
import type { Session } from "../ports/household.ts";
import { endsWithSession } from "./ends-with-session.ts";
import { openAccess } from "./open-access.ts";

let rig: HubRig;
let device: Signer;
let papers: Awaited<ReturnType<typeof makePapers>>;

beforeEach(async () => {
  rig = await makeHubRig();
  device = await makeSigner();
  papers = await makePapers();
});
afterEach(() => rig[Symbol.asyncDispose]());

async function makePapers() {
  const made = await makeFirstGuardian(
    {
      hub: rig.house.household.hub,
      name: "Mum",
      passphrase: "a long passphrase of a test",
      device: { key: device.publicKey, label: "Phone" },
    },
    quickHash,
  );
  return { ...made.request, code: rig.access.claimCode() ?? "" };
}

const iat = () => Math.floor(rig.clock.now() / 1_000);
/** A proof for POST /x, unless told otherwise. */
async function present(change: Partial<SessionProof> = {}, by = device, token?: string): Promise<Presented> {
  const proof: SessionProof = { htm: "POST", htu: "/x", iat: iat(), jti: randomId(), ...change };
  return { token, proof: await signProof(proof, by), method: "POST", target: "/x", origin: ORIGIN };
}
const GUARDIANS = ["guardian"] as const;
const claim = async () => rig.access.claim(papers, await present());
const bound = ({ nonce, ath }: SessionInfo) => ({ nonce, ath });
const enter = async ({ info, token }: NewSession, change: Partial<SessionProof> = {}, by = device) =>
  rig.access.authenticate(await present({ ...bound(info), ...change }, by, token), GUARDIANS);
const signIn = async (change: Partial<typeof papers> & { name?: string } = {}, by = device) =>
  rig.access.signIn(
    {
      name: change.name ?? papers.person.name,
      auth: change.auth ?? papers.auth,
      device: { key: by.publicKey, label: "Laptop" },
    },
    await present({}, by),
  );
const ledger = async () => {
  const kinds: string[] = [];
  for await (const entry of rig.house.ledger.entries()) kinds.push(entry.kind);
  return kinds;
};

/** What a hub that was started again has: the store, and nothing that was only remembered. */
function openAgain(options: { readonly mostProofs?: number } = {}) {
  return openAccess({
    household: rig.house.household,
    ledger: rig.house.ledger,
    clock: rig.clock,
    lived: rig.house.lived,
    pepper: rig.pepper,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    cost: CHEAP_COST,
    endsWithSession: endsWithSession(
      rig.streams,
      rig.tickets,
      rig.house.pushes,
      rig.remoteNames,
      [rig.house.rooms],
      rig.house.fail,
    ),
    inTurn: rig.house.inTurn,
    clipBudget: rig.house.clipBudget,
    presence: rig.house.presence,
    addresses: () => [],
    remoteNames: rig.remoteNames,
    ...options,
  });
}

describe("the claim", () => {
  test("makes the first guardian, once, and says so in the ledger", async () => {
    const { info, token } = await claim();
    expect(sessionInfo.parse(info)).toMatchObject({
      person: { name: "Mum" },
      deviceCounts: true,
      vaults: [{ number: 1 }],
    });
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(rig.access.claimCode()).toBeNull();
    expect(await ledger()).toContain("claimed");
    await expect(claim()).rejects.toMatchObject({ code: "claim.already-claimed" });
  });

  test("needs the code, and no more than twenty tries", async () => {
    const wrong = { ...papers, code: "0000-0000-0000" };
    for (let n = 0; n < 20; n++) {
      await expect(rig.access.claim(wrong, await present())).rejects.toMatchObject({
        code: "claim.wrong-code",
      });
      await rig.clock.advance(hours(1));
    }
    await expect(claim()).rejects.toMatchObject({ code: "claim.code-void" });
    expect(rig.house.household.people()).toEqual([]);
  });

  test("makes who guesses wait longer and longer, and says how long", async () => {
    const wrong = { ...papers, code: "0000-0000-0000" };
    for (let n = 0; n < 5; n++) await rig.access.claim(wrong, await present()).catch(() => undefined);
    await expect(claim()).rejects.toMatchObject({ code: "sign-in.too-many", retryAfter: 2 });
    await rig.clock.advance(seconds(2));
    await claim();
  });

  test("two at the same moment make one guardian", async () => {
    const results = await Promise.allSettled([claim(), claim()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(rig.house.household.people()).toHaveLength(1);
  });

  test.each<[string, () => Promise<object>]>([
    ["another hub", async () => papersOfHub(randomId())],
    ["another device", async () => ({ device: { key: (await makeSigner()).publicKey, label: "" } })],
    ["another person", async () => ({ person: { ...papers.person, id: randomId() } })],
    [
      "another signing key",
      async () => ({ person: { ...papers.person, signingKey: (await makeSigner()).publicKey } }),
    ],
    ["another vault", async () => ({ vault: { ...papers.vault, recipient: `age1${"q".repeat(58)}` } })],
    ["another number of the vault", async () => ({ vault: { ...papers.vault, number: 2 } })],
    ["a roster of strangers", async () => ({ roster: (await strangers()).entries })],
    ["a roster in pieces", async () => ({ roster: [papers.roster[1], papers.roster[0]] })],
    ["a roster that is none", async () => ({ roster: ["a", "b"] })],
    ["two guardians", twoGuardians],
  ])("papers of %s are refused", async (_, change) => {
    const spoilt = { ...papers, ...(await change()) };
    await expect(rig.access.claim(spoilt, await present())).rejects.toMatchObject({
      code: "claim.not-consistent",
    });
    expect(rig.house.household.people()).toEqual([]);
    await claim();
  });

  test("a proof by another device than the papers name is refused", async () => {
    await expect(rig.access.claim(papers, await present({}, await makeSigner()))).rejects.toMatchObject({
      code: "claim.not-consistent",
    });
  });

  async function papersOfHub(hub: ReturnType<typeof randomId>) {
    const wish = {
      hub,
      name: "Mum",
      passphrase: "four lanterns beside our kettle",
      device: papers.device,
    };
    const { request } = await makeFirstGuardian(wish, quickHash);
    return { ...request, code: papers.code };
  }
  async function strangers() {
    const roster = new RosterWriter(rig.house.household.hub);
    const signer = await makeSigner();
    const vault = { number: 1, recipient: papers.vault.recipient };
    const person = randomId();
    await roster.add({ kind: "guardian", person, ...keysOf(signer), vault }, signer);
    await roster.add({ kind: "device", person, deviceKey: device.publicKey }, signer);
    return roster;
  }
  async function twoGuardians() {
    const roster = new RosterWriter(rig.house.household.hub);
    const signer = await makeSigner();
    const entry = {
      kind: "guardian",
      ...keysOf(signer),
      vault: { number: 1, recipient: papers.vault.recipient },
    } as const;
    await roster.add({ ...entry, person: papers.person.id }, signer);
    await roster.add({ ...entry, person: randomId() }, signer);
    return { roster: roster.entries };
  }
});

describe("signing in", () => {
  beforeEach(claim);

  test("with name and passphrase gives a session to this device, in any spelling of the name", async () => {
    for (const name of ["Mum", " mum ", "ＭＵＭ"]) {
      const session = await signIn({ name });
      expect((await enter(session)).person).toBe(papers.person.id);
    }
    expect(await ledger()).toContain("signed-in");
  });

  test("on a new device it says that the roster does not name it yet, and then that it does", async () => {
    const laptop = await makeSigner();
    const { info } = await signIn({}, laptop);
    expect(info.deviceCounts).toBe(false);
  });

  test("a wrong passphrase and a name that nobody has are refused alike, and noted", async () => {
    const wrong = { auth: encodeBase64url(new Uint8Array(32)) };
    const answers = await Promise.all(
      [wrong, { name: "Nobody" }, { ...wrong, name: "Nobody" }].map((change) =>
        signIn(change).catch((error: unknown) => error),
      ),
    );
    expect(answers[0]).toMatchObject({ code: "sign-in.refused", retryAfter: undefined });
    expect(new Set(answers.map((error) => (error as Error).message)).size).toBe(1);
    expect((await ledger()).filter((kind) => kind === "sign-in-failed")).toHaveLength(3);
  });

  test("the salt of a name that nobody has is always the same, and looks like any other", () => {
    const known = rig.access.saltFor("MUM ");
    expect(known).toBe(papers.slot.salt);
    const unknown = rig.access.saltFor("Nobody");
    expect(unknown).toBe(rig.access.saltFor(" nobody"));
    expect(unknown).toHaveLength(known.length);
    expect(rig.access.saltFor("Somebody")).not.toBe(unknown);
  });

  test("who fails waits, also with the right passphrase; other names do not", async () => {
    for (let n = 0; n < 5; n++)
      await signIn({ auth: encodeBase64url(new Uint8Array(32)) }).catch(() => undefined);
    await expect(signIn()).rejects.toMatchObject({ code: "sign-in.too-many", retryAfter: 2 });
    await expect(signIn({ name: "Nobody" })).rejects.toMatchObject({ code: "sign-in.refused" });
    await rig.clock.advance(seconds(2));
    await signIn();
  });

  test("too many at the same moment are told to come later, not queued without end", async () => {
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, n) => signIn({ name: `nobody ${n}` }).catch((error: unknown) => error)),
    );
    const later = answers.filter((error) => (error as { code: string }).code === "sign-in.too-many");
    expect(later.length).toBeGreaterThan(0);
    expect(later[0]).toMatchObject({ retryAfter: 5 });
  });

  test("a proof by another device than the one that signs in is refused", async () => {
    const request = { name: "Mum", auth: papers.auth, device: papers.device };
    await expect(rig.access.signIn(request, await present({}, await makeSigner()))).rejects.toMatchObject({
      code: "session.wrong-device",
    });
  });

  test("a sign-in that was overheard cannot be sent again", async () => {
    const presented = await present();
    const request = { name: "Mum", auth: papers.auth, device: papers.device };
    await rig.access.signIn(request, presented);
    await expect(rig.access.signIn(request, presented)).rejects.toMatchObject({
      code: "session.stale-proof",
    });
  });

  test("a flood of strangers' proofs shuts no guardian out, and ends", async () => {
    const started = openAgain({ mostProofs: 5 });
    const { info, token } = await started.signIn(
      { name: "Mum", auth: papers.auth, device: papers.device },
      await present(),
    );
    const knock = async () =>
      started
        .signIn({ name: "Nobody", auth: papers.auth, device: papers.device }, await present())
        .catch((error: { code: string }) => error.code);
    const codes = [await knock(), await knock(), await knock(), await knock(), await knock()];
    expect(codes).toEqual([...new Array(4).fill("sign-in.refused"), "session.stale-proof"]);
    await started.authenticate(await present(bound(info), device, token), GUARDIANS);
    await rig.clock.advance(seconds(120));
    expect(await knock()).toBe("sign-in.refused");
  });
});

describe("a session", () => {
  let session: NewSession;
  beforeEach(async () => {
    session = await claim();
  });
  const stale = { code: "session.stale-proof" };
  const none = { code: "session.none" };
  const wrongDevice = { code: "session.wrong-device" };

  test("lets in the device that it belongs to, again and again", async () => {
    expect((await enter(session)).device).toBe(device.publicKey);
    expect((await enter(session)).device).toBe(device.publicKey);
  });

  test("a stolen cookie without the device's key opens nothing", async () => {
    await expect(enter(session, {}, await makeSigner())).rejects.toMatchObject(wrongDevice);
    const bare = { token: session.token, proof: undefined, method: "POST", target: "/x", origin: ORIGIN };
    await expect(rig.access.authenticate(bare, GUARDIANS)).rejects.toMatchObject(stale);
    await expect(rig.access.authenticate({ ...bare, proof: "not.a.proof" }, GUARDIANS)).rejects.toMatchObject(
      stale,
    );
  });

  test("the device's key without the cookie opens nothing", async () => {
    const proof = bound(session.info);
    await expect(rig.access.authenticate(await present(proof), GUARDIANS)).rejects.toMatchObject(none);
    const other = Buffer.alloc(32, 1).toString("base64url");
    await expect(
      rig.access.authenticate(await present(proof, device, other), GUARDIANS),
    ).rejects.toMatchObject(none);
    // What the store keeps is the token's hash; the hash itself is no token.
    await expect(
      rig.access.authenticate(await present(proof, device, session.info.ath), GUARDIANS),
    ).rejects.toMatchObject(none);
  });

  test.each<[string, Partial<SessionProof>, object]>([
    ["another method", { htm: "GET" }, stale],
    ["another path", { htu: "/y" }, stale],
    ["the same path with a query", { htu: "/x?y" }, stale],
    ["another session's nonce", { nonce: "other" }, wrongDevice],
    ["no nonce", { nonce: undefined as never }, wrongDevice],
    ["another cookie", { ath: "other" }, wrongDevice],
  ])("a proof for %s is refused", async (_, change, refusal) => {
    await expect(enter(session, change)).rejects.toMatchObject(refusal);
  });

  test("a proof counts for a minute to either side of the hub's clock", async () => {
    await rig.clock.advance(hours(1));
    for (const off of [-60, 0, 60]) await enter(session, { iat: iat() + off });
    for (const off of [-62, 62])
      await expect(enter(session, { iat: iat() + off })).rejects.toMatchObject(stale);
  });

  test("a proof is used once, also after the wall clock was set back", async () => {
    const presented = await present(bound(session.info), device, session.token);
    await rig.access.authenticate(presented, GUARDIANS);
    await expect(rig.access.authenticate(presented, GUARDIANS)).rejects.toMatchObject(stale);
    await rig.clock.advance(seconds(90));
    rig.clock.stepWallClock(-90_000);
    await expect(rig.access.authenticate(presented, GUARDIANS)).rejects.toMatchObject(stale);
  });

  test("a proof that did not fit is not used up", async () => {
    const jti = randomId();
    await expect(enter(session, { jti }, await makeSigner())).rejects.toMatchObject(wrongDevice);
    await enter(session, { jti });
  });

  test("a proof from before the hub was started again is not taken twice", async () => {
    await rig.clock.advance(seconds(30));
    const presented = await present(bound(session.info), device, session.token);
    await rig.access.authenticate(presented, GUARDIANS);
    await rig.clock.advance(seconds(5));
    const started = openAgain();
    await expect(started.authenticate(presented, GUARDIANS)).rejects.toMatchObject(stale);
    await started.authenticate(await present(bound(session.info), device, session.token), GUARDIANS);
  });

  test("ends when it is ended, and all that hangs on it; what it had sent still arrives", async () => {
    const ticket = rig.tickets.issueDownload("home", async () => undefined, device.publicKey);
    const entered = await enter(session);
    await rig.streams.open(entered, async () => undefined, new AbortController().signal);
    await rig.access.end(entered);
    expect(rig.streams.isOpen(entered.id)).toBe(false);
    expect(rig.tickets.redeem(ticket, "home", "download")).toBeDefined();
    await expect(enter(session)).rejects.toMatchObject(none);
    expect(rig.house.household.sessions()).toEqual([]);
  });

  test("taken from a device tells that device who did it, and nobody else", async () => {
    const ticket = rig.tickets.issueDownload("home", async () => undefined, device.publicKey);
    const other = rig.tickets.issueDownload("home", async () => undefined, (await makeSigner()).publicKey);
    const entered = await enter(session);
    await rig.access.revoke([device.publicKey], randomId(), entered.person); // not whose it is
    rig.access.assertLive(entered);
    await rig.access.revoke([device.publicKey], entered.person, entered.person);
    await expect(enter(session)).rejects.toMatchObject({ code: "session.revoked", by: "Mum" });
    await expect(enter(session, {}, await makeSigner())).rejects.toMatchObject(wrongDevice);
    expect(() => rig.access.assertLive(entered)).toThrow(
      expect.objectContaining({ code: "session.revoked" }),
    );
    expect(rig.tickets.redeem(ticket, "home", "download")).toBeUndefined();
    expect(rig.tickets.redeem(other, "home", "download")).toBeDefined();
    expect((await ledger()).at(-1)).toBe("device-signed-out");
    await expect(
      openAgain().authenticate(await present(bound(session.info), device, session.token), GUARDIANS),
    ).rejects.toMatchObject({ code: "session.revoked" });
  });

  test("is not revived by the note of when it was last used", async () => {
    await rig.clock.advance(seconds(90));
    const [entered] = await Promise.all([enter(session)]);
    const noting = rig.house.household.useSession(entered.id, rig.clock.now());
    await rig.access.revoke([device.publicKey], entered.person, entered.person);
    await noting;
    await rig.house.household.useSession(entered.id, rig.clock.now() + 1);
    await expect(enter(session)).rejects.toMatchObject({ code: "session.revoked" });
  });

  test("notes its last use once a minute, however often it is used, also by a clock that was set back", async () => {
    const last = () => rig.house.household.session(session.info.ath)?.lastUsedAt;
    const began = rig.clock.now();
    for (let n = 0; n < 3; n++) {
      await rig.clock.advance(seconds(19));
      await enter(session);
      expect(last()).toBe(began);
    }
    await rig.clock.advance(seconds(3));
    await enter(session);
    expect(last()).toBe(began + 60_000);
    rig.clock.stepWallClock(-hours(1));
    await enter(session);
    expect(last()).toBe(began + 60_000 - 3_600_000);
  });

  test("that was ended is remembered until its cookie would be gone, and then not", async () => {
    await rig.access.end(await enter(session));
    expect(rig.house.household.rememberedSessions()).toHaveLength(1);
    await rig.clock.advance(ms(30 * 86_400_000));
    await signIn();
    expect(rig.house.household.rememberedSessions().map(({ ended }) => ended)).toEqual([null]);
  });

  test("ends after thirty days, and is forgotten then", async () => {
    const days = (count: number) => ms(count * 86_400_000);
    await rig.clock.advance(ms(days(30) - 1_000));
    await enter(session);
    await rig.clock.advance(seconds(1));
    await expect(enter(session)).rejects.toMatchObject(none);
    expect(rig.house.household.sessions()).toEqual([]);
  });

  test("of a person who is gone tells nothing", async () => {
    const entered: Session = { ...(await enter(session)), person: randomId() };
    await expect(rig.access.describe(entered)).rejects.toMatchObject(none);
  });
});

test("who came in, on what device, and how it ended is in the ledger, in one write with the change itself", async () => {
  vi.spyOn(rig.house.ledger, "append").mockRejectedValue(new Error("no second write"));
  const session = await claim();
  const other = await makeSigner();
  await signIn();
  await rig.access.end(await enter(await signIn({}, other), {}, other));
  const again = await enter(await signIn({}, other), {}, other);
  await rig.access.revoke([other.publicKey], again.person, again.person);
  const entries: unknown[] = [];
  for await (const { kind, person, subject, device: on } of rig.house.ledger.entries())
    entries.push([kind, person, subject, on]);
  const { id } = session.info.person;
  const by = session.info.slots[0]?.id;
  expect(entries).toEqual([
    ["claimed", id, null, device.publicKey],
    ["signed-in", id, by, device.publicKey],
    ["new-device", id, by, other.publicKey],
    ["signed-out", id, null, other.publicKey],
    ["signed-in", id, by, other.publicKey],
    ["device-signed-out", id, id, other.publicKey],
  ]);
});
