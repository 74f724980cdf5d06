import { useState } from "preact/hooks";
import { FormEnd } from "./form-end.tsx";
import { TextField } from "./text-field.tsx";
import { useWork } from "./use-work.ts";

interface RenameFormProps {
  readonly id: string;
  readonly label: string;
  /** What it is called now. */
  readonly name: string;
  readonly submit: string;
  readonly onName: (name: string) => Promise<void>;
  readonly onCancel: () => void;
}

/** Another name for something, where it stands. */
export function RenameForm({ id, label, name: before, submit, onName, onCancel }: RenameFormProps) {
  const work = useWork();
  const [name, setName] = useState(before);
  const isReady = name.trim() !== "";
  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) work.run(() => onName(name.trim()));
      }}
    >
      <TextField id={id} label={label} value={name} onValue={setName} autocomplete="off" />
      <FormEnd work={work} isReady={isReady} submit={submit} onCancel={onCancel} />
    </form>
  );
}
