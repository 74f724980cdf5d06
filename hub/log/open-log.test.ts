import fc from "fast-check";
import { expect, test } from "vitest";
import { anId } from "../../test/support/store-rig.ts";
import type { LogFacts } from "../ports/logger.ts";
import { openLog } from "./open-log.ts";
import { TEXT_FACTS } from "./safe-facts.ts";

function logged(phrase: string, facts?: LogFacts): { text: string; line: Record<string, unknown> } {
  let text = "";
  const write = (line: string) => {
    text += line;
  };
  const log = openLog({ process: "hub", level: "debug", to: { write } });
  log.warn(phrase, facts);
  return { text, line: JSON.parse(text) };
}

test("writes one line of JSON, with phrase and facts apart", () => {
  const clip = anId();
  const { text, line } = logged("delivery failed", { code: "toy.too-slow", tries: 3, retry: false, clip });
  expect(text.endsWith("}\n")).toBe(true);
  expect(line).toMatchObject({
    level: "warn",
    process: "hub",
    phrase: "delivery failed",
    facts: { code: "toy.too-slow", tries: 3, retry: false, clip },
  });
});

test.each([
  ["a toy's address", { toy: "7c:ec:79:00:00:01" }, "7c:ec"],
  ["an address inside a sentence", { cause: "connect to 7c:ec:79:00:00:01 failed" }, "7c:ec"],
  ["a name", { person: "Emma" }, "Emma"],
  ["a name inside a sentence", { why: "Emma pressed the paw" }, "Emma"],
  ["a token", { cause: `token ${"k3Vw".repeat(8)} refused` }, "k3Vw"],
  ["text under a key nobody knows", { label: "my phone" }, "my phone"],
  ["an e-mail address", { code: "someone@example.org" }, "someone"],
])("does not write %s", (_, facts, secret) => {
  expect(logged("refused", facts).text).not.toContain(secret);
});

test("keeps what helps to find the fault", () => {
  const { line } = logged("adapter lost", {
    cause: "read ECONNRESET after 20 ms, gave up",
    error: "TypeError",
  });
  expect(line.facts).toEqual({ cause: "read ECONNRESET after 20 ms, gave up", error: "TypeError" });
});

test("does not write an address or a token that slipped into the phrase", () => {
  const { text } = logged(`lost 7C:EC:79:00:00:01 and ${"aB3".repeat(12)}`);
  expect(text).not.toMatch(/7C:EC|aB3/);
});

test("writes no secret of 16 bytes or more under any key", () => {
  const keys = [...Object.keys(TEXT_FACTS), "anything"];
  const secret = fc.uint8Array({ minLength: 17, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
  const spelled = fc.tuple(secret, fc.constantFrom("hex" as const, "base64" as const, "base64url" as const));
  fc.assert(
    fc.property(fc.constantFrom(...keys), spelled, (key, [bytes, spelling]) => {
      const text = bytes.toString(spelling);
      // A room is at most 32 small letters and digits, an id 22 characters: neither fits a key of ours.
      expect(logged("refused", { [key]: text, cause: `with ${text} in it` }).text).not.toContain(text);
    }),
  );
});
