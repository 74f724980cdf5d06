import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import type { Work } from "./use-work.ts";

interface FormEndProps {
  readonly work: Work;
  readonly isReady: boolean;
  readonly submit: string;
  /** In place of `submit` while it is being done. */
  readonly busy?: string;
  readonly onCancel: () => void;
}

/** How a question in the middle of a page ends: what went wrong, yes, and not now. */
export function FormEnd({ work, isReady, submit, busy = submit, onCancel }: FormEndProps) {
  return (
    <>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button type="submit" class="main" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
          {work.isBusy ? busy : submit}
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          {words.unlock.cancel}
        </button>
      </div>
    </>
  );
}
