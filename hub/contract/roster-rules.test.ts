/** Who may do what in the roster, as `roster-rules.ts` tells in its table. */
import { expect, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import { aVault, keysOf, makeFamily, makeSigner } from "../../test/support/key-ring.ts";
import { anId } from "../../test/support/store-rig.ts";
import type { Signer } from "./jws.ts";
import { verifyRoster } from "./roster.ts";
import type { RosterEntry } from "./roster-entry.ts";

const CHILD = anId();
const RIGHTS = { child: CHILD, mayWrite: true, isTrusted: true, mayHear: true };

/** Two guardians with a device each, a relative with one, and keys of strangers. */
async function makeHouse() {
  const { guardian: first, device: firstPhone, person: firstId, roster } = await makeFamily();
  const [second, secondPhone, relative, relativePhone, stranger] = await Promise.all(
    Array.from({ length: 5 }, makeSigner),
  );
  if (!second || !secondPhone || !relative || !relativePhone || !stranger) throw new Error("five were made");
  const [secondId, relativeId] = [anId(), anId()];
  await roster.add({ kind: "guardian", person: secondId, ...keysOf(second), vault: aVault() }, first);
  await roster.add({ kind: "device", person: secondId, deviceKey: secondPhone.publicKey }, second);
  await roster.add({ kind: "relative", person: relativeId, ...keysOf(relative), children: [RIGHTS] }, second);
  await roster.add({ kind: "device", person: relativeId, deviceKey: relativePhone.publicKey }, relative);
  const keys = { first, second, relative, stranger, firstPhone, secondPhone, relativePhone };
  const ids = { firstId, secondId, relativeId };
  return { roster, ...keys, ...ids, read: () => verifyRoster(roster.entries) };
}
type House = Awaited<ReturnType<typeof makeHouse>>;

const codeOf = codeOr("taken");

test("a relative counts with what a guardian allowed, and with devices that the relative's own key names", async () => {
  const { read, relative, relativeId, relativePhone } = await makeHouse();
  const roster = await read();
  const { child: _, ...rights } = RIGHTS;
  expect(roster.relatives.get(relativeId)).toEqual({
    ...keysOf(relative),
    children: new Map([[CHILD, rights]]),
  });
  expect(roster.devices.get(relativePhone.publicKey)).toBe(relativeId);
});

test("the newest entry of a relative is the one that counts", async () => {
  const { roster, read, first, relative, relativeId, relativePhone } = await makeHouse();
  const less = { ...RIGHTS, isTrusted: false };
  await roster.add({ kind: "relative", person: relativeId, ...keysOf(relative), children: [less] }, first);
  const now = await read();
  expect(now.relatives.get(relativeId)?.children.get(CHILD)?.isTrusted).toBe(false);
  expect(now.devices.has(relativePhone.publicKey)).toBe(true);
});

test.each(["guardian", "relative"] as const)(
  "a %s with new keys has none of the old devices",
  async (kind) => {
    const house = await makeHouse();
    const { roster, read, first, stranger } = house;
    const person = kind === "guardian" ? house.secondId : house.relativeId;
    const phone = kind === "guardian" ? house.secondPhone : house.relativePhone;
    const more = kind === "guardian" ? { kind, vault: aVault() } : { kind, children: [RIGHTS] };
    await roster.add({ person, ...keysOf(stranger), ...more } as RosterEntry, first);
    const now = await read();
    expect(now.devices.has(phone.publicKey)).toBe(false);
    expect((now.guardians.get(person) ?? now.relatives.get(person))?.signingKey).toBe(stranger.publicKey);
  },
);

test("who goes takes every device along", async () => {
  const { roster, read, first, relativeId, secondId, firstPhone } = await makeHouse();
  await roster.add({ kind: "person-out", person: relativeId }, first);
  await roster.add({ kind: "person-out", person: secondId }, first);
  const now = await read();
  expect([...now.guardians.keys()]).not.toContain(secondId);
  expect(now.relatives.size).toBe(0);
  expect([...now.devices.keys()]).toEqual([firstPhone.publicKey]);
});

test("who is suspended changes only their own devices, and can be reinstated by another", async () => {
  const { roster, read, first, second, secondId, secondPhone, relativeId, stranger } = await makeHouse();
  await roster.add({ kind: "suspended", person: secondId }, first);
  expect((await read()).guardians.get(secondId)?.isSuspended).toBe(true);
  await roster.add({ kind: "device-out", deviceKey: secondPhone.publicKey }, second);
  await roster.add({ kind: "device", person: secondId, deviceKey: stranger.publicKey }, second);
  expect((await read()).devices.get(stranger.publicKey)).toBe(secondId);
  const own = roster.entries.length;
  for (const entry of [
    { kind: "reinstated", person: secondId },
    { kind: "suspended", person: (await read()).guardians.keys().next().value },
    { kind: "person-out", person: relativeId },
    { kind: "vault", vault: aVault(2, "p") },
    { kind: "toy", toy: anId(), child: CHILD },
  ] as RosterEntry[]) {
    await roster.add(entry, second);
    expect(await codeOf(read()), entry.kind).toBe("roster.suspended");
    roster.entries.length = own;
  }
  await roster.add({ kind: "reinstated", person: secondId }, first);
  await roster.add({ kind: "toy", toy: relativeId, child: CHILD }, second);
  expect((await read()).toys.get(relativeId)).toBe(CHILD);
});

test("new keys do not lift a suspension", async () => {
  const { roster, read, first, secondId, stranger } = await makeHouse();
  await roster.add({ kind: "suspended", person: secondId }, first);
  await roster.add({ kind: "guardian", person: secondId, ...keysOf(stranger), vault: aVault() }, first);
  expect((await read()).guardians.get(secondId)?.isSuspended).toBe(true);
});

test("a guardian may go alone, but never the last who is not suspended", async () => {
  const { roster, read, first, firstId, secondId } = await makeHouse();
  await roster.add({ kind: "suspended", person: secondId }, first);
  await roster.add({ kind: "person-out", person: firstId }, first);
  expect(await codeOf(read())).toBe("roster.last-guardian");
  roster.entries.pop();
  await roster.add({ kind: "reinstated", person: secondId }, first);
  await roster.add({ kind: "person-out", person: firstId }, first);
  expect([...(await read()).guardians.keys()]).toEqual([secondId]);
});

test.each<[string, (house: House) => readonly [RosterEntry, Signer], string]>([
  [
    "a relative whom a relative signed",
    ({ relative, stranger }) => [
      { kind: "relative", person: anId(), ...keysOf(stranger), children: [RIGHTS] },
      relative,
    ],
    "roster.not-a-guardian",
  ],
  [
    "a relative who trusts themselves",
    ({ relative, relativeId }) => [
      { kind: "relative", person: relativeId, ...keysOf(relative), children: [RIGHTS] },
      relative,
    ],
    "roster.not-a-guardian",
  ],
  [
    "a relative's device that a guardian signed",
    ({ first, relativeId, stranger }) => [
      { kind: "device", person: relativeId, deviceKey: stranger.publicKey },
      first,
    ],
    "roster.not-a-guardian",
  ],
  [
    "a relative who takes out a guardian's device",
    ({ relative, firstPhone }) => [{ kind: "device-out", deviceKey: firstPhone.publicKey }, relative],
    "roster.not-a-guardian",
  ],
  [
    "a relative who lends a toy",
    ({ relative }) => [{ kind: "toy", toy: anId(), child: CHILD }, relative],
    "roster.not-a-guardian",
  ],
  [
    "a vault by a relative",
    ({ relative }) => [{ kind: "vault", vault: aVault(2, "p") }, relative],
    "roster.not-a-guardian",
  ],
  [
    "a guardian made a relative",
    ({ first, second, secondId }) => [
      { kind: "relative", person: secondId, ...keysOf(second), children: [RIGHTS] },
      first,
    ],
    "roster.malformed",
  ],
  [
    "one key for two people",
    ({ first, second }) => [
      { kind: "relative", person: anId(), ...keysOf(second), children: [RIGHTS] },
      first,
    ],
    "roster.malformed",
  ],
  [
    "a guardian who suspends themselves",
    ({ first, firstId }) => [{ kind: "suspended", person: firstId }, first],
    "roster.malformed",
  ],
  [
    "a relative who is suspended",
    ({ first, relativeId }) => [{ kind: "suspended", person: relativeId }, first],
    "roster.malformed",
  ],
  ["nobody who goes", ({ first }) => [{ kind: "person-out", person: anId() }, first], "roster.malformed"],
])("%s is refused", async (_, spoil, code) => {
  const house = await makeHouse();
  await house.roster.add(...spoil(house));
  expect(await codeOf(house.read())).toBe(code);
});
