import { type LettersToType, parseTyped, typedGroups } from "../keys/typed-letters.ts";
import type { TypedWords } from "../words/en/ways-in.ts";

interface TypedFieldProps {
  readonly id: string;
  readonly label: string;
  readonly rows: number;
  readonly what: LettersToType<unknown>;
  readonly says: TypedWords;
  readonly value: string;
  readonly onValue: (text: string) => void;
}

/** Where letters with a checksum are typed, or pasted; says how far it is, and which group looks wrong. */
export function TypedField({ id, label, rows, what, says, value, onValue }: TypedFieldProps) {
  const text = value.replace(/^[^#]*#/, "");
  const typed = parseTyped(what, text);
  const group = typed.kind === "slip" ? typedGroups(what, text)[(typed.group ?? 0) - 1] : undefined;
  const say = says[typed.kind] as (all: typeof typed, group: string) => string;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        class="code"
        rows={rows}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        autocomplete="off"
        autocapitalize="characters"
        autoCorrect="off"
        spellcheck={false}
        maxLength={512}
        required
        aria-describedby={`${id}-reading`}
      />
      {/* Letters that are still to come are not counted aloud. */}
      <p
        id={`${id}-reading`}
        class={`strength ${typed.kind === "whole" ? "good" : ""}`}
        aria-live={typed.kind === "too-short" ? "off" : "polite"}
      >
        {say(typed, group ?? "")}
      </p>
    </div>
  );
}
