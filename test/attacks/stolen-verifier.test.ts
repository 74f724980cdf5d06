/**
 * T-13: somebody has all that the hub's store holds, opened with the device key, and a list of 49,233 passwords with the right one
 * among them. What the hub keeps to check a passphrase with is worth nothing without the pepper, which is not in the store; with
 * it, each guess costs a tenth of a second and more. What is left to a thief of the whole card is said at the end: the person's box
 * opens by the passphrase alone, so guesses at it need no pepper, and cost as much.
 */
import { createHash, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COST, makeVerifiers } from "../../hub/access/verifier.ts";
import { openBox } from "../../hub/archive/box.ts";
import { derivePassphraseKeys } from "../../hub/archive/derive-keys.ts";
import { parseBase64url } from "../../hub/contract/base64url.ts";
import { COMMON_PASSPHRASES } from "../../hub/passphrase/guess-estimate.ts";
import { judgePassphrase } from "../../hub/passphrase/judge-passphrase.ts";
import { isAcceptable } from "../../hub/passphrase/passphrase-verdict.ts";
import type { Person } from "../../hub/ports/household.ts";
import { readKeyFile } from "../../hub/store/device-key.ts";
import { argon2 } from "../../web-ui/src/keys/argon2.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { CHEAP_COST } from "../support/cheap-hash.ts";
import { quickHash } from "../support/guardian.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { readStore } from "../support/read-store.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size } from "./sizes.ts";

/** What the breached service let its users have. The page would take none of them (T-11): here one is in spite of that. */
const WORDS = [...new Set(["qwe", "12345", "password", "123456", "cloudpets", ...COMMON_PASSPHRASES])];
/** Late in the list, so that a search that gives up early finds nothing either way. */
const RIGHT = "cloudpets";
const LIST = [...WORDS.filter((word) => word !== RIGHT), RIGHT];
const LEAST_MS = 100;

type Kept = Pick<Person, "slots"> & { readonly verifier: { readonly salt: string; readonly hash: string } };
interface Loot {
  readonly person: Kept;
  /** The key file that a thief of the store does not have. */
  readonly pepper: KeyObject;
}

/** A family's hub whose guardian chose badly, and all that its store says of them. */
async function steal(patches: readonly Patch[] = []): Promise<Loot> {
  await using hub = await AttackedHub.start({ cheapHash: true, patches });
  await hub.claim("Mum", RIGHT);
  await hub.stack.stop("hub");
  const folder = join(hub.stack.dataFolder, "hub");
  const { text } = await readStore(folder);
  const pepper = await readKeyFile(folder, "pepper");
  if (pepper === undefined) throw new Error("no pepper");
  for (const form of ["hex", "base64", "base64url"] as const)
    expect(text).not.toContain(pepper.toString(form));
  const person = text
    .split("\n")
    .map((line) => JSON.parse(line) as Partial<Kept> | null)
    .find((value): value is Kept => typeof value === "object" && value?.verifier !== undefined);
  if (person === undefined) throw new Error("the store holds nobody");
  const secret = hkdfSync("sha256", pepper, "", "pawpost/1/verifiers", 32); // as hub/store/hub-store.ts has it
  return { person, pepper: createSecretKey(Buffer.from(secret)) };
}

/** What the browser would send for a word, by the thief's own quick code for a hash that costs nothing. */
function authOf({ person }: Loot, word: string): Uint8Array {
  const root = createHash("sha256").update(saltOf(person)).update(word).digest();
  return new Uint8Array(hkdfSync("sha256", root, "", "pawpost/v1/auth", 32));
}
function saltOf({ slots }: Kept): Uint8Array<ArrayBuffer> {
  const slot = slots.find(({ kind }) => kind === "passphrase");
  return parseBase64url(slot?.kind === "passphrase" ? slot.salt : "") ?? new Uint8Array();
}

/** @returns the words that fit what the hub keeps */
async function crack(
  loot: Loot,
  pepper: KeyObject,
  words: readonly string[],
  make: typeof makeVerifiers = makeVerifiers,
): Promise<string[]> {
  const verifiers = make(pepper, CHEAP_COST);
  const found: string[] = [];
  for (const word of words)
    if (await verifiers.fits(authOf(loot, word), loot.person.verifier)) found.push(word);
  return found;
}

const noPepper = createSecretKey(Buffer.alloc(32));
const fewest = async (times: number, work: () => Promise<unknown>): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < times; n++) {
    const from = performance.now();
    await work();
    least = Math.min(least, performance.now() - from);
  }
  return least;
};

describe("with everything in the store, and the right word on the list", () => {
  test("no word is found out without the pepper; with it, the right one is", async () => {
    expect(LIST.length).toBeGreaterThan(49_000);
    const loot = await steal();
    expect(await crack(loot, noPepper, LIST.slice(-size("crackedWords")))).toEqual([]);
    // The thief tries what is to be tried: a key away from it lies everything.
    expect(await crack(loot, loot.pepper, LIST.slice(-200))).toEqual([RIGHT]);
  });

  test(`with the pepper too, each guess costs ${LEAST_MS} ms and more, for the hub's part alone`, async () => {
    const verifiers = makeVerifiers(createSecretKey(randomBytes(32)), COST);
    expect(await fewest(4, () => verifiers.make(randomBytes(32), randomBytes(16)))).toBeGreaterThan(LEAST_MS);
  });
});

describe("the test of the test", () => {
  test("what is kept without a pepper gives the word away", TAKES_BARRIER_OUT, async () => {
    const bare: Patch = {
      file: "hub/access/verifier.ts",
      find: 'const message = createHmac("sha256", pepper).update(auth).digest();',
      replace: 'const message = createHmac("sha256", String(typeof pepper)).update(auth).digest();',
    };
    const loot = await steal([bare]);
    await using copy = await makePatchedCopy([bare]);
    const { makeVerifiers: make } = await copy.load<{ makeVerifiers: typeof makeVerifiers }>(bare.file);
    expect(await crack(loot, noPepper, LIST.slice(-2_000), make)).toEqual([RIGHT]);
  });

  test("a hash that costs nothing takes no time", async () => {
    const verifiers = makeVerifiers(noPepper, CHEAP_COST);
    expect(await fewest(4, () => verifiers.make(randomBytes(32), randomBytes(16)))).toBeLessThan(
      LEAST_MS / 4,
    );
  });
});

describe("what the pepper does not stand before: the box, which the passphrase alone opens", () => {
  test("the right word opens it, so a bad passphrase is found out; the judge takes none on the list", async () => {
    const { person } = await steal();
    const slot = person.slots.find(({ kind }) => kind === "passphrase");
    if (slot?.kind !== "passphrase") throw new Error("no passphrase");
    const salt = saltOf(person);
    const opens = async (word: string) => {
      const { wrap } = await derivePassphraseKeys(word, salt, quickHash);
      return openBox(slot.box, wrap).then(
        () => true,
        () => false,
      );
    };
    expect([await opens("password"), await opens(RIGHT)]).toEqual([false, true]);
    expect(isAcceptable(judgePassphrase(RIGHT, []))).toBe(false);
  });

  test(`each guess at it costs ${LEAST_MS} ms and more, too`, async () => {
    const word = new TextEncoder().encode("a guess");
    expect(await fewest(3, () => argon2(word, new Uint8Array(16)))).toBeGreaterThan(LEAST_MS);
  });
});
