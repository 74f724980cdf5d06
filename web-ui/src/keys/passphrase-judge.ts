import type { PassphraseVerdict } from "../../../hub/passphrase/passphrase-verdict.ts";

export interface PassphraseQuestion {
  readonly passphrase: string;
  /** Names that everybody in the house knows. */
  readonly ownWords: readonly string[];
}

export type Judgement =
  | PassphraseVerdict
  /** Its lists are not here yet. */
  | { readonly kind: "loading" }
  /** The worker did not load, or broke down. */
  | { readonly kind: "unavailable" };

/** `judge-worker.ts`, from the page. */
export interface JudgeCalls {
  call(name: "judge", question: PassphraseQuestion): Promise<PassphraseVerdict>;
  stop(): void;
}

/**
 * Asks the worker about what was typed last: one question at a time, and none about what was typed over meanwhile, so
 * that a slow phone is never behind by more than one.
 */
export class PassphraseJudge {
  readonly #calls: JudgeCalls;
  readonly #tell: (question: PassphraseQuestion, judgement: Judgement) => void;
  #newest: PassphraseQuestion | undefined;
  #isBusy = false;
  #isStopped = false;

  constructor(calls: JudgeCalls, tell: (question: PassphraseQuestion, judgement: Judgement) => void) {
    this.#calls = calls;
    this.#tell = tell;
  }

  /** The answer comes by `tell`, unless something newer is asked first. */
  ask(question: PassphraseQuestion): void {
    this.#newest = question;
    if (!this.#isBusy) void this.#work();
  }

  /** Ends the worker: it holds what was typed, and 30 MB of lists. */
  stop(): void {
    this.#isStopped = true;
    this.#newest = undefined;
    this.#calls.stop();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let question = this.#newest; question !== undefined; question = this.#newest) {
      const judgement = await this.#judge(question);
      if (this.#isStopped) return;
      if (this.#newest !== question) continue;
      this.#newest = undefined;
      this.#tell(question, judgement);
    }
    this.#isBusy = false;
  }

  async #judge(question: PassphraseQuestion): Promise<Judgement> {
    try {
      return await this.#calls.call("judge", question);
    } catch {
      return { kind: "unavailable" }; // Why does not matter to who types; asking again starts another worker.
    }
  }
}
