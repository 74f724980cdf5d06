import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Encrypter } from "age-encryption";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { about } from "../contract/about.ts";
import { openBytes, parseSealedForm, sealBytes } from "./age-file.ts";
import { openBox, sealBox } from "./box.ts";
import {
  type AgeIdentity,
  identityFromBytes,
  identityKey,
  makeIdentity,
  parseIdentity,
  recipientOf,
} from "./identity.ts";
import { openClip, sealClip } from "./sealed-clip.ts";

const facts = about.parse({
  v: 1,
  id: "AAAAAAAAAAAAAAAAAAAAAA",
  direction: "from-toy",
  from: null,
  child: "Kind",
  toy: "Bär",
  recordedAt: "2026-01-02T03:04:05.000Z",
  title: "",
  milliseconds: 2_000,
  waveform: [3],
});
const toyBytes = Uint8Array.from({ length: 4_000 }, (_, at) => (at * 7) & 0xff);
// Longer than one 64 KiB piece of an age file.
const wav = Uint8Array.from({ length: 150_000 }, (_, at) => (at * 13) & 0xff);

const identity = identityFromBytes(Uint8Array.from({ length: 32 }, (_, at) => at));
const stranger = identityFromBytes(new Uint8Array(32).fill(9));
let recipient: string;
let folder: string;

beforeAll(async () => {
  recipient = await recipientOf(identity);
  folder = mkdtempSync(join(tmpdir(), "archive-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a sealed clip", () => {
  test("opens with the identity it was sealed to", async () => {
    expect(await openClip(await sealClip(facts, toyBytes, wav, [recipient]), identity)).toEqual({
      about: facts,
      toyBytes,
      wav,
    });
  });

  test("opens with the same identity as a key that no script can read", async () => {
    const key = await identityKey(identity);
    expect(key.extractable).toBe(false);
    const sealed = await sealClip(facts, toyBytes, wav, [recipient]);
    expect((await openClip(sealed, key)).wav).toEqual(wav);
    await expect(openClip(sealed, await identityKey(stranger))).rejects.toMatchObject({
      code: "archive.wrong-key",
    });
  });

  test("opens for each of several recipients", async () => {
    const sealed = await sealClip(facts, toyBytes, wav, [recipient, await recipientOf(stranger)]);
    expect((await openClip(sealed, stranger)).wav).toEqual(wav);
    expect((await openClip(sealed, identity)).wav).toEqual(wav);
  });

  test("shows nothing of what is in it", async () => {
    const sealed = Buffer.from(await sealClip(facts, toyBytes, wav, [recipient]));
    for (const word of ["about.json", "clip.wav", "Kind", facts.id])
      expect(sealed.includes(word)).toBe(false);
    expect(sealed.includes(Buffer.from(wav.subarray(0, 64)))).toBe(false);
  });

  test("is opened without us: age -d | tar x", async () => {
    const key = join(folder, "key");
    const file = join(folder, "clip.age");
    writeFileSync(key, `${identity}\n`);
    writeFileSync(file, await sealClip(facts, toyBytes, wav, [recipient]));
    const tar = execFileSync("age", ["-d", "-i", key, file], { maxBuffer: 1e7 });
    execFileSync("tar", ["-x", "-C", folder], { input: tar });
    expect(Uint8Array.from(readFileSync(join(folder, "clip.wav")))).toEqual(wav);
    expect(Uint8Array.from(readFileSync(join(folder, "clip.toy")))).toEqual(toyBytes);
    expect(JSON.parse(readFileSync(join(folder, "about.json"), "utf8"))).toEqual(facts);
  });

  test.each<[string, (sealed: Uint8Array) => Uint8Array, string]>([
    ["with one bit changed inside", (sealed) => flip(sealed, sealed.length - 100), "archive.damaged"],
    ["cut off at the end", (sealed) => sealed.slice(0, -1), "archive.damaged"],
    ["cut at the border of a piece", (sealed) => sealed.slice(0, cutAtPiece(sealed)), "archive.damaged"],
    ["cut within its header", (sealed) => sealed.slice(0, 60), "archive.damaged"],
    ["that is no age file", () => new Uint8Array(500), "archive.not-sealed"],
  ])("%s is refused", async (_, change, code) => {
    const sealed = await sealClip(facts, toyBytes, wav, [recipient]);
    await expect(openClip(change(sealed), identity)).rejects.toMatchObject({ code });
  });

  test("stays shut for another key", async () => {
    const sealed = await sealClip(facts, toyBytes, wav, [recipient]);
    await expect(openClip(sealed, stranger)).rejects.toMatchObject({ code: "archive.wrong-key" });
  });

  test("with anything else inside is refused", async () => {
    const sealed = await sealBytes(new TextEncoder().encode("hello"), [recipient]);
    await expect(openClip(sealed, identity)).rejects.toMatchObject({ code: "archive.wrong-content" });
  });
});

describe("the outside of an age file", () => {
  test.each([0, 1, 65_535, 65_536, 65_537, 200_000])("tells the size of %i bytes inside", async (size) => {
    const sealed = await sealBytes(new Uint8Array(size), [recipient]);
    expect(parseSealedForm(sealed)).toEqual({ recipients: 1, payloadBytes: size });
  });

  test("tells how many it is for", async () => {
    const sealed = await sealBytes(new Uint8Array(5), [recipient, recipient, recipient]);
    expect(parseSealedForm(sealed)).toEqual({ recipients: 3, payloadBytes: 5 });
  });

  test("of a passphrase file, a text and a cut-off file is not ours", async () => {
    const byPassphrase = new Encrypter();
    byPassphrase.setPassphrase("four lanterns beside our kettle");
    byPassphrase.setScryptWorkFactor(2);
    expect(parseSealedForm(await byPassphrase.encrypt("x"))).toBeUndefined();
    expect(parseSealedForm(new TextEncoder().encode("age-encryption.org/v1\nhello"))).toBeUndefined();
    const sealed = await sealBytes(new Uint8Array(5), [recipient]);
    expect(parseSealedForm(sealed.slice(0, -6))).toBeUndefined();
  });
});

describe("identities", () => {
  test("are those of age: age-keygen names the same recipient", () => {
    const told = execFileSync("age-keygen", ["-y"], { input: identity }).toString().trim();
    expect(told).toBe(recipient);
  });

  test("come from exactly 32 bytes", () => {
    expect(() => identityFromBytes(new Uint8Array(31))).toThrow(RangeError);
  });

  test("are random when made", async () => {
    const [one, other] = await Promise.all([makeIdentity(), makeIdentity()]);
    expect(one).not.toBe(other);
    expect(parseIdentity(one)).toBe(one);
  });

  test.each([
    [""],
    ["AGE-SECRET-KEY-1"],
    [`${identity} `],
    [identity.toLowerCase()],
    [identity.replace("Q", "P")],
  ])("do not read as %j", (text) => expect(parseIdentity(text)).toBeUndefined());
});

describe("a box", () => {
  const secret = new TextEncoder().encode("AGE-SECRET-KEY of somebody");

  test("is text that its recipient opens", async () => {
    const box = await sealBox(secret, recipient);
    expect(box).toMatch(/^[A-Za-z0-9_-]{100,6000}$/);
    expect(await openBox(box, identity)).toEqual(secret);
  });

  test.each<[string, (box: string) => string, AgeIdentity, string]>([
    ["for somebody else", (box) => box, stranger, "archive.wrong-key"],
    ["that is no base64url", (box) => `${box}=`, identity, "archive.not-sealed"],
    ["that was cut", (box) => box.slice(0, (box.length - 4) & ~3), identity, "archive.damaged"],
  ])("%s stays shut", async (_, change, key, code) => {
    await expect(openBox(change(await sealBox(secret, recipient)), key)).rejects.toMatchObject({ code });
  });

  test("hides the same secret anew each time", async () => {
    expect(await sealBox(secret, recipient)).not.toBe(await sealBox(secret, recipient));
  });

  test("of nobody cannot be made", async () => {
    await expect(sealBytes(secret, [])).rejects.toThrow(RangeError);
    await expect(openBytes(new Uint8Array(0), identity)).rejects.toMatchObject({
      code: "archive.not-sealed",
    });
  });
});

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

/** Just behind the first piece: without the mark of the last one, this would look whole. */
function cutAtPiece(sealed: Uint8Array): number {
  const header = Buffer.from(sealed).indexOf("\n", Buffer.from(sealed).indexOf("--- ")) + 1;
  return header + 16 + 65_536 + 16;
}
