import { useState } from "preact/hooks";
import { words } from "../words.ts";
import type { JudgedPassphrase } from "./use-judged-passphrase.ts";

/** More than any limit of ours: a browser cuts what is pasted without a word. */
const MAX_TYPED = 1_024;

export interface PassphraseFieldProps {
  readonly value: string;
  readonly onValue: (text: string) => void;
  /** Of a new one; an old one is only asked for. */
  readonly judged?: JudgedPassphrase;
  readonly label?: string;
  /** Where another may be on the page at the same time. */
  readonly id?: string;
}

export function PassphraseField({
  value,
  onValue,
  judged,
  label = words.claim.passphrase,
  id = "passphrase",
}: PassphraseFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="with-button">
        <input
          id={id}
          // Preact's types want one type for the life of an input; showing what one typed changes it.
          type={(isShown ? "text" : "password") as "password"}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          autocomplete={judged === undefined ? "current-password" : "new-password"}
          autocapitalize="none"
          spellcheck={false}
          maxLength={MAX_TYPED}
          required
          {...(judged === undefined ? {} : { "aria-describedby": "passphrase-strength" })}
        />
        <button type="button" onClick={() => setShown(!isShown)} aria-pressed={isShown}>
          <span aria-hidden="true">{isShown ? words.passphrase.shortHide : words.passphrase.shortShow}</span>
          <span class="unseen">{isShown ? words.passphrase.hide : words.passphrase.show}</span>
        </button>
      </div>
      {judged !== undefined && <Strength {...judged} />}
    </div>
  );
}

function Strength({ judgement, isJudging, askAgain }: JudgedPassphrase) {
  return (
    <>
      <p
        id="passphrase-strength"
        class={`strength ${judgement.kind}`}
        aria-live="polite"
        aria-busy={isJudging}
      >
        {judgement.kind === "too-short"
          ? words.passphrase.missing(judgement.missing)
          : words.judgements[judgement.kind]}
      </p>
      {judgement.kind === "unavailable" && !isJudging && (
        <button type="button" onClick={askAgain}>
          {words.passphrase.askAgain}
        </button>
      )}
    </>
  );
}
