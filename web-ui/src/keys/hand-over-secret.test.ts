import { expect, test } from "vitest";
import { randomId } from "../../../test/support/guardian.ts";
import {
  deriveHandOverKeys,
  type HandOverSecret,
  handOverGroups,
  makeHandOverSecret,
  parseHandOverHash,
  parseTypedHandOver,
  writeHandOverLink,
} from "./hand-over-secret.ts";
import { makeInvitationLink, writeInvitationLink } from "./invitation-link.ts";

const secret = Uint8Array.from({ length: 16 }, (_, at) => at * 11) as HandOverSecret;
const fragment = writeHandOverLink(secret);
const groups = handOverGroups(secret);

test("is eight groups of four letters, the same ones as in the link", () => {
  expect(groups.map(({ length }) => length)).toEqual(Array(8).fill(4));
  expect(fragment).toBe(`move.${groups.join("")}`);
});

test.each([
  ["the groups", groups.join(" ")],
  ["the groups in small letters, with dashes", groups.join("-").toLowerCase()],
  ["a fragment", `#${fragment}`],
  ["a whole address", `https://home.example:8443/#${fragment}`],
  ["what was pasted with blanks around it", `  http://localhost:8080/#${fragment}\n`],
])("reads %s", (_, text) => expect(parseTypedHandOver(text)).toEqual({ kind: "whole", value: secret }));

test.each([
  ["nothing", "", "empty"],
  ["one that was cut short", `#${fragment.slice(0, -4)}`, "too-short"],
  ["one with more behind it", `#${fragment}QQQQ`, "too-long"],
  ["one with a wrong letter", groups.join(" ").replace(/^./, (one) => (one === "Q" ? "P" : "Q")), "slip"],
])("refuses %s", (_, text, kind) => expect(parseTypedHandOver(text).kind).toBe(kind));

test("an address opens a hand-over only where it says that it is one", () => {
  expect(parseHandOverHash(`#${fragment}`)).toEqual(secret);
  expect(parseHandOverHash("")).toBeUndefined();
  expect(parseHandOverHash(`#${groups.join("")}`)).toBeUndefined();
  expect(parseHandOverHash(`#${fragment.slice(0, -1)}`)).toBeUndefined();
  const invitation = makeInvitationLink({ hub: randomId(), fingerprint: "ab".repeat(32) });
  expect(parseHandOverHash(`#${writeInvitationLink(invitation)}`)).toBeUndefined();
});

test("id and identity come of the secret alone, and another secret has others", async () => {
  const keys = await deriveHandOverKeys(secret);
  expect(await deriveHandOverKeys(Uint8Array.from(secret) as HandOverSecret)).toEqual(keys);
  const other = await deriveHandOverKeys(makeHandOverSecret());
  expect(other.id).not.toBe(keys.id);
  expect(other.identity).not.toBe(keys.identity);
});
