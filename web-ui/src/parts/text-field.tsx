import type { ComponentProps } from "preact";

export interface TextFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onValue: (text: string) => void;
  readonly autocomplete: "off" | "one-time-code" | "username" | "tel";
  /** What to know before typing; read out with the field. */
  readonly hint?: string;
  /** How many letters at most; as many as a name has, where it is left out. */
  readonly most?: number;
  /** What only some fields want. */
  readonly input?: Pick<ComponentProps<"input">, "class" | "autocapitalize" | "spellcheck" | "inputMode">;
}

/** One line of text that must be given: a code, or a name (at most 32 letters, as the hub has it). */
export function TextField({
  id,
  label,
  value,
  onValue,
  autocomplete,
  hint,
  most = 32,
  input,
}: TextFieldProps) {
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...input}
        id={id}
        type="text"
        dir="auto"
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        autocomplete={autocomplete}
        maxLength={most}
        required
        {...(hint === undefined ? {} : { "aria-describedby": hintId })}
      />
      {hint !== undefined && (
        <p id={hintId} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
