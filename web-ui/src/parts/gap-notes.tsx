import { useState } from "preact/hooks";
import type { AlertView } from "../../../hub/contract/alerts.ts";
import { alertOfGap, type GapView } from "../../../hub/contract/gaps.ts";
import { readGaps } from "../actions/read-gaps.ts";
import { sayMoment } from "../moments.ts";
import { toyName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { drawTrace, pointsOf, sumUpTrace, type TracePoint } from "../pictures/gap-trace.ts";
import { CHART_HEIGHT, CHART_WIDTH, IN_REACH_DBM, yOf } from "../pictures/signal-chart.ts";
import { spokenLocale, words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useReading } from "./use-reading.ts";

/** The newest of an alert's, each with what was found and how the toy was heard. */
const SHOWN = 3;
/** The table says the same as the picture; more lines than this nobody reads. */
const MOST_LINES = 40;

/** Beside an alert that tells of a gap: what was found on the toy, when, and what was heard of it meanwhile. */
export function GapNotes({ alert }: { alert: AlertView }) {
  const page = usePage();
  const [gaps, setGaps] = useState<readonly GapView[]>([]);
  const work = useReading(alert.lastAt, async () => setGaps(await readGaps(page)));
  const own = gaps.filter(({ traces }) => alertOfGap(traces) === alert.class);
  return (
    <>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {own.slice(0, Math.min(SHOWN, alert.unseen)).map((gap) => (
        <GapNote key={gap.id} gap={gap} />
      ))}
    </>
  );
}

function GapNote({ gap }: { gap: GapView }) {
  const page = usePage();
  const { gaps, traces } = words;
  const house = page.house.value;
  const toy = house === undefined ? words.someToy : toyName(house, gap.toy);
  const now = Date.now();
  const until = sayMoment(gap.until, now);
  const points = pointsOf(gap);
  return (
    <section class="gap small" aria-label={gaps.label(toy)}>
      <ul>
        {gap.traces.map((trace) => (
          <li key={trace}>{traces[trace]}</li>
        ))}
      </ul>
      <p class="soft">
        {gap.from === null ? gaps.aloneUntil(until) : gaps.alone(sayMoment(gap.from, now), until)}{" "}
        {gap.restarted !== null && (gap.restarted ? gaps.restarted : gaps.notRestarted)}
      </p>
      {gap.heardSince !== null && <Trace gap={gap} points={points} />}
    </section>
  );
}

/** "20.4 sec", as the language says it. */
const saySeconds = (milliseconds: number): string =>
  new Intl.NumberFormat(spokenLocale(), {
    style: "unit",
    unit: "second",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(milliseconds / 1_000);

function Trace({ gap, points }: { gap: GapView; points: readonly TracePoint[] }) {
  const { gaps } = words;
  const summary = sumUpTrace(points);
  if (summary === undefined) return <p class="soft">{gaps.neverHeard}</p>;
  const { weakest, strongest, longestSilence } = summary;
  return (
    <>
      <svg
        class="signal-chart gap-trace"
        viewBox={`0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <rect class="reach" width={CHART_WIDTH} height={yOf(IN_REACH_DBM)} />
        <path class="line" d={drawTrace(points, gap)} />
      </svg>
      <p>
        {gaps.heard(points.length, weakest, strongest)}{" "}
        {longestSilence > 0 && gaps.longestSilence(longestSilence)}
      </p>
      <details>
        <summary>{gaps.trace}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{gaps.when}</th>
              <th scope="col">{gaps.howLoud}</th>
            </tr>
          </thead>
          <tbody>
            {points.slice(-MOST_LINES).map(({ at, rssi }) => (
              <tr key={at}>
                <th scope="row">{saySeconds(at - (points[0]?.at ?? at))}</th>
                <td>{gaps.dbm(rssi)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
