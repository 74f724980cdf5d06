import { useState } from "preact/hooks";
import type { AdvisoriesView } from "../../../hub/contract/advisories.ts";
import { askForAdvisories, readAdvisories } from "../actions/advisories.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { AdvisoryLines } from "./advisory-lines.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";
import { useWork } from "./use-work.ts";

/** Whether anybody tells this hub of weaknesses, what they said last, and which of them it has. */
export function Advisories() {
  const page = usePage();
  const read = useShown(() => readAdvisories(page), page.alerts.value);
  const work = useWork();
  const [asked, setAsked] = useState<AdvisoriesView>();
  const view = asked ?? read.value;
  const trouble = work.trouble ?? read.trouble;
  return (
    <section class="ways" aria-labelledby="advisories-title">
      <h2 id="advisories-title">{words.advisories.title}</h2>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      <div role="status">{view !== undefined && <WhatIsKnown view={view} />}</div>
      {view !== undefined && view.host !== null && view.state !== "no-keys" && (
        <button
          type="button"
          class="quiet"
          disabled={work.isBusy}
          onClick={() => work.run(async () => setAsked(await askForAdvisories(page)))}
        >
          {words.advisories.ask}
        </button>
      )}
    </section>
  );
}

function WhatIsKnown({ view }: { view: AdvisoriesView }) {
  const { last, lastTry } = view;
  const own = view.advisories.filter(({ concerns }) => concerns);
  return (
    <>
      <p>{stateOf(view, own.length)}</p>
      {last !== null && !last.isSupported && (
        <p>{words.advisories.unsupported(sayDate(last.supportUntil))}</p>
      )}
      <AdvisoryLines rows={own} />
      {lastTry !== null && lastTry.trouble !== null && (
        <p class="small soft">
          {words.advisories.lastTry(sayDate(lastTry.at), words.feedTroubles[lastTry.trouble])}
        </p>
      )}
    </>
  );
}

function stateOf({ state, last }: AdvisoriesView, count: number): string {
  const { advisories } = words;
  if (state === "off") return advisories.off;
  if (state === "no-keys") return advisories.noKeys;
  if (last === null) return state === "silent" ? advisories.never : advisories.waiting;
  const day = sayDate(last.issued);
  if (state === "silent") return advisories.silent(day);
  return count === 0 ? advisories.none(day) : advisories.current(day, count);
}
