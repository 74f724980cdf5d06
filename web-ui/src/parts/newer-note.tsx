import { loadNewer } from "../actions/follow-builds.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";

/** The hub has a newer page. Whoever sends or listens just now is not disturbed. */
export function NewerNote() {
  const page = usePage();
  if (!page.isNewerThere.value || page.atStake.value > 0) return null;
  return (
    <div class="note row" role="status">
      <span>{words.offline.newer}</span>
      <button type="button" onClick={() => void loadNewer(page)}>
        {words.offline.load}
      </button>
    </div>
  );
}
