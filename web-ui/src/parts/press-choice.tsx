interface PressChoiceProps<T> {
  readonly label: string;
  readonly options: readonly T[];
  readonly chosen: T;
  readonly say: (option: T) => string;
  /** In full, where what is shown is short. */
  readonly name?: (option: T) => string;
  readonly onChoose: (option: T) => void;
}

/** One of a few, each with a button of its own: all are seen, and the one that counts is pressed. */
export function PressChoice<T extends string | number>({
  label,
  options,
  chosen,
  say,
  name,
  onChoose,
}: PressChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="options">
        {options.map((option) => (
          <button
            key={option}
            type="button"
            class={option === chosen ? "calm" : ""}
            aria-pressed={option === chosen}
            aria-label={name?.(option)}
            onClick={() => onChoose(option)}
          >
            {say(option)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
