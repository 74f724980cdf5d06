import { useEffect, useState } from "preact/hooks";
import { UNDO_MS } from "../actions/hold-parcel.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

/** Nothing has left the phone yet; `undo` keeps it here. */
export function UndoRow({ id }: { id: string }) {
  const page = usePage();
  const [left, setLeft] = useState(UNDO_MS / 1_000);
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(1, seconds - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="row undo">
      <p class="state">{words.undo.goesIn(left)}</p>
      <button type="button" onClick={() => page.undos.value.get(id)?.()}>
        {words.undo.undo}
      </button>
    </div>
  );
}
