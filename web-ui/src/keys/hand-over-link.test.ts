import { expect, test } from "vitest";
import { randomId } from "../../../test/support/guardian.ts";
import { deriveHandOverKeys, parseHandOverLink, writeHandOverLink } from "./hand-over-link.ts";
import { makeInvitationLink, writeInvitationLink } from "./invitation-link.ts";

const link = makeInvitationLink({ hub: randomId(), fingerprint: "ab".repeat(32) });
const fragment = writeHandOverLink(link);

test.each([
  ["a fragment", `#${fragment}`],
  ["a whole address", `https://home.example:8443/#${fragment}`],
  ["what was pasted with blanks around it", `  http://localhost:8080/#${fragment}\n`],
])("reads %s", (_, text) => expect(parseHandOverLink(text)).toEqual(link));

test.each([
  ["nothing", ""],
  ["an invitation", `#${writeInvitationLink(link)}`],
  ["one that was cut short", `#${fragment.slice(0, -1)}`],
  ["one with more behind it", `#${fragment}.x`],
])("refuses %s", (_, text) => expect(parseHandOverLink(text)).toBeUndefined());

test("id and identity come of the secret alone, and another secret has others", async () => {
  const keys = await deriveHandOverKeys(link);
  expect(await deriveHandOverKeys({ secret: Uint8Array.from(link.secret) })).toEqual(keys);
  const other = await deriveHandOverKeys(makeInvitationLink(link));
  expect(other.id).not.toBe(keys.id);
  expect(other.identity).not.toBe(keys.identity);
});
