import { parseTypedSheet, type TypedSheet, typedGroups } from "../keys/recovery-typing.ts";
import { SHEET_WORDS, words } from "../words.ts";

/** Where a recovery sheet is typed from paper; says how far it is, and which group looks wrong. */
export function SheetField({ value, onValue }: { value: string; onValue: (text: string) => void }) {
  const typed = parseTypedSheet(value);
  return (
    <div class="field">
      <label for="sheet">{words.recovery.field}</label>
      <textarea
        id="sheet"
        class="code"
        rows={4}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        autocomplete="off"
        autocapitalize="characters"
        autocorrect="off"
        spellcheck={false}
        maxLength={512}
        required
        aria-describedby="sheet-reading"
      />
      {/* Letters that are still to come are not counted aloud. */}
      <p
        id="sheet-reading"
        class={`strength ${typed.kind === "whole" ? "good" : ""}`}
        aria-live={typed.kind === "too-short" ? "off" : "polite"}
      >
        {sayReading(typed, value)}
      </p>
    </div>
  );
}

function sayReading(sheet: TypedSheet, text: string): string {
  const at =
    sheet.kind === "slip" && sheet.group !== undefined ? typedGroups(text)[sheet.group - 1] : undefined;
  const say = SHEET_WORDS[sheet.kind] as (sheet: TypedSheet, typed: string) => string;
  return say(sheet, at ?? "");
}
