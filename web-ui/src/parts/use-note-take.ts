import { useRef } from "preact/hooks";
import { noteTake } from "../actions/takes.ts";
import { usePage } from "../page-context.ts";
import type { TakeNotes } from "../recording/take-store.ts";

/** A title is not written down letter by letter. */
const WRITES_AFTER_MS = 300;

/** Writes down what was decided about a recording, a moment after the last change. */
export function useNoteTake(): (id: string, notes: TakeNotes) => void {
  const page = usePage();
  const writing = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (id, notes) => {
    clearTimeout(writing.current);
    writing.current = setTimeout(() => void noteTake(page, id, notes), WRITES_AFTER_MS);
  };
}
