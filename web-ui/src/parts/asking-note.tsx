import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

/** What is shown is what was seen last, and the hub was asked just now: stands where the rest will. */
export function AskingNote() {
  const connection = usePage().connection.value;
  if (connection.kind !== "asked") return null;
  return (
    <p class="soft">{words.homes.asking(sayMoment(new Date(connection.since).toISOString(), Date.now()))}</p>
  );
}
