import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { useShown } from "./use-shown.ts";

/** Before somebody is in: what was recorded here is not lost. */
export function WaitingNote() {
  const page = usePage();
  const { value: waiting = 0 } = useShown(() => page.parcels.count());
  if (page.parcels.hasLost) return <p class="note">{words.leftHere.lost}</p>;
  return waiting === 0 ? null : <p class="note">{words.leftHere.waits(waiting)}</p>;
}
