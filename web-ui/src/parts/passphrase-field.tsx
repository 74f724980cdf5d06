import { useState } from "preact/hooks";
import { judgePassphrase, MAX_PASSPHRASE } from "../keys/passphrase-policy.ts";
import { PASSPHRASE_WORDS, words } from "../words.ts";

export interface PassphraseFieldProps {
  readonly value: string;
  readonly onValue: (text: string) => void;
  /** A new one is judged while it is typed; an old one is only asked for. */
  readonly isNew: boolean;
  /** What does not count as secret, such as the person's name. */
  readonly ownWords?: readonly string[];
}

export function PassphraseField({ value, onValue, isNew, ownWords = [] }: PassphraseFieldProps) {
  const [isShown, setShown] = useState(false);
  const verdict = judgePassphrase(value, ownWords);
  const missing = verdict.kind === "too-short" ? ` ${words.passphrase.missing(verdict.missing)}` : "";
  return (
    <div class="field">
      <label for="passphrase">{words.claim.passphrase}</label>
      <div class="with-button">
        <input
          id="passphrase"
          // Preact's types want one type for the life of an input; showing what one typed changes it.
          type={(isShown ? "text" : "password") as "password"}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          autocomplete={isNew ? "new-password" : "current-password"}
          autocapitalize="none"
          spellcheck={false}
          maxLength={MAX_PASSPHRASE}
          required
          {...(isNew ? { "aria-describedby": "passphrase-strength" } : {})}
        />
        <button type="button" onClick={() => setShown(!isShown)} aria-pressed={isShown}>
          <span aria-hidden="true">{isShown ? "Hide" : "Show"}</span>
          <span class="unseen">{isShown ? words.passphrase.hide : words.passphrase.show}</span>
        </button>
      </div>
      {isNew && (
        <p id="passphrase-strength" class={`strength ${verdict.kind}`} aria-live="polite">
          {PASSPHRASE_WORDS[verdict.kind]}
          {missing}
        </p>
      )}
    </div>
  );
}
