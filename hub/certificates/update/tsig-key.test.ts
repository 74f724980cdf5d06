import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTempDir } from "../../../test/support/temp-dir.ts";
import { parseTsigKey, readTsigKey } from "./tsig-key.ts";

const SECRET = "3PBZXSNsXaLwWYlJIGbqH4n7sUrtNfwuTjcLQ0rGvKg=";
const KEY_FILE = `# of the family's name server
key "pawpost.family.example" {
	algorithm hmac-sha256;
	secret "${SECRET}";
};
`;
const key = { name: "pawpost.family.example", secret: Uint8Array.from(Buffer.from(SECRET, "base64")) };

test.each([
  ["quotes", KEY_FILE],
  [
    "none",
    "key pawpost.family.example. { algorithm hmac-sha256; secret 3PBZXSNsXaLwWYlJIGbqH4n7sUrtNfwuTjcLQ0rGvKg=; };",
  ],
  ["capitals", KEY_FILE.replace("pawpost", "PawPost").replace("hmac-sha256", "HMAC-SHA256")],
])("a key is read with %s", (_, text) => expect(parseTsigKey(text)).toEqual(key));

test.each([
  ["another algorithm", KEY_FILE.replace("sha256", "md5")],
  ["two keys", KEY_FILE + KEY_FILE],
  ["a secret of hardly any bytes", KEY_FILE.replace(/secret ".*"/, 'secret "AAAA"')],
  ["nothing", ""],
])("%s is no key", (_, text) =>
  expect(() => parseTsigKey(text)).toThrow(expect.objectContaining({ code: "certificate.no-key" })),
);

test("a file that others may read is none, nor is one that is not there", async () => {
  await using folder = await makeTempDir();
  const path = join(folder.path, "update.key");
  const noKey = expect.objectContaining({ code: "certificate.no-key" });
  await expect(readTsigKey(undefined)).rejects.toEqual(noKey);
  await expect(readTsigKey(path)).rejects.toEqual(noKey);
  await writeFile(path, KEY_FILE, { mode: 0o644 });
  await expect(readTsigKey(path)).rejects.toEqual(noKey);
  await chmod(path, 0o600);
  expect(await readTsigKey(path)).toEqual(key);
});
