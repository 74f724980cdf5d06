import { createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { CHEAP_COST } from "../../test/support/cheap-hash.ts";
import { COST, makeVerifiers } from "./verifier.ts";

const pepper = createSecretKey(Buffer.alloc(32, 7));
const auth = new Uint8Array(32).fill(1);
const salt = new Uint8Array(16).fill(2);

test("costs what RFC 9106 recommends where memory is short: 64 MiB, three passes", () => {
  expect(COST).toMatchObject({ memory: 65_536, passes: 3 });
});

test("what was made fits, at full cost", async () => {
  const verifiers = makeVerifiers(pepper);
  const kept = await verifiers.make(auth, salt);
  expect(kept && (await verifiers.fits(auth, kept))).toBe(true);
});

test("another secret, another pepper or another salt does not fit", async () => {
  const verifiers = makeVerifiers(pepper, CHEAP_COST);
  const kept = await verifiers.make(auth, salt);
  if (kept === undefined) throw new Error("busy");
  expect(await verifiers.fits(auth.with(31, 9), kept)).toBe(false);
  expect(await verifiers.fits(auth, { ...kept, salt: Buffer.alloc(16).toString("base64url") })).toBe(false);
  expect(await verifiers.fits(auth, { ...kept, hash: kept.hash.slice(0, 20) })).toBe(false);
  const other = makeVerifiers(createSecretKey(Buffer.alloc(32, 8)), CHEAP_COST);
  expect(await other.fits(auth, kept)).toBe(false);
});

test("nothing of the secret can be read in what is kept", async () => {
  const kept = await makeVerifiers(pepper, CHEAP_COST).make(auth, salt);
  expect(Buffer.from(kept?.hash ?? "", "base64url")).toHaveLength(32);
  expect(JSON.stringify(kept)).not.toContain(Buffer.from(auth).toString("base64url"));
});

test("two at once, eight wait, and whoever comes then is told to come later", async () => {
  const verifiers = makeVerifiers(pepper, CHEAP_COST);
  const results = await Promise.all(Array.from({ length: 12 }, () => verifiers.make(auth, salt)));
  expect(results.map((made) => made !== undefined)).toEqual([...new Array(10).fill(true), false, false]);
  expect(await verifiers.make(auth, salt)).toBeDefined();
});

test("a hash that cannot be made is an error, and the next one gets its turn", async () => {
  const verifiers = makeVerifiers(pepper, { ...CHEAP_COST, memory: 1 });
  await expect(verifiers.make(auth, salt)).rejects.toThrow();
  await expect(verifiers.make(auth, salt)).rejects.toThrow();
  await expect(verifiers.make(auth, salt)).rejects.toThrow();
});
