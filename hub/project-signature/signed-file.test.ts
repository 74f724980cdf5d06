import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeProject, makeProjectSigner } from "../../test/support/project-keys.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { isSignedBy, parseMinisignKey, parseMinisignSignature } from "./minisign.ts";
import { MAX_SIGNED_BYTES, openSignedFile, parseProjectKeys, parseSignedFile } from "./signed-file.ts";

const BODY = '{"kind":"of-a-test","counter":7,"title":"Grüße"}';
const project = makeProject();
const [one, two, three] = project.signers;
const bytes = (text: string) => new TextEncoder().encode(text);
const open = (text: string) => openSignedFile(bytes(text), project.keys);

let folder: Awaited<ReturnType<typeof makeTempDir>>;
beforeAll(async () => {
  folder = await makeTempDir();
});
afterAll(() => folder[Symbol.asyncDispose]());

test.each([
  ["the first two", [one, two]],
  ["the last two", [two, three]],
  ["all three", [one, two, three]],
])("what %s signed is opened", (_, by) => expect(open(project.signed(BODY, by))).toBe(BODY));

test.each([
  ["nobody", [], "project-file.not-signed"],
  ["one", [three], "project-file.one-signature"],
  ["one, twice", [one, one], "project-file.one-signature"],
  ["one, three times", [two, two, two], "project-file.one-signature"],
  ["strangers", [makeProjectSigner(), makeProjectSigner()], "project-file.not-signed"],
  ["one and a stranger", [one, makeProjectSigner()], "project-file.one-signature"],
])("what %s signed is refused", (_, by, code) =>
  expect(() => open(project.signed(BODY, by))).toThrow(expect.objectContaining({ code })),
);

test("a stranger's key that goes by the id of one of the project's is a stranger's", () => {
  const id = Buffer.from(two.publicKey, "base64").subarray(2, 10);
  expect(() => open(project.signed(BODY, [one, makeProjectSigner(id)]))).toThrow(
    expect.objectContaining({ code: "project-file.one-signature" }),
  );
});

test("one letter of the text, of a signature or of its trusted comment more, and it is signed by nobody", () => {
  const file = JSON.parse(project.signed(BODY)) as { body: string; signatures: string[] };
  const [first = ""] = file.signatures;
  const refused = (changed: object) =>
    expect(() => open(JSON.stringify({ ...file, ...changed }))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/not-signed|one-signature/) }),
    );
  refused({ body: BODY.replace("7", "8") });
  refused({ body: `${BODY} ` });
  refused({ signatures: [first, first.replace("of a test\n", "of a text\n")] });
  for (const line of [1, 3]) {
    const lines = first.split("\n");
    const at = lines[line] ?? "";
    lines[line] = (at[20] === "A" ? `${at.slice(0, 20)}B` : `${at.slice(0, 20)}A`) + at.slice(21);
    refused({ signatures: [lines.join("\n"), lines.join("\n")] });
  }
});

test.each([
  ["nothing", ""],
  ["no JSON", "<html>"],
  ["another format", JSON.stringify({ format: "pawpost-signed-2", body: BODY, signatures: [] })],
  [
    "four signatures",
    JSON.stringify({ format: "pawpost-signed-1", body: BODY, signatures: Array(4).fill("") }),
  ],
  [
    "more than there is to say",
    JSON.stringify({ format: "pawpost-signed-1", body: BODY, signatures: [], also: 1 }),
  ],
  ["too much", `"${"a".repeat(MAX_SIGNED_BYTES)}"`],
])("%s is no signed file", (_, text) => {
  expect(() => parseSignedFile(bytes(text))).toThrow(
    expect.objectContaining({ code: "project-file.malformed" }),
  );
});

test("bytes that are no UTF-8 are no signed file: what is signed is what was there", () => {
  const file = Buffer.from(project.signed(BODY));
  file[file.indexOf("7")] = 0xff;
  expect(() => openSignedFile(file, project.keys)).toThrow(
    expect.objectContaining({ code: "project-file.malformed" }),
  );
});

test("three different keys are a project's, and nothing else", () => {
  const [a = "", b = "", c = ""] = project.publicKeys;
  expect(parseProjectKeys([a, b, c])).toHaveLength(3);
  for (const wrong of [[], [a, b], [a, b, c, a], [a, b, b], [a, b, "RWno key"], [a, b, `${c} `]])
    expect(parseProjectKeys(wrong), String(wrong)).toBeUndefined();
});

test("the older form of signatures, and what only looks like one, is none", () => {
  const text = one.sign(BODY);
  expect(parseMinisignSignature(text)).toBeDefined();
  const lines = text.split("\n");
  const older = Buffer.from(lines[1] ?? "", "base64");
  older[1] = "d".charCodeAt(0);
  for (const wrong of [
    [lines[0], older.toString("base64"), lines[2], lines[3]],
    [lines[1], lines[0], lines[2], lines[3]],
    [lines[0], lines[1], "comment: of a test", lines[3]],
    [...lines.slice(0, 4), "more"],
    lines.slice(0, 2),
  ])
    expect(parseMinisignSignature(wrong.join("\n"))).toBeUndefined();
});

test("minisign itself believes what we take for its signature, and no other", () => {
  const path = join(folder.path, "ours.json");
  writeFileSync(path, BODY);
  writeFileSync(`${path}.minisig`, two.sign(BODY, "counter 7"));
  const check = (key: string) =>
    execFileSync("minisign", ["-V", "-m", path, "-P", key], { encoding: "utf8", stdio: "pipe" });
  expect(check(two.publicKey)).toContain("counter 7");
  expect(() => check(one.publicKey)).toThrow();
});

test("we believe what minisign itself signed", () => {
  const at = (name: string) => join(folder.path, name);
  writeFileSync(at("theirs.json"), BODY);
  execFileSync("minisign", ["-G", "-W", "-p", at("key.pub"), "-s", at("key.sec")], { stdio: "pipe" });
  execFileSync("minisign", ["-S", "-s", at("key.sec"), "-m", at("theirs.json"), "-t", "counter 7"], {
    stdio: "pipe",
  });
  const key = parseMinisignKey(readFileSync(at("key.pub"), "utf8").split("\n")[1] ?? "");
  const signature = parseMinisignSignature(readFileSync(at("theirs.json.minisig"), "utf8"));
  if (key === undefined || signature === undefined) throw new Error("not read");
  expect(signature.comment).toBe("counter 7");
  expect(isSignedBy(bytes(BODY), signature, key)).toBe(true);
  expect(isSignedBy(bytes(`${BODY}\n`), signature, key)).toBe(false);
});
