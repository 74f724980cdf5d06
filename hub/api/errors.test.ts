import { expect, test } from "vitest";
import { ArchiveError } from "../archive/errors.ts";
import { AUDIO_PROBLEMS } from "../audio/audio-problems.ts";
import { problem } from "../contract/api.ts";
import { SignatureError } from "../contract/errors.ts";
import { AccessRefused } from "../ports/access.ts";
import { StoreError } from "../store/errors.ts";
import { RequestRefused } from "../use-cases/errors.ts";
import type { VaultError } from "../vault/errors.ts";
import { HttpRefused, problemOf, problems } from "./errors.ts";
import type { InnerCode } from "./problems/problem-code.ts";

type Theirs = StoreError["code"] | VaultError["code"];
type Ours = Extract<InnerCode, `store.${string}` | `vault.${string}`>;
/** Fails to compile when a folder has a code that the edge has no words for, or has lost one. */
const isSame: [Ours, Theirs] extends [Theirs, Ours] ? true : false = true;

test("every code of the store and the vault has words here, and no other (held by the compiler)", () => {
  expect(isSame).toBe(true);
});

test.each(problems().map((one) => [one.code, one] as const))(
  "%s has a status, a title and what to do",
  (_, one) => {
    expect(problem.parse(one).status).toBeGreaterThanOrEqual(400);
    expect(one.title).toMatch(/^[A-Z].{4,90}[.?]$/);
    expect(one.action).toMatch(/^[A-Z].{4,140}[.?]$/);
    for (const word of [one.title, one.action])
      expect(word).not.toMatch(/\b(invalid|error|unauthori[sz]ed|JSON)\b/i);
  },
);

test.each<[unknown, number, string]>([
  [new StoreError("store.disk-full", ""), 507, "store.disk-full"],
  [new StoreError("store.io", ""), 503, "store.io"],
  [new StoreError("store.closed", ""), 503, "store.closed"],
  [new StoreError("store.missing", ""), 404, "store.missing"],
  [new StoreError("store.exists", ""), 409, "store.exists"],
  [new StoreError("store.already-claimed", ""), 409, "store.already-claimed"],
  [new StoreError("store.damaged", ""), 500, "store.damaged"],
  [new SignatureError("stamp.wrong-clip", ""), 422, "stamp.wrong-clip"],
  [new SignatureError("jws.bad-signature", ""), 422, "jws.bad-signature"],
  [new SignatureError("roster.broken-chain", ""), 500, "roster.broken-chain"],
  [new RequestRefused("room.offline", ""), 503, "room.offline"],
  [new RequestRefused("clip.refused", "", { reason: "message.too-loud" }), 422, "message.too-loud"],
  [new RequestRefused("clip.refused", "", { reason: "check.crashed" }), 422, "check.crashed"],
  [new RequestRefused("clip.refused", "", { reason: "a code of tomorrow" }), 422, "clip.refused"],
  [new RequestRefused("roster.refused", "", { reason: "message.too-loud" }), 403, "roster.refused"],
  [new AccessRefused("sign-in.too-many", ""), 429, "sign-in.too-many"],
  [new HttpRefused("http.wrong-host", ""), 421, "http.wrong-host"],
  // A folder whose errors cannot reach the edge: no words, and no code leaves the hub.
  [new ArchiveError("archive.damaged", ""), 500, "hub.failed"],
  [new TypeError("a secret"), 500, "hub.failed"],
  ["thrown text", 500, "hub.failed"],
  [undefined, 500, "hub.failed"],
  [null, 500, "hub.failed"],
])("%s leaves as %i %s", (error, status, code) => {
  const told = problemOf(error);
  expect(told.problem).toMatchObject({ type: "about:blank", status, code });
  expect(told.isOurFault).toBe(status >= 500);
});

test("a sound is refused in the very words of hub/audio", () => {
  for (const [code, { title, next }] of Object.entries(AUDIO_PROBLEMS)) {
    const refused = new RequestRefused("clip.refused", "", { reason: code });
    expect(problemOf(refused).problem).toEqual({
      type: "about:blank",
      status: 422,
      code,
      title,
      action: next,
    });
  }
});

test("no message of an error leaves the hub", () => {
  const told = problemOf(
    new StoreError("store.io", "open /home/family/secret: EIO", { cause: new Error("secret") }),
  );
  expect(JSON.stringify(told.problem)).not.toContain("secret");
});
