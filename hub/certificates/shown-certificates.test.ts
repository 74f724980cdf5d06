import { expect, test } from "vitest";
import { makeShownCertificates } from "./shown-certificates.ts";

const certificate = (chain: string) => ({ key: "key", chain, notAfter: 1 });

test("what was kept is shown at once, and what comes after it is told", () => {
  const shown = makeShownCertificates(certificate("first"));
  const seen: (string | undefined)[] = [];
  const listener = () => void seen.push(shown.current()?.chain);
  const takeBack = shown.onChange(listener);
  shown.onChange(listener);
  expect(shown.current()?.chain).toBe("first");
  shown.show(certificate("second"));
  takeBack();
  shown.show(certificate("third"));
  expect(seen).toEqual(["second", "second", "third"]);
});

test("a challenge is answered for its own name, and until it is taken back", () => {
  const shown = makeShownCertificates();
  const first = { key: "key", chain: "first" };
  const takeBack = shown.answerChallenge("bear.example", first);
  expect(shown.challengeFor("bear.example")).toBe(first);
  expect(shown.challengeFor("other.example")).toBeUndefined();
  const second = { key: "key", chain: "second" };
  const takeSecondBack = shown.answerChallenge("bear.example", second);
  takeBack();
  expect(shown.challengeFor("bear.example"), "the later order's own").toBe(second);
  takeSecondBack();
  expect(shown.challengeFor("bear.example")).toBeUndefined();
  expect(shown.current()).toBeUndefined();
});
