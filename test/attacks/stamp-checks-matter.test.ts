/**
 * A hub that was taken over has genuine stamps, and sends with them what it likes. Each check of `verifyStamp` stops one
 * such attack; a copy of it with that one check cut out lets just that attack through. So each check is needed, and the
 * attacks here are real ones.
 */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { type Stamp, type StampExpectation, signStamp, verifyStamp } from "../../hub/contract/stamp.ts";
import { makeFamily, makeSigner } from "../support/key-ring.ts";
import { makePatchedCopy } from "../support/patched-copy.ts";
import { anId } from "../support/store-rig.ts";

const SOURCE = "hub/contract/stamp.ts";
const NOW = 1_760_000_000_000;

const copies = new AsyncDisposableStack();
let source: string;
let family: Awaited<ReturnType<typeof makeFamily>>;
let genuine: Stamp;
let expected: StampExpectation;

beforeAll(async () => {
  source = await readFile(new URL(`../../${SOURCE}`, import.meta.url), "utf8");
  family = await makeFamily();
  const roster = await verifyRoster(family.roster.entries);
  expected = {
    roster,
    message: anId(),
    clipSha256: "ab".repeat(32),
    toy: anId(),
    child: anId(),
    now: NOW,
  };
  genuine = {
    v: 1,
    hub: roster.hub,
    message: expected.message,
    clip: expected.clipSha256,
    child: expected.child,
    toys: [expected.toy],
    notBefore: NOW / 1_000 - 60,
    notAfter: NOW / 1_000 + 60,
    roster: roster.head,
  };
});
afterAll(() => copies.disposeAsync());

/** `verifyStamp` without the statement that throws `code`. */
async function without(code: string): Promise<typeof verifyStamp> {
  const check = new RegExp(
    `  if \\([^;]*?\\)\\s+throw new SignatureError\\("${code.replace(".", "\\.")}"[^;]*;\n`,
  );
  const [find = ""] = check.exec(source) ?? [];
  expect(find.length, `the check for ${code}`).toBeGreaterThan(20);
  const copy = await makePatchedCopy([{ file: SOURCE, find, replace: "" }]);
  copies.use(copy);
  return (await copy.load<{ verifyStamp: typeof verifyStamp }>(SOURCE)).verifyStamp;
}

interface Attack {
  readonly stamp: string;
  readonly expected: StampExpectation;
}
const replayed = async (change: Partial<StampExpectation>): Promise<Attack> => ({
  stamp: await signStamp(genuine, family.device),
  expected: { ...expected, ...change },
});
const made = async (change: Partial<Stamp>): Promise<Attack> => ({
  stamp: await signStamp({ ...genuine, ...change }, family.device),
  expected,
});

test.each<[string, string, () => Promise<Attack>]>([
  [
    "another sound in place of the one stamped",
    "stamp.wrong-clip",
    () => replayed({ clipSha256: "cd".repeat(32) }),
  ],
  ["an old stamp for a new message", "stamp.wrong-message", () => replayed({ message: anId() })],
  ["the message to another child's toy", "stamp.wrong-toy", () => replayed({ toy: anId() })],
  [
    "the message to a toy that is another child's now",
    "stamp.wrong-child",
    () => replayed({ child: anId() }),
  ],
  ["a message that has expired", "stamp.expired", () => replayed({ now: NOW + 60_000 })],
  ["a message before its time", "stamp.too-early", () => replayed({ now: NOW - 61_000 })],
  ["a stamp made for another family's hub", "stamp.wrong-hub", () => made({ hub: anId() })],
  [
    "a stamp by a roster that nobody here knows",
    "stamp.unknown-roster",
    () => made({ roster: "cd".repeat(32) }),
  ],
  [
    "a stamp of the attacker's own",
    "stamp.unknown-signer",
    async () => ({ stamp: await signStamp(genuine, await makeSigner()), expected }),
  ],
])("%s is stopped by one check, and by no other", async (_, code, attack) => {
  const { stamp, expected: against } = await attack();
  await expect(verifyStamp(stamp, against)).rejects.toMatchObject({ code });
  const blind = await without(code);
  expect((await blind(stamp, against)).child).toBe(genuine.child);
});
