import { expect, test } from "vitest";
import { newestAnswer } from "./newest-answer.ts";

/** Questions that are answered when, and as, the test likes. */
function makeHub() {
  const questions: PromiseWithResolvers<string>[] = [];
  const heard: string[] = [];
  const ask = newestAnswer(
    () => {
      const question = Promise.withResolvers<string>();
      questions.push(question);
      return question.promise;
    },
    {
      answer: (answer) => heard.push(answer),
      error: (error) => heard.push(`failed: ${(error as Error).message}`),
    },
  );
  return { questions, heard, ask };
}

test("a question that comes while another is open is asked too, and its answer counts", async () => {
  const { questions, heard, ask } = makeHub();
  const both = [ask(), ask()];
  questions[0]?.resolve("before the change");
  questions[1]?.resolve("after it");
  await Promise.all(both);
  expect(heard).toEqual(["after it"]);
});

test("an older answer that comes late takes no newer one's place, nor does its failure", async () => {
  const { questions, heard, ask } = makeHub();
  const all = [ask(), ask(), ask()];
  questions[2]?.resolve("newest");
  questions[0]?.resolve("old");
  questions[1]?.reject(new Error("gone"));
  await Promise.all(all);
  expect(heard).toEqual(["newest"]);
});

test("the failure of the last question is told", async () => {
  const { questions, heard, ask } = makeHub();
  const asked = ask();
  questions[0]?.reject(new Error("no hub"));
  await asked;
  expect(heard).toEqual(["failed: no hub"]);
});
