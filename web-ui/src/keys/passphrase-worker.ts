import "../no-eval.ts";
import { answerCalls } from "../clips/worker-call.ts";
import { argon2 } from "./argon2.ts";

const functions = {
  hash: ({ passphrase, salt }: { passphrase: Uint8Array<ArrayBuffer>; salt: Uint8Array<ArrayBuffer> }) =>
    argon2(passphrase, salt),
};
export type PassphraseFunctions = typeof functions;

answerCalls(functions);
