import { expect, test } from "vitest";
import { encodeBase64url } from "../../hub/contract/base64url.ts";
import { publicKey } from "../../hub/contract/jws.ts";
import type { Child, GuardianPerson, Household, Person, Session, Toy } from "../../hub/ports/household.ts";
import type { Invitation } from "../../hub/ports/invitation.ts";
import { anId } from "../support/store-rig.ts";

const aKey = (fill: number) => publicKey.parse(encodeBase64url(new Uint8Array(32).fill(fill)));

export const aPerson = (name = "Mum"): GuardianPerson => ({
  role: "guardian",
  id: anId(),
  name,
  recipient: `age1${"q".repeat(58)}`,
  signingKey: aKey(1),
  slots: [{ kind: "passphrase", salt: "salt", box: "box of keys" }],
  verifier: { salt: "salt", hash: "hash" },
  vaults: [{ number: 1, recipient: `age1${"q".repeat(58)}`, box: "box of vault" }],
});

export const aSession = (person: Person, id = "session-1"): Session => ({
  id,
  person: person.id,
  device: aKey(2),
  deviceLabel: "Phone",
  nonce: "nonce",
  createdAt: 1,
  expiresAt: 2,
  lastUsedAt: 1,
  ended: null,
});

const aToyOf = (child: Child): Toy => ({
  id: anId(),
  name: "Bear",
  child: child.id,
  model: "cloudpets",
  firmware: "1.2",
  claimed: true,
  room: "home",
});

const anInvitationBy = ({ id: by }: Person): Invitation => ({
  id: anId(),
  role: "relative",
  person: anId(),
  name: "Gran",
  children: [],
  by,
  device: aKey(2),
  createdAt: 1,
  livedAt: 1,
  state: "open",
  joining: null,
});

/** @param reopen ends whoever held the household and gives what its successor sees; empty at first in each test */
export function householdContract(reopen: () => Promise<Household>): void {
  test("has an id of its own that never changes", async () => {
    const { hub } = await reopen();
    expect(hub).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect((await reopen()).hub).toBe(hub);
  });

  test("is claimed once: person, roster and session together", async () => {
    const [person, stranger] = [aPerson(), aPerson("Stranger")];
    const session = aSession(person);
    let household = await reopen();
    expect(household.people()).toEqual([]);
    const answers = await Promise.allSettled([
      household.claim(person, ["entry 0", "entry 1"], session),
      household.claim(stranger, ["forged 0", "forged 1"], aSession(stranger, "session-2")),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(answers[1]).toMatchObject({ reason: { code: "store.already-claimed" } });
    household = await reopen();
    await expect(household.claim(stranger, ["forged 0"], aSession(stranger))).rejects.toMatchObject({
      code: "store.already-claimed",
    });
    expect(household.people()).toEqual([person]);
    expect(household.roster()).toEqual(["entry 0", "entry 1"]);
    expect(household.session(session.id)).toEqual(session);
    expect(household.session("session-2")).toBeUndefined();
  });

  test("starts anew: another family takes the place of this one, which is kept beside it", async () => {
    let household = await reopen();
    const [mum, dad, other] = [aPerson(), aPerson("Dad"), aPerson("Nan")];
    await expect(
      household.startAnew({ person: other, roster: ["new 0"], session: aSession(other) }),
    ).rejects.toMatchObject({ code: "store.missing" });
    await household.claim(mum, ["entry 0", "entry 1"], aSession(mum));
    const child = { id: anId(), name: "the child" };
    const [toy, invitation] = [aToyOf(child), anInvitationBy(mum)];
    await household.change({ people: [dad], roster: ["entry 2", "entry 3"], invitations: [invitation] });
    await household.putToy(toy, child);
    await household.putSession(aSession(dad, "session-2"));
    await household.endSession("session-2", { at: 3, by: null });

    const session = { ...aSession(other, "session-3"), createdAt: 7 };
    const family = { person: other, roster: ["new 0", "new 1"], session };
    expect((await household.startAnew(family)).map(({ id }) => id)).toEqual(["session-1"]);
    for (const one of [household, await reopen()]) {
      expect(one.people()).toEqual([other]);
      expect(one.roster()).toEqual(["new 0", "new 1"]);
      expect(one.rememberedSessions()).toEqual([session]);
      expect(one.children()).toEqual([child]);
      expect(one.toys()).toEqual([{ ...toy, claimed: false }]);
      expect(one.invitations()).toEqual([{ ...invitation, state: "withdrawn", joining: null }]);
      const [former, ...none] = one.former();
      expect(none).toEqual([]);
      expect(former).toMatchObject({ endedAt: 7, roster: ["entry 0", "entry 1", "entry 2", "entry 3"] });
      expect(former?.people.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([dad, mum]);
    }
    household = await reopen();
    await household.startAnew({ person: mum, roster: ["third 0"], session: aSession(mum) });
    expect((await reopen()).former().map(({ roster }) => roster[0])).toEqual(["entry 0", "new 0"]);
  });

  test("changes a person, one change after the other, and keeps what else there is", async () => {
    let household = await reopen();
    const person = aPerson();
    await household.claim(person, ["entry 0"], aSession(person));
    const sheet = (n: number) =>
      ({
        kind: "recovery-sheet",
        id: anId(),
        madeAt: n,
        testedAt: null,
        recipient: person.recipient,
        proofKey: aKey(3),
        box: `box ${n}`,
      }) as const;
    const sheets = [1, 2, 3].map(sheet);
    const add = (n: number) =>
      household.changePerson(person.id, (now) => ({
        ...now,
        slots: [...now.slots, ...sheets.slice(n, n + 1)],
      }));
    expect(await Promise.all([add(0), add(1), add(2)])).toEqual([true, true, true]);
    expect(await household.changePerson(anId(), () => aPerson("Stranger"))).toBe(false);
    const changed = { ...person, slots: [...person.slots, ...sheets] };
    expect(household.people()).toEqual([changed]);
    household = await reopen();
    expect(household.people()).toEqual([changed]);
    expect(household.roster()).toEqual(["entry 0"]);
  });

  test("appends to the roster in the order asked", async () => {
    const household = await reopen();
    await Promise.all(["0", "1", "2", "3"].map((entry) => household.appendRoster(entry)));
    expect(household.roster()).toEqual(["0", "1", "2", "3"]);
    expect((await reopen()).roster()).toEqual(["0", "1", "2", "3"]);
  });

  test("changes people and roster in one step", async () => {
    let household = await reopen();
    const first = aPerson();
    await household.claim(first, ["entry 0"], aSession(first));
    const { vaults: _, ...rest } = aPerson("Granny");
    const relative: Person = { ...rest, role: "relative", verifier: null };
    await household.change({ people: [relative], roster: ["1", "2"] });
    expect(household.people()).toEqual([first, relative]);
    household = await reopen();
    expect(household.people().toSorted((one) => (one.role === "guardian" ? -1 : 1))).toEqual([
      first,
      relative,
    ]);
    expect(household.roster()).toEqual(["entry 0", "1", "2"]);
    await household.change({ gone: [relative.id], roster: ["3"] });
    household = await reopen();
    expect(household.people()).toEqual([first]);
    expect(household.roster()).toEqual(["entry 0", "1", "2", "3"]);
  });

  test("keeps invitations, as they go on, until they are forgotten; with the person they are of in one step", async () => {
    let household = await reopen();
    const first = aPerson();
    await household.claim(first, ["entry 0"], aSession(first));
    const open: Invitation = {
      id: anId(),
      role: "relative",
      person: anId(),
      name: "Granny",
      children: [{ child: anId(), mayWrite: true, isTrusted: false, mayHear: true }],
      by: first.id,
      device: aKey(2),
      createdAt: 1,
      livedAt: 1,
      state: "open",
      joining: null,
    };
    const other = { ...open, id: anId() };
    await household.change({ invitations: [open, other] });
    household = await reopen();
    expect(household.invitations().toSorted((one) => (one.id === open.id ? -1 : 1))).toEqual([open, other]);
    expect(household.roster()).toEqual(["entry 0"]);
    const { vaults: _, ...rest } = aPerson("Granny");
    const relative: Person = { ...rest, role: "relative", verifier: null };
    await household.change({
      people: [relative],
      roster: ["1"],
      invitations: [{ ...open, state: "confirmed" }],
      forgotten: [other.id],
    });
    household = await reopen();
    expect(household.invitations()).toEqual([{ ...open, state: "confirmed" }]);
    expect(household.people()).toHaveLength(2);
  });

  test("keeps and ends sessions", async () => {
    let household = await reopen();
    const person = aPerson();
    const [one, other] = [aSession(person, "one"), aSession(person, "other")];
    await household.putSession(one);
    await household.putSession(other);
    await household.putSession({ ...one, expiresAt: 9 });
    household = await reopen();
    expect(household.session("one")?.expiresAt).toBe(9);
    const ending = household.deleteSession("one");
    expect(household.session("one")).toBeUndefined(); // at once, not when the disk is done
    await ending;
    expect((await reopen()).sessions()).toEqual([other]);
  });

  test("ends a session at once, and remembers by whom; a note of its use revives nothing", async () => {
    let household = await reopen();
    const person = aPerson();
    const session = aSession(person, "one");
    await household.putSession(session);
    await household.useSession("one", 61_000);
    household = await reopen();
    expect(household.session("one")).toEqual({ ...session, lastUsedAt: 61_000 });
    const noting = household.useSession("one", 122_000);
    const ending = household.endSession("one", { at: 123_000, by: person.id });
    expect(household.session("one")).toBeUndefined(); // at once, not when the disk is done
    await Promise.all([noting, ending, household.useSession("one", 124_000)]);
    await household.endSession("one", { at: 125_000, by: null });
    await household.endSession("nobody's", { at: 126_000, by: null });
    household = await reopen();
    expect(household.session("one")).toBeUndefined();
    expect(household.sessions()).toEqual([]);
    const ended = { ...session, lastUsedAt: 122_000, ended: { at: 123_000, by: person.id } };
    expect(household.rememberedSession("one")).toEqual(ended);
    expect(household.rememberedSessions()).toEqual([ended]);
    await household.deleteSession("one");
    expect((await reopen()).rememberedSessions()).toEqual([]);
  });

  test("keeps toys and children", async () => {
    let household = await reopen();
    const child = { id: anId(), name: "the child" };
    const toy = {
      id: anId(),
      name: "Bear",
      child: child.id,
      model: "CloudPets",
      firmware: null,
      claimed: false,
      room: "main",
    };
    await household.putToy(toy, child);
    await household.putToy({ ...toy, claimed: true }, child);
    household = await reopen();
    expect(household.toys()).toEqual([{ ...toy, claimed: true }]);
    expect(household.children()).toEqual([child]);
    await household.deleteToy(toy.id);
    expect((await reopen()).toys()).toEqual([]);
  });
}
