import { useEffect, useState } from "preact/hooks";
import type { HouseState, ToyView } from "../../../hub/contract/api.ts";
import { readSignal } from "../actions/care-for-toy.ts";
import { sayClock } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { type DeliveryTry, deliveryTries } from "../pictures/delivery-tries.ts";
import {
  addMinute,
  CHART_HEIGHT,
  CHART_WIDTH,
  DAY_MINUTES,
  drawSignal,
  IN_REACH_DBM,
  type Minutes,
  sumUpSignal,
  tableOfSignal,
  xOf,
  yOf,
} from "../pictures/signal-chart.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useReading } from "./use-reading.ts";

interface Day {
  readonly minutes: Minutes;
  /** Unix ms: the end of the newest minute. */
  readonly until: number;
}

/** How near a toy was in the last day: a picture, a few sentences, and a table for who wants it. */
export function SignalHistory({ toy, house }: { toy: ToyView; house: HouseState }) {
  const page = usePage();
  const [day, setDay] = useState<Day>();
  const isLive = page.connection.value.kind === "live";
  // After a break the minutes in between are the hub's to tell.
  const work = useReading(isLive ? toy.id : undefined, async () => {
    const { until, minutes } = await readSignal(page, toy);
    setDay({ minutes, until: Date.parse(until) });
  });
  useEffect(
    () =>
      page.toyNews.subscribe((news) => {
        if (news?.kind !== "signal" || news.toy !== toy.id) return;
        const until = Date.parse(news.until);
        setDay((now) => now && { minutes: addMinute(now.minutes, now.until, until, news.rssi), until });
      }),
    [page, toy.id],
  );
  const { signal } = words.care;
  return (
    <div class="signal-history">
      <h3>{signal.title}</h3>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {day !== undefined && <DayPicture day={day} toy={toy} house={house} />}
    </div>
  );
}

function DayPicture({ day, toy, house }: { day: Day; toy: ToyView; house: HouseState }) {
  const { signal } = words.care;
  const begin = day.until - DAY_MINUTES * 60_000;
  const tries = deliveryTries(house.messages, toy.id, begin);
  const isEmpty = day.minutes.length === 0;
  return (
    <>
      <svg
        class={isEmpty ? "signal-chart empty" : "signal-chart"}
        viewBox={`0 0 ${CHART_WIDTH} ${CHART_HEIGHT + 10}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <rect class="reach" width={CHART_WIDTH} height={yOf(IN_REACH_DBM)} />
        <path class="edge" d={`M0 ${yOf(IN_REACH_DBM)}H${CHART_WIDTH}M0 ${CHART_HEIGHT}H${CHART_WIDTH}`} />
        <path class="line" d={drawSignal(day.minutes)} />
        <path class="brought" d={drawTries(tries, begin, "there")} />
        <path class="broke-off" d={drawTries(tries, begin, "broke-off")} />
      </svg>
      <p class="axis small soft" aria-hidden="true">
        {signal.axis.map((label) => (
          <span key={label}>{label}</span>
        ))}
      </p>
      {isEmpty ? (
        <p class="small soft">{signal.nothing}</p>
      ) : (
        <>
          <p class="small">{sayDay(day, tries)}</p>
          {tries.length > 0 && <p class="small soft">{signal.legend}</p>}
          <details class="small">
            <summary>{signal.table}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys, too. */}
            <section class="scrolls" aria-label={signal.table} tabIndex={0}>
              <SignalTable day={day} tries={tries} />
            </section>
          </details>
        </>
      )}
    </>
  );
}

/** Small marks below the line: a triangle for what was brought, a cross for what broke off. */
function drawTries(tries: readonly DeliveryTry[], begin: number, end: DeliveryTry["end"]): string {
  const y = CHART_HEIGHT + 2;
  return tries
    .filter((one) => one.end === end)
    .map(({ at }) => {
      const x = xOf((at - begin) / 60_000);
      return end === "there" ? `M${x - 2.5} ${y + 7}h5l-2.5 -7z` : `M${x - 2} ${y}l4 7m0 -7l-4 7`;
    })
    .join("");
}

function sayDay({ minutes }: Day, tries: readonly DeliveryTry[]): string {
  const { signal } = words.care;
  const { known, heard, near, gaps, longestGap, silentFor } = sumUpSignal(minutes);
  const sentences: string[] = [];
  if (heard === 0) sentences.push(signal.never(known));
  else {
    const isAlways = gaps === 0 && silentFor === 0 && heard > known * 0.97;
    sentences.push(isAlways ? signal.always(known) : signal.heard(heard, known));
    sentences.push(signal.near(Math.round((100 * near) / heard)));
    if (gaps > 0) sentences.push(signal.gaps(gaps, longestGap));
    if (silentFor !== undefined && silentFor > 0) sentences.push(signal.silent(silentFor));
  }
  const { there, brokeOff } = countTries(tries);
  sentences.push(there + brokeOff === 0 ? signal.noTries : signal.tries(there, brokeOff));
  return sentences.join(" ");
}

const countTries = (tries: readonly DeliveryTry[]) => ({
  there: tries.filter(({ end }) => end === "there").length,
  brokeOff: tries.filter(({ end }) => end === "broke-off").length,
});

function SignalTable({ day, tries }: { day: Day; tries: readonly DeliveryTry[] }) {
  const { signal } = words.care;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{signal.hour}</th>
          <th scope="col">{signal.heardFor}</th>
          <th scope="col">{signal.strength}</th>
          <th scope="col">{signal.triesIn}</th>
        </tr>
      </thead>
      <tbody>
        {tableOfSignal(day.minutes, day.until).map(({ from, heard, average }) => {
          const within = countTries(tries.filter(({ at }) => at >= from && at < from + 3_600_000));
          return (
            <tr key={from}>
              <th scope="row">{sayClock(from)}</th>
              <td>{signal.minutes(heard)}</td>
              <td>{average === undefined ? signal.nothingHeard : signal.dbm(average)}</td>
              <td>{signal.inTable(within.there, within.brokeOff)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
