import { clocksDiffer } from "../clocks-differ.ts";
import { sayDuration } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

/** That this device's clock and the hub's tell another time: which of them is wrong only a person can see. */
export function ClockNote() {
  const ahead = usePage().hubAheadMs.value;
  if (!clocksDiffer(ahead)) return null;
  return (
    <div class="note" role="status">
      <strong>{words.clocks.title(sayDuration(Math.abs(ahead)))}</strong>
      <p>{words.clocks.next}</p>
    </div>
  );
}
