import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { minutes } from "../domain/duration.ts";
import { makeNonces } from "./nonces.ts";

const random = (bytes: number) => new Uint8Array(randomBytes(bytes));

test("is good once, for who it was made for", () => {
  const nonces = makeNonces(makeManualClock(), random);
  const nonce = nonces.make("one");
  expect(nonces.use(nonce, "other")).toBe(false);
  expect(nonces.use(nonce, "one")).toBe(true);
  expect(nonces.use(nonce, "one")).toBe(false);
});

test("ends after five minutes, by the clock that only goes forward", async () => {
  const clock = makeManualClock();
  const nonces = makeNonces(clock, random);
  const [inTime, late] = [nonces.make("one"), nonces.make("one")];
  await clock.advance(minutes(4.9));
  expect(nonces.use(inTime, "one")).toBe(true);
  await clock.advance(minutes(0.2));
  expect(nonces.use(late, "one")).toBe(false);
});

test.each<[string, (nonce: string) => string]>([
  ["a later end", (nonce) => nonce.replace(/^\d+/, (end) => String(Number(end) + 1))],
  ["other random bits", (nonce) => nonce.replace(/\.[^.]+\./, ".AAAAAAAAAAAAAAAAAAAAAA.")],
  ["no MAC", (nonce) => nonce.replace(/[^.]+$/, "")],
  ["one part more", (nonce) => `${nonce}.x`],
  ["nothing", () => ""],
])("does not count with %s", (_, change) => {
  const nonces = makeNonces(makeManualClock(), random);
  const nonce = nonces.make("one");
  expect(nonces.use(change(nonce), "one")).toBe(false);
  expect(nonces.use(nonce, "one")).toBe(true);
});

test("one spelt in another way is the same one", () => {
  const nonces = makeNonces(makeManualClock(), random);
  const nonce = nonces.make("one");
  expect(nonces.use(nonce, "one")).toBe(true);
  for (const twin of [`${nonce}=`, `${nonce} `, `0${nonce}`]) expect(nonces.use(twin, "one")).toBe(false);
});

test("one of before the hub was started again does not count", () => {
  const clock = makeManualClock();
  const before = makeNonces(clock, random).make("one");
  expect(makeNonces(clock, random).use(before, "one")).toBe(false);
});
