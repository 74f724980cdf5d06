import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

/** What is shown may be old: said for as long as it is so. */
export function ConnectionBanner() {
  const { connection } = usePage();
  const now = connection.value;
  if (now.kind === "live") return null;
  const since = sayMoment(new Date(now.since).toISOString(), Date.now());
  return (
    <p class="banner" role="status">
      {words.connection.lost(since)} {words.connection.trying}
    </p>
  );
}
