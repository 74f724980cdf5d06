import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import { SHEET_PREFIX, sheetGroups } from "../keys/recovery-sheet.ts";
import { words } from "../words.ts";
import { LetterGroups } from "./letter-groups.tsx";

export interface SheetPaperProps {
  readonly identity: AgeIdentity;
  readonly name: string;
  readonly address: string;
  readonly date: string;
}

/** The sheet as it is written down, and all that a printer prints (`style/paper.css`). */
export function SheetPaper({ identity, name, address, date }: SheetPaperProps) {
  return (
    <article class="paper" aria-label={words.paper.title}>
      <h2>{words.paper.title}</h2>
      <p>
        {words.paper.owner(name, address)}
        <br />
        {words.paper.made(date)}
      </p>
      <LetterGroups groups={sheetGroups(identity)} />
      <p class="small">
        {words.paper.beginning} <code>{SHEET_PREFIX}</code>
      </p>
      <p class="small">{words.paper.use}</p>
      <p class="small">{words.paper.secret}</p>
    </article>
  );
}
