/** T-12. What we print, people type: no page, no word of the page, no test and no fixture shows a passphrase that we would refuse. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { judgePassphrase } from "../../hub/passphrase/judge-passphrase.ts";
import { isAcceptable } from "../../hub/passphrase/passphrase-verdict.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Their examples are bad on purpose; the first one's is that of the Improv specification, with its bytes. */
const BAD_ON_PURPOSE = [
  "ble/improv/improv-packets.test.ts",
  "test/documents.test.ts",
  "test/attacks/example-passphrases.test.ts",
  "test/attacks/weak-passphrases.test.ts",
  "hub/passphrase/judge-passphrase.test.ts",
];
const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" })
  .split("\0")
  .filter((path) => /\.(?:tsx?|md|html|sh|json|ya?ml)$/.test(path) && !BAD_ON_PURPOSE.includes(path));

/** A text in quotes after "passphrase:", `PASSPHRASE =`, `setPassphrase(`, "a passphrase such as" and the like. */
const EXAMPLE =
  /passphrase\w*["'`]?\s*(?:[:=(]|is|was|like|such as|for example)\s*(["'`“])([^"'`”\n]+)["'`”]/gi;
/** A label of the page, which names what is asked for; a template that is filled in at run time; the end of a sentence. */
const LABEL =
  /^(?:(?:use|show|hide) )?(?:(?:a|the|your|new|old) )*passphrase(?: of (?:a|the|that) [a-z]+)?$/i;
const isNone = (text: string) => LABEL.test(text) || text.includes("${") || text.startsWith(" ");
const examplesIn = (text: string) =>
  [...text.matchAll(EXAMPLE)]
    .filter(([whole]) => !/^passphrase(?:Bytes|Keys)/i.test(whole))
    .map(([, , example = ""]) => example)
    .filter((example) => !isNone(example));
const refusedIn = (text: string) => examplesIn(text).filter((one) => !isAcceptable(judgePassphrase(one)));

test("every example is one that we would take", () => {
  const all = files.map((path) => [path, readFileSync(`${root}/${path}`, "utf8")] as const);
  expect(all.flatMap(([path, text]) => refusedIn(text).map((one) => `${path}: ${one}`))).toEqual([]);
  expect(all.flatMap(([, text]) => examplesIn(text)).length).toBeGreaterThan(5);
});

test.each([
  'passphrase: "qwe"',
  'const PASSPHRASE = "Teddy2019Teddy"',
  'age.setPassphrase("bear123")',
  "a passphrase such as “hallo hallo hallo”",
  '"passphrase": "cloudpets"',
  'passphrase: "new passphrase 1"',
])("%s would be found", (line) => expect(refusedIn(line)).toHaveLength(1));
