/** 1.6 MB of lists, and the only script of the page that has them: started when somebody makes a passphrase. */
import { judgePassphrase } from "../../../hub/passphrase/judge-passphrase.ts";
import { answerCalls } from "../clips/worker-call.ts";
import type { PassphraseQuestion } from "./passphrase-judge.ts";

const functions = {
  judge: async ({ passphrase, ownWords }: PassphraseQuestion) => judgePassphrase(passphrase, ownWords),
};
export type JudgeFunctions = typeof functions;

answerCalls(functions);
