import fc from "fast-check";
import { expect, test } from "vitest";
import { aVault, keysOf, makeFamily, makeSigner, RosterWriter } from "../../test/support/key-ring.ts";
import { anId } from "../../test/support/store-rig.ts";
import { SignatureError } from "./errors.ts";
import { signJws } from "./jws.ts";
import { assertFollows, extendRoster, verifyRoster } from "./roster.ts";
import { type RosterEntry, signRosterEntry } from "./roster-entry.ts";
import { sha256 } from "./sha256.ts";

const hashOf = (entry = "") => sha256(new TextEncoder().encode(entry));
const refused = (code: string) => expect.objectContaining({ name: "SignatureError", code });

test("a chain tells whose devices count, where to seal, and by which hashes it is known", async () => {
  const { guardian, device, person, roster } = await makeFamily();
  const read = await verifyRoster(roster.entries);
  expect(read.hub).toBe(roster.hub);
  expect(read.guardians).toEqual(new Map([[person, { ...keysOf(guardian), isSuspended: false }]]));
  expect(read.devices).toEqual(new Map([[device.publicKey, person]]));
  expect(read.vault).toEqual(aVault());
  expect(read.fingerprint).toBe(await hashOf(roster.entries[0]));
  expect(read.head).toBe(await hashOf(roster.entries[1]));
  expect(read.hashes).toEqual([read.fingerprint, read.head]);
});

test("a second guardian whom the first signed may sign, too, and renew the vault", async () => {
  const { guardian, roster } = await makeFamily();
  const [second, phone] = [await makeSigner(), await makeSigner()];
  const person = anId();
  await roster.add({ kind: "guardian", person, ...keysOf(second), vault: aVault() }, guardian);
  await roster.add({ kind: "device", person, deviceKey: phone.publicKey }, second);
  await roster.add({ kind: "vault", vault: aVault(2, "p") }, second);
  const read = await verifyRoster(roster.entries);
  expect(read.devices.get(phone.publicKey)).toBe(person);
  expect(read.vault).toEqual(aVault(2, "p"));
});

test("a device that was taken out counts no more", async () => {
  const { guardian, device, roster } = await makeFamily();
  await roster.add({ kind: "device-out", deviceKey: device.publicKey }, guardian);
  expect((await verifyRoster(roster.entries)).devices.size).toBe(0);
});

test("a toy that went is nobody's, whoever it was lent to before, and a chain that grows on knows it still", async () => {
  const { guardian, roster } = await makeFamily();
  const [toy, other, child] = [anId(), anId(), anId()];
  await roster.add({ kind: "toy", toy, child }, guardian);
  await roster.add({ kind: "toy", toy: other, child }, guardian);
  await roster.add({ kind: "toy-out", toy }, guardian);
  const read = await verifyRoster(roster.entries);
  expect([read.goneToys, read.toys]).toEqual([new Set([toy]), new Map([[other, child]])]);
  const length = roster.entries.length;
  await roster.add({ kind: "vault", vault: aVault(2, "p") }, guardian);
  expect((await extendRoster(read, roster.entries.slice(length))).goneToys).toEqual(new Set([toy]));
});

test("the first entry is signed by the key that it names", async () => {
  const [guardian, other] = [await makeSigner(), await makeSigner()];
  const roster = new RosterWriter();
  const entry = { kind: "guardian", person: anId(), ...keysOf(guardian), vault: aVault() } as const;
  await roster.add(entry, other);
  await expect(verifyRoster(roster.entries)).rejects.toEqual(refused("roster.not-a-guardian"));
});

test("a chain cannot begin with a device", async () => {
  const guardian = await makeSigner();
  const roster = new RosterWriter();
  await roster.add({ kind: "device", person: anId(), deviceKey: guardian.publicKey }, guardian);
  await expect(verifyRoster(roster.entries)).rejects.toEqual(refused("roster.not-a-guardian"));
});

test.each<[string, (family: Awaited<ReturnType<typeof makeFamily>>) => Promise<unknown>, string]>([
  [
    "a guardian whom a stranger signed",
    async ({ roster }) => {
      const stranger = await makeSigner();
      const entry = { kind: "guardian", person: anId(), ...keysOf(stranger), vault: aVault() } as const;
      await roster.add(entry, stranger);
    },
    "roster.not-a-guardian",
  ],
  [
    "a device that a device signed",
    async ({ roster, device, person }) =>
      roster.add({ kind: "device", person, deviceKey: (await makeSigner()).publicKey }, device),
    "roster.not-a-guardian",
  ],
  [
    "a stranger's device",
    async ({ roster, guardian }) =>
      roster.add({ kind: "device", person: anId(), deviceKey: (await makeSigner()).publicKey }, guardian),
    "roster.not-a-guardian",
  ],
  [
    "a vault's number that goes back",
    async ({ roster, guardian }) => {
      await roster.add({ kind: "vault", vault: aVault(2, "p") }, guardian);
      await roster.add({ kind: "vault", vault: aVault(1) }, guardian);
    },
    "roster.malformed",
  ],
  [
    "a vault's number that is left out",
    async ({ roster, guardian }) => roster.add({ kind: "vault", vault: aVault(3, "p") }, guardian),
    "roster.malformed",
  ],
  [
    "one vault under two numbers",
    async ({ roster, guardian }) => roster.add({ kind: "vault", vault: aVault(2) }, guardian),
    "roster.malformed",
  ],
  [
    "a guardian of another vault than the family's",
    async ({ roster, guardian, person }) =>
      roster.add({ kind: "guardian", person, ...keysOf(guardian), vault: aVault(1, "p") }, guardian),
    "roster.malformed",
  ],
  [
    "a toy that a device takes out",
    async ({ roster, device }) => roster.add({ kind: "toy-out", toy: anId() }, device),
    "roster.not-a-guardian",
  ],
  [
    "a toy that goes twice",
    async ({ roster, guardian }) => {
      const toy = anId();
      await roster.add({ kind: "toy-out", toy }, guardian);
      await roster.add({ kind: "toy-out", toy }, guardian);
    },
    "roster.malformed",
  ],
  [
    "a toy that comes back under its id",
    async ({ roster, guardian }) => {
      const toy = anId();
      await roster.add({ kind: "toy-out", toy }, guardian);
      await roster.add({ kind: "toy", toy, child: anId() }, guardian);
    },
    "roster.malformed",
  ],
  [
    "an entry of a kind that nobody knows",
    async ({ roster, guardian }) => roster.add({ kind: "owner" } as unknown as RosterEntry, guardian),
    "roster.malformed",
  ],
  [
    "an entry of another hub",
    async ({ roster, guardian, device }) => {
      const entry = { kind: "device-out", deviceKey: device.publicKey } as const;
      roster.entries.push(
        await signRosterEntry(anId(), await hashOf(roster.entries.at(-1)), entry, guardian),
      );
    },
    "roster.broken-chain",
  ],
  [
    "an entry that names another one before it",
    async ({ roster, guardian, device }) => {
      const entry = { kind: "device-out", deviceKey: device.publicKey } as const;
      roster.entries.push(
        await signRosterEntry(roster.hub, await hashOf(roster.entries[0]), entry, guardian),
      );
    },
    "roster.broken-chain",
  ],
  ["an entry missing", async ({ roster }) => roster.entries.shift(), "roster.broken-chain"],
  [
    "the same entry twice",
    async ({ roster }) => roster.entries.push(roster.entries[1] ?? ""),
    "roster.broken-chain",
  ],
  ["entries in another order", async ({ roster }) => roster.entries.reverse(), "roster.broken-chain"],
  [
    "a changed entry",
    async ({ roster }) => {
      roster.entries[1] = `${roster.entries[1]?.slice(0, -5)}AAAAA`;
    },
    "jws.",
  ],
  [
    "a stamp among the entries",
    async ({ roster, guardian }) => roster.entries.push(await signJws("pawpost-stamp+jws", {}, guardian)),
    "jws.wrong-type",
  ],
])("%s is refused", async (_, spoil, code) => {
  const family = await makeFamily();
  await spoil(family);
  const error: unknown = await verifyRoster(family.roster.entries).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SignatureError);
  expect((error as SignatureError).code).toContain(code);
});

test("an empty roster is none", async () => {
  await expect(verifyRoster([])).rejects.toEqual(refused("roster.malformed"));
});

test("what grew follows what was known; what shrank, forked or began anew does not", async () => {
  const { guardian, device, roster } = await makeFamily();
  const before = await verifyRoster(roster.entries);
  const old = [...roster.entries];
  await roster.add({ kind: "device-out", deviceKey: device.publicKey }, guardian);
  const after = await verifyRoster(roster.entries);
  const forked = new RosterWriter(roster.hub);
  forked.entries.push(...old);
  await forked.add({ kind: "device-out", deviceKey: guardian.publicKey }, guardian);
  const fork = await verifyRoster(forked.entries);

  expect(() => assertFollows(after, before, 2)).not.toThrow();
  expect(() => assertFollows(after, after, 3)).not.toThrow();
  expect(() => assertFollows(before, after, 3)).toThrow(refused("roster.older-than-known"));
  expect(() => assertFollows(fork, after, 3)).toThrow(refused("roster.forked"));
  expect(() => assertFollows(before, after)).toThrow(refused("roster.forked"));
  const other = await verifyRoster((await makeFamily()).roster.entries);
  expect(() => assertFollows(other, after, 3)).toThrow(refused("roster.wrong-first-guardian"));
});

test("whatever comes as a roster, nothing but a SignatureError is thrown", async () => {
  const { guardian, roster } = await makeFamily();
  const entry = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.constantFrom(...roster.entries),
    fc.json().map((payload) => ({ payload })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 4 }), async (list) => {
      const entries = await Promise.all(
        list.map((one) =>
          typeof one === "string"
            ? one
            : signJws("pawpost-roster+jws", JSON.parse(`{"v":1,"hub":${one.payload}}`), guardian),
        ),
      );
      await verifyRoster(entries).then(
        (read) => expect(entries).toEqual(roster.entries.slice(0, read.hashes.length)),
        (error: unknown) => expect(error).toBeInstanceOf(SignatureError),
      );
    }),
    { numRuns: 150 },
  );
});
