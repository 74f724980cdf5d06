import type { ComponentChildren } from "preact";
import {
  DRILL_STEPS,
  type DrillResult,
  type DrillRun,
  type DrillStep,
  type DrillView,
} from "../../../hub/contract/drill.ts";
import { readDrill, startDrill } from "../actions/drill.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";
import { useWork } from "./use-work.ts";

/** What was done to the toys' maker, tried on this hub: when last, what came of each step, and a button to try it now. */
export function Drill() {
  const page = usePage();
  const { value: view, trouble, reload } = useShown(() => readDrill(page), page.drillNews.value);
  const work = useWork();
  const wrong = work.trouble ?? trouble;
  const isRunning = view !== undefined && view.running !== null;
  return (
    <section class="ways drill" aria-labelledby="drill-title">
      <h2 id="drill-title">{words.drill.title}</h2>
      <p class="small soft">{words.drill.lead}</p>
      {wrong !== undefined && <TroubleNote trouble={wrong} />}
      <div role="status">{view !== undefined && <p>{sayState(view)}</p>}</div>
      {view !== undefined && <Steps view={view} />}
      {view !== undefined && view.history.length > 1 && <Weeks history={view.history} />}
      {view !== undefined && (
        <button
          type="button"
          disabled={work.isBusy || isRunning}
          onClick={() =>
            work.run(async () => {
              await startDrill(page);
              reload();
            })
          }
        >
          {words.drill.run}
        </button>
      )}
    </section>
  );
}

function sayState({ running, last }: DrillView): string {
  const { drill } = words;
  if (running !== null) return drill.running(running.results.length, DRILL_STEPS.length);
  if (last === null) return drill.none;
  const day = sayDate(last.at);
  const of = (verdict: DrillResult["verdict"]) =>
    last.results.filter((one) => one.verdict === verdict).length;
  if (of("broken") > 0) return drill.broken(day, of("broken"));
  return of("held") === last.results.length
    ? drill.held(day, last.results.length)
    : drill.partly(day, of("held"), last.results.length);
}

/** While one runs, what it has seen so far, and which step is next. */
function Steps({ view: { running, last } }: { view: DrillView }) {
  const results: DrillRun["results"] = running?.results ?? last?.results ?? [];
  return (
    <ol class="drill-steps">
      {results.map((result) => (
        <Step key={result.step} result={result} />
      ))}
      {running !== null && running.step !== null && (
        <li class="trying">{words.drill.trying(words.drillSteps[running.step].title)}</li>
      )}
    </ol>
  );
}

function Step({ result }: { result: DrillResult }) {
  const { step, verdict, detail } = result;
  const { title, tried } = words.drillSteps[step];
  return (
    <li class={verdict}>
      <Folded
        summary={<Named title={title} verdict={words.drillVerdicts[verdict]} />}
        isOpen={verdict !== "held"}
      >
        <p class="small soft">{tried}</p>
        <p>{sayResult(result)}</p>
        {detail.length > 0 && (
          <>
            <p class="small soft">{words.drill.where}</p>
            <ul class="small detail">
              {detail.map((line) => (
                <li key={line}>
                  <bdi>{line}</bdi>
                </li>
              ))}
            </ul>
          </>
        )}
      </Folded>
    </li>
  );
}

const Named = ({ title, verdict }: { title: string; verdict: string }) => (
  <>
    <strong>{title}</strong> <span class="verdict">{verdict}</span>
  </>
);

const Folded = (parts: { summary: ComponentChildren; isOpen: boolean; children: ComponentChildren }) => (
  <details open={parts.isOpen}>
    <summary>{parts.summary}</summary>
    {parts.children}
  </details>
);

function sayResult({ step, seen, count }: DrillResult): string {
  const said: Readonly<Record<string, (count: number) => string>> = words.drillSteps[step as DrillStep].seen;
  return said[seen]?.(count) ?? words.drill.failed;
}

/** A square for each, and the same in words. */
function Weeks({ history }: { history: DrillView["history"] }) {
  const of = (verdict: DrillResult["verdict"]) => history.filter((one) => one.verdict === verdict).length;
  return (
    <figure class="drill-weeks">
      <figcaption class="small soft">
        {words.drill.historySays(of("held"), of("could-not-try"), of("broken"))}
      </figcaption>
      <div aria-hidden="true">
        {history.map(({ at, verdict }) => (
          <span key={at} class={verdict} />
        ))}
      </div>
    </figure>
  );
}
