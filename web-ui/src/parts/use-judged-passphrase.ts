import { useEffect, useRef, useState } from "preact/hooks";
import { isAcceptable, judgeLength } from "../../../hub/passphrase/passphrase-verdict.ts";
import { WorkerCalls } from "../clips/worker-call.ts";
import type { JudgeFunctions } from "../keys/judge-worker.ts";
import { knownNames } from "../keys/known-names.ts";
import { type Judgement, PassphraseJudge } from "../keys/passphrase-judge.ts";
import { usePage } from "../page-context.ts";
import { startWorker } from "../trusted-assets.ts";

export interface JudgedPassphrase {
  /** Of what is in the field, or while that is being judged, of what was there before. */
  readonly judgement: Judgement;
  readonly isJudging: boolean;
  /** It is judged, and good enough to be taken. */
  readonly isTaken: boolean;
  /** After `unavailable`. */
  askAgain(): void;
}

/** Judges a new passphrase as it is typed, off the page's thread. @param ownWords names in the form that the hub does not know yet */
export function useJudgedPassphrase(passphrase: string, ownWords: readonly string[]): JudgedPassphrase {
  const page = usePage();
  const words = [...knownNames(page, location.hostname), ...ownWords];
  const key = JSON.stringify([passphrase, words]);
  const [answer, setAnswer] = useState<{ readonly key: string; readonly judgement: Judgement }>();
  const [round, setRound] = useState(0);
  const judge = useRef<PassphraseJudge>(undefined);

  useEffect(() => {
    const calls = new WorkerCalls<JudgeFunctions>(() => startWorker("judgeWorker"));
    judge.current = new PassphraseJudge(calls, (question, judgement) =>
      setAnswer({ key: JSON.stringify([question.passphrase, question.ownWords]), judgement }),
    );
    return () => judge.current?.stop();
  }, []);
  // Also asked about the empty field: that loads the lists while the person thinks. `key` has passphrase and words, by value.
  useEffect(() => judge.current?.ask({ passphrase, ownWords: words }), [key, round]);

  const isAnswered = answer?.key === key;
  const judgement = judgeLength(passphrase) ?? answer?.judgement ?? { kind: "loading" };
  const isJudging = judgeLength(passphrase) === undefined && !isAnswered;
  return {
    judgement: isJudging && isLengthOrNone(judgement) ? { kind: "loading" } : judgement,
    isJudging,
    isTaken: !isJudging && isAcceptable(judgement),
    askAgain: () => {
      setAnswer(undefined);
      setRound(round + 1);
    },
  };
}

/** What was said of a shorter text says nothing of this one. */
const isLengthOrNone = ({ kind }: Judgement) =>
  ["empty", "too-short", "too-long", "unavailable"].includes(kind);
