import { SHEET_TO_TYPE } from "../keys/recovery-typing.ts";
import { words } from "../words.ts";
import { TypedField } from "./typed-field.tsx";

/** Where a recovery sheet is typed from paper. */
export function SheetField({ value, onValue }: { value: string; onValue: (text: string) => void }) {
  return (
    <TypedField
      id="sheet"
      label={words.recovery.field}
      rows={4}
      what={SHEET_TO_TYPE}
      says={words.sheetTyping}
      value={value}
      onValue={onValue}
    />
  );
}
