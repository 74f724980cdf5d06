import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { keysOf, makeFamily, makeSigner } from "../../test/support/key-ring.ts";
import { anId } from "../../test/support/store-rig.ts";
import { SignatureError } from "./errors.ts";
import { signJws } from "./jws.ts";
import { verifyRoster } from "./roster.ts";
import { type Stamp, type StampExpectation, signStamp, verifyStamp } from "./stamp.ts";

const NOW = 1_760_000_000_000;
let family: Awaited<ReturnType<typeof makeFamily>>;
let expected: StampExpectation;
let stamp: Stamp;

beforeAll(async () => {
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
  stamp = {
    v: 1,
    hub: roster.hub,
    message: expected.message,
    clip: expected.clipSha256,
    child: expected.child,
    toys: [anId(), expected.toy],
    notBefore: NOW / 1_000,
    notAfter: NOW / 1_000 + 60,
    roster: roster.head,
  };
});

test("a stamp by a device of a guardian counts, and says whose it is", async () => {
  const read = await verifyStamp(await signStamp(stamp, family.device), expected);
  expect(read).toEqual({ ...stamp, signer: family.person });
});

test("it counts from its first second on and not in its last", async () => {
  const jws = await signStamp(stamp, family.device);
  await verifyStamp(jws, { ...expected, now: NOW + 59_999 });
  await expect(verifyStamp(jws, { ...expected, now: NOW - 1 })).rejects.toMatchObject({
    code: "stamp.too-early",
  });
  await expect(verifyStamp(jws, { ...expected, now: NOW + 60_000 })).rejects.toMatchObject({
    code: "stamp.expired",
  });
});

test("one that names an older head of the same roster still counts", async () => {
  const [first = ""] = expected.roster.hashes;
  await verifyStamp(await signStamp({ ...stamp, roster: first }, family.device), expected);
});

test.each<[string, (good: Stamp) => object, string]>([
  ["another hub", () => ({ hub: anId() }), "stamp.wrong-hub"],
  ["a roster not known here", () => ({ roster: "cd".repeat(32) }), "stamp.unknown-roster"],
  ["another message", () => ({ message: anId() }), "stamp.wrong-message"],
  ["another clip", () => ({ clip: "cd".repeat(32) }), "stamp.wrong-clip"],
  ["other toys", () => ({ toys: [anId()] }), "stamp.wrong-toy"],
  ["another child", () => ({ child: anId() }), "stamp.wrong-child"],
  ["no toys", () => ({ toys: [] }), "stamp.malformed"],
  ["another version", () => ({ v: 2 }), "stamp.malformed"],
  ["no end", () => ({ notAfter: undefined }), "stamp.malformed"],
  ["a clip in capitals", (good) => ({ clip: good.clip.toUpperCase() }), "stamp.malformed"],
  ["more than a stamp has", () => ({ volume: 11 }), "stamp.malformed"],
])("one for %s is refused", async (_, change, code) => {
  const jws = await signStamp({ ...stamp, ...change(stamp) } as Stamp, family.device);
  await expect(verifyStamp(jws, expected)).rejects.toMatchObject({ name: "SignatureError", code });
});

test.each([
  ["may write and is trusted", { mayWrite: true, isTrusted: true }, "taken"],
  ["may write, and a guardian listens first", { mayWrite: true, isTrusted: false }, "stamp.not-trusted"],
  ["is trusted with nothing to write", { mayWrite: false, isTrusted: true }, "stamp.not-trusted"],
  ["is trusted for another child", { child: anId(), mayWrite: true, isTrusted: true }, "stamp.not-trusted"],
])("one by a relative who %s: %s", async (_, rights, outcome) => {
  const { roster, guardian } = await makeFamily();
  const [relative, phone, person] = [await makeSigner(), await makeSigner(), anId()];
  const children = [{ child: expected.child, mayHear: true, ...rights }];
  await roster.add({ kind: "relative", person, ...keysOf(relative), children }, guardian);
  await roster.add({ kind: "device", person, deviceKey: phone.publicKey }, relative);
  const read = await verifyRoster(roster.entries);
  const jws = await signStamp({ ...stamp, hub: read.hub, roster: read.head }, phone);
  const code = await verifyStamp(jws, { ...expected, roster: read }).then(
    ({ signer }) => (signer === person ? "taken" : "somebody else's"),
    (error: SignatureError) => error.code,
  );
  expect(code).toBe(outcome);
});

test("one for the child who has the toy now counts, and one for the child who lent it does not", async () => {
  const [lender, borrower] = [expected.child, anId()];
  await family.roster.add({ kind: "toy", toy: expected.toy, child: borrower }, family.guardian);
  const roster = await verifyRoster(family.roster.entries);
  const now = await signStamp({ ...stamp, child: borrower }, family.device);
  await verifyStamp(now, { ...expected, roster });
  await expect(
    verifyStamp(await signStamp(stamp, family.device), { ...expected, roster }),
  ).rejects.toMatchObject({ code: "stamp.wrong-child" });
  expect(lender).not.toBe(borrower);
});

test("one by a stranger, or by a guardian's own key that is no device, is refused", async () => {
  for (const signer of [await makeSigner(), family.guardian]) {
    await expect(verifyStamp(await signStamp(stamp, signer), expected)).rejects.toMatchObject({
      code: "stamp.unknown-signer",
    });
  }
});

test("one by a device that was taken out is refused", async () => {
  const { guardian, device, roster } = family;
  await roster.add({ kind: "device-out", deviceKey: device.publicKey }, guardian);
  const now = await verifyRoster(roster.entries);
  const jws = await signStamp(stamp, device);
  await expect(verifyStamp(jws, { ...expected, roster: now })).rejects.toMatchObject({
    code: "stamp.unknown-signer",
  });
});

test("a proof of a session is no stamp, whoever signed it", async () => {
  const jws = await signJws("dpop+jwt", stamp, family.device);
  await expect(verifyStamp(jws, expected)).rejects.toMatchObject({ code: "jws.wrong-type" });
});

test("whatever is signed as a stamp, nothing but a SignatureError is thrown", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...Object.keys(stamp)), fc.jsonValue()),
      async (change) => {
        const jws = await signStamp({ ...stamp, ...change } as Stamp, family.device);
        await verifyStamp(jws, expected).then(
          (read) => expect(read).toMatchObject({ message: expected.message, clip: expected.clipSha256 }),
          (error: unknown) => expect(error).toBeInstanceOf(SignatureError),
        );
      },
    ),
    { numRuns: 100 },
  );
});
