import { expect, test } from "vitest";
import { parseInvitation, sayInvitation } from "./relay-invitation.ts";

const invitation = {
  host: "relay.family.example",
  port: 443,
  zone: "family.example",
  code: "abcdefgh23456723",
  operator: "eh7ddx5bksrgcytl7bkai36se4",
};

test("what is said is read, also with blanks around it and in capitals", () => {
  const text = sayInvitation(invitation);
  expect(text).toBe("relay.family.example:443/family.example/abcdefgh23456723eh7ddx5bksrgcytl7bkai36se4");
  expect(parseInvitation(`  ${text.toUpperCase()}\n`)).toEqual(invitation);
});

test.each([
  ["nothing", ""],
  ["a code cut short", sayInvitation(invitation).slice(0, -1)],
  ["port 0", sayInvitation({ ...invitation, port: 0 })],
  ["port 65,536", sayInvitation({ ...invitation, port: 65_536 })],
  ["a zone of one word", sayInvitation({ ...invitation, zone: "family" })],
  ["markup for a host", sayInvitation({ ...invitation, host: "<b>" })],
])("%s is none", (_, text) => {
  expect(parseInvitation(text)).toBeUndefined();
});
