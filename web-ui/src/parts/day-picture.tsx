import { useState } from "preact/hooks";
import type { HouseState, MessageView } from "../../../hub/contract/api.ts";
import { nightAt } from "../../../hub/domain/child-times.ts";
import { sayClock } from "../moments.ts";
import { authorName } from "../names.ts";
import { usePage } from "../page-context.ts";
import {
  apart,
  dayLanes,
  edgesOf,
  LANE_HEIGHT,
  quietOn,
  RIBBON_WIDTH,
  type RibbonLane,
  type RibbonSign,
  sumUp,
} from "../pictures/day-ribbon.ts";
import { words } from "../words.ts";

interface DayPictureProps {
  /** "2026-03-04" */
  readonly day: string;
  /** The same in words. */
  readonly name: string;
  /** IANA: whose day. */
  readonly zone: string;
}

/** A day as a ribbon, when somebody asks for it. */
export function DayPicture({ day, name, zone }: DayPictureProps) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <button
        type="button"
        class="quiet small"
        aria-expanded={isShown}
        aria-label={isShown ? undefined : words.ribbon.show(name)}
        onClick={() => setShown(!isShown)}
      >
        {isShown ? words.ribbon.hide : words.ribbon.short}
      </button>
      {isShown && <Ribbon day={day} zone={zone} />}
    </>
  );
}

const HEAD = 18;

function Ribbon({ day, zone }: { day: string; zone: string }) {
  const page = usePage();
  const house = page.house.value;
  if (house === undefined) return null;
  // What was made the evening before may be heard on this day.
  const all = [house.messages, ...page.older.value.pages].flat();
  const lanes = dayLanes(all, day, zone);
  const height = HEAD + lanes.length * LANE_HEIGHT;
  const own = page.session.value?.info.person.id;
  const nameOf = ({ message }: RibbonLane) => authorName(house, message, own, page.people.value);
  const clock = (at: string) => sayClock(Date.parse(at), zone);
  const there = childrenOn(house, all, day, zone);
  const quiet = quietOn(day, zone, (at) => there.some(({ times }) => nightAt(times, at) !== undefined));
  return (
    <figure class="ribbon">
      <svg viewBox={`-8 0 ${RIBBON_WIDTH + 16} ${height}`} aria-hidden="true" focusable="false">
        {quiet.map(({ from, to }) => (
          <rect key={from} class="quiet-hours" x={from} y={HEAD} width={to - from} height={height - HEAD} />
        ))}
        {[0, 6, 12, 18, 24].map((hour) => (
          <g key={hour} class="hour">
            <path d={`M${(hour / 24) * RIBBON_WIDTH} ${HEAD}V${height}`} />
            <text x={(hour / 24) * RIBBON_WIDTH} y={HEAD - 4}>
              {hour}
            </text>
          </g>
        ))}
        {lanes.map((lane, n) => (
          <g key={lane.who} transform={`translate(0 ${HEAD + (n + 0.7) * LANE_HEIGHT})`}>
            <text class="leg" y={-8}>
              {nameOf(lane)}
            </text>
            <path class="lane" d={`M0 0H${RIBBON_WIDTH}`} />
            {apart(lane.dots).map(({ sign, x, at }) => (
              <path key={`${sign} ${at}`} class={sign} d={SHAPES[sign]} transform={`translate(${x} 0)`} />
            ))}
          </g>
        ))}
      </svg>
      <figcaption class="small">
        <ul class="legend" aria-hidden="true">
          {(Object.keys(SHAPES) as RibbonSign[]).map((sign) => (
            <li key={sign}>
              <svg viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
                <path class={sign} d={SHAPES[sign]} />
              </svg>
              {words.ribbon.signs[sign]}
            </li>
          ))}
        </ul>
        <ul>
          {lanes.map((lane) => (
            <li key={lane.who}>
              {words.ribbon.lane(
                nameOf(lane),
                sumUp(lane.dots)?.map(({ sign, times, first, last }) =>
                  words.ribbon.often(words.ribbon.signs[sign], times, clock(first), clock(last)),
                ) ??
                  lane.dots.map(({ sign, at }) => words.ribbon.happened(words.ribbon.signs[sign], clock(at))),
              )}
            </li>
          ))}
        </ul>
        {quiet.length > 0 && <p class="soft">{words.ribbon.quiet}</p>}
      </figcaption>
    </figure>
  );
}

/** Square, diamond, triangle, disc: told apart without colour. */
const SHAPES: Readonly<Record<RibbonSign, string>> = {
  recorded: "M-4 -4h8v8h-8z",
  approved: "M0 -5.500 5.500 0 0 5.500 -5.500 0z",
  "on-toy": "M0 -5 5 4.500h-10z",
  heard: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
};

/** The children who were talked to, or talked, on that day. */
function childrenOn({ children }: HouseState, messages: readonly MessageView[], day: string, zone: string) {
  const [from, to] = edgesOf(day, zone);
  const isThere = ({ createdAt }: MessageView) => Date.parse(createdAt) >= from && Date.parse(createdAt) < to;
  const there = new Set(messages.filter(isThere).map(({ child }) => child));
  return children.filter(({ id }) => there.has(id));
}
