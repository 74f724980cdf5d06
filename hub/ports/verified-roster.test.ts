import { beforeEach, expect, test, vi } from "vitest";
import { aVault, makeFamily, makeSigner } from "../../test/support/key-ring.ts";
import { extendRoster, verifyRoster } from "../contract/roster.ts";
import { verifiedRoster } from "./verified-roster.ts";

const signatures = vi.spyOn(crypto.subtle, "verify");
const refused = (code: string) => expect.objectContaining({ name: "SignatureError", code });

let family: Awaited<ReturnType<typeof makeFamily>>;
/** What the household would give out. */
let entries: readonly string[];
const household = { roster: () => entries };
beforeEach(async () => {
  family = await makeFamily();
  entries = [...family.roster.entries];
  signatures.mockClear();
});

/** One more, and the household's new array. */
async function grow(): Promise<void> {
  const { guardian, person, roster } = family;
  const phone = await makeSigner();
  await roster.add({ kind: "device", person, deviceKey: phone.publicKey }, guardian);
  entries = [...roster.entries];
}

test("each signature is verified once, however often and at once it is asked for", async () => {
  const asked = await Promise.all([verifiedRoster(household), verifiedRoster(household)]);
  expect(asked[1]).toBe(asked[0]);
  expect(await verifiedRoster(household)).toBe(asked[0]);
  expect(signatures).toHaveBeenCalledTimes(2);
});

test("what was added is verified, and nothing else; the result is that of the whole chain", async () => {
  const before = await verifiedRoster(household);
  const asItWas = structuredClone(before);
  await grow();
  await family.roster.add({ kind: "vault", vault: aVault(2, "p") }, family.guardian);
  await family.roster.add({ kind: "device-out", deviceKey: family.device.publicKey }, family.guardian);
  entries = [...family.roster.entries];
  signatures.mockClear();
  const after = await verifiedRoster(household);
  expect(signatures).toHaveBeenCalledTimes(3);
  expect(after).toEqual(await verifyRoster(entries));
  expect(before).toEqual(asItWas);
});

test("the rules go on where they were: a vault of long ago does not come back", async () => {
  const { guardian, roster } = family;
  await roster.add({ kind: "vault", vault: aVault(2, "p") }, guardian);
  entries = [...roster.entries];
  await verifiedRoster(household);
  await roster.add({ kind: "vault", vault: aVault(3) }, guardian);
  entries = [...roster.entries];
  await expect(verifiedRoster(household)).rejects.toEqual(refused("roster.malformed"));
});

test("an addition by a stranger is refused, and one that follows another chain, too", async () => {
  await verifiedRoster(household);
  const good = entries;
  const stranger = await makeSigner();
  await family.roster.add({ kind: "device", person: family.person, deviceKey: stranger.publicKey }, stranger);
  entries = [...family.roster.entries];
  await expect(verifiedRoster(household)).rejects.toEqual(refused("roster.not-a-guardian"));
  const other = await makeFamily();
  entries = [...good, ...other.roster.entries];
  await expect(verifiedRoster(household)).rejects.toEqual(refused("roster.broken-chain"));
  entries = good;
  expect((await verifiedRoster(household)).hashes).toHaveLength(2);
});

test("an entry that was put in another's place is seen, although what follows it is known", async () => {
  await grow();
  await verifiedRoster(household);
  entries = entries.with(1, `${entries[1]?.slice(0, -5)}AAAAA`);
  await expect(verifiedRoster(household)).rejects.toEqual(refused("jws.bad-signature"));
});

test("a shorter one counts as it stands", async () => {
  await grow();
  await verifiedRoster(household);
  entries = entries.slice(0, 2);
  expect((await verifiedRoster(household)).devices).toEqual(
    new Map([[family.device.publicKey, family.person]]),
  );
});

test("a hub that nobody has claimed has none; claimed, it has one", async () => {
  const claimed = entries;
  entries = [];
  await expect(verifiedRoster(household)).rejects.toEqual(refused("roster.malformed"));
  entries = claimed;
  expect((await verifiedRoster(household)).hashes).toHaveLength(2);
});

test("two households are two", async () => {
  await verifiedRoster(household);
  const other = await makeFamily();
  expect((await verifiedRoster({ roster: () => other.roster.entries })).hub).toBe(other.roster.hub);
  expect((await verifiedRoster(household)).hub).toBe(family.roster.hub);
});

test("nothing added is the chain itself", async () => {
  const before = await verifiedRoster(household);
  expect(await extendRoster(before, [])).toEqual(before);
});
