interface TimeFieldProps {
  readonly id: string;
  readonly label: string;
  /** `HH:MM` */
  readonly value: string;
  readonly onValue: (clock: string) => void;
}

/** A time of day, by the browser's own control. */
export function TimeField({ id, label, value, onValue }: TimeFieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="time"
        required
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}
