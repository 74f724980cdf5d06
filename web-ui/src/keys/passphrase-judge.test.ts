import { expect, test } from "vitest";
import type { PassphraseVerdict } from "../../../hub/passphrase/passphrase-verdict.ts";
import { type Judgement, PassphraseJudge, type PassphraseQuestion } from "./passphrase-judge.ts";

/** A worker that answers when it is told to. */
function makeRig() {
  const asked: string[] = [];
  const told: [string, Judgement["kind"]][] = [];
  const open: { done(verdict: PassphraseVerdict): void; failed(error: Error): void }[] = [];
  let stops = 0;
  const judge = new PassphraseJudge(
    {
      call: (_, { passphrase }) => {
        asked.push(passphrase);
        return new Promise((done, failed) => open.push({ done, failed }));
      },
      stop: () => {
        stops += 1;
        for (const { failed } of open.splice(0)) failed(new Error("stopped"));
      },
    },
    (question, { kind }) => told.push([question.passphrase, kind]),
  );
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return {
    judge,
    asked,
    told,
    stops: () => stops,
    async answer(kind: "good" | "too-simple") {
      open.shift()?.done({ kind });
      await settle();
    },
    async fail() {
      open.shift()?.failed(new Error("no chunk"));
      await settle();
    },
  };
}
const question = (passphrase: string): PassphraseQuestion => ({ passphrase, ownWords: [] });

test("tells the verdict of what was asked", async () => {
  const rig = makeRig();
  rig.judge.ask(question("one"));
  await rig.answer("good");
  rig.judge.ask(question("two"));
  await rig.answer("too-simple");
  expect(rig.told).toEqual([
    ["one", "good"],
    ["two", "too-simple"],
  ]);
});

test("skips what was typed over while the worker was busy, and never tells its verdict", async () => {
  const rig = makeRig();
  for (const text of ["a", "ab", "abc", "abcd"]) rig.judge.ask(question(text));
  expect(rig.asked).toEqual(["a"]);
  await rig.answer("good");
  expect(rig.asked).toEqual(["a", "abcd"]);
  expect(rig.told).toEqual([]);
  await rig.answer("too-simple");
  expect(rig.told).toEqual([["abcd", "too-simple"]]);
});

test("says that it cannot judge, and can be asked again", async () => {
  const rig = makeRig();
  rig.judge.ask(question("one"));
  await rig.fail();
  rig.judge.ask(question("one"));
  await rig.answer("good");
  expect(rig.told).toEqual([
    ["one", "unavailable"],
    ["one", "good"],
  ]);
});

test("a failure about what was typed over is not told; the newest is asked", async () => {
  const rig = makeRig();
  rig.judge.ask(question("one"));
  rig.judge.ask(question("two"));
  await rig.fail();
  await rig.answer("good");
  expect(rig.told).toEqual([["two", "good"]]);
});

test("is silent once it is stopped", async () => {
  const rig = makeRig();
  rig.judge.ask(question("one"));
  rig.judge.stop();
  await rig.answer("good");
  expect(rig.stops()).toBe(1);
  expect(rig.told).toEqual([]);
});
