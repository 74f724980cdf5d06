import fc from "fast-check";
import { expect, test } from "vitest";
import type { PublicKey } from "../../hub/contract/jws.ts";
import { hashLabel, hubIdOf, makeDeviceLabel, parseRemoteName, sayRemoteName } from "./remote-name.ts";

const ZONE = "family.example";
const KEY = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" as PublicKey; // RFC 8037, appendix A.2
const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });

test("a name is a label, the hub's id and the zone, and is read back", () => {
  fc.assert(
    fc.property(bytes16, (random) => {
      const name = { label: makeDeviceLabel(random), hub: hubIdOf(KEY) };
      const text = sayRemoteName(name, ZONE);
      expect(text).toMatch(/^[a-z2-7]{26}\.[a-z2-7]{26}\.family\.example$/);
      expect(parseRemoteName(text, ZONE)).toEqual(name);
    }),
  );
});

test("the hub's id is the beginning of its key's SHA-256, in base32", () => {
  // printf %s 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo= | tr -- -_ +/ | base64 -d | sha256sum | cut -c1-32 | xxd -r -p | base32
  expect(hubIdOf(KEY)).toBe("eh7ddx5bksrgcytl7bkai36se4");
});

test.each([
  ["of another zone", `${"a".repeat(26)}.${"a".repeat(26)}.other.example`],
  ["of a zone that only ends alike", `${"a".repeat(26)}.${"a".repeat(26)}.notfamily.example`],
  ["without a label", `${"a".repeat(26)}.family.example`],
  ["with a label too many", `x.${"a".repeat(26)}.${"a".repeat(26)}.family.example`],
  ["the zone itself", "family.example"],
  ["with bits left over", `${"b".repeat(26)}.${"a".repeat(26)}.family.example`],
  ["in capitals", `${"A".repeat(26)}.${"a".repeat(26)}.family.example`],
])("a name %s is none", (_, text) => {
  expect(parseRemoteName(text, ZONE)).toBeUndefined();
});

test("a relay is told the hash of a label", () => {
  expect(hashLabel(makeDeviceLabel(new Uint8Array(16)))).toBe(hashLabel("a".repeat(26) as never));
  expect(hashLabel(makeDeviceLabel(new Uint8Array(16).fill(1)))).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
