import { useState } from "preact/hooks";
import { FormEnd } from "./form-end.tsx";
import { TextField, type TextFieldProps } from "./text-field.tsx";
import { useWork } from "./use-work.ts";

interface RenameFormProps extends Partial<Pick<TextFieldProps, "hint" | "autocomplete">> {
  readonly id: string;
  readonly label: string;
  /** What it is called now. */
  readonly name: string;
  readonly submit: string;
  /** Without it anything is a name. */
  readonly fits?: (name: string) => boolean;
  readonly onName: (name: string) => Promise<void>;
  readonly onCancel: () => void;
}

/** Another name for something, where it stands. */
export function RenameForm({
  id,
  label,
  name: before,
  hint,
  autocomplete = "off",
  fits = () => true,
  submit,
  onName,
  onCancel,
}: RenameFormProps) {
  const work = useWork();
  const [name, setName] = useState(before);
  const isReady = name.trim() !== "" && fits(name);
  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) work.run(() => onName(name.trim()));
      }}
    >
      <TextField
        id={id}
        label={label}
        value={name}
        onValue={setName}
        autocomplete={autocomplete}
        {...(hint === undefined ? {} : { hint })}
        {...(autocomplete === "tel" ? { input: { inputMode: "tel" as const } } : {})}
      />
      <FormEnd work={work} isReady={isReady} submit={submit} onCancel={onCancel} />
    </form>
  );
}
