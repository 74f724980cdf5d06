import { useState } from "preact/hooks";
import { sayDuration } from "../moments.ts";
import { usePage } from "../page-context.ts";
import {
  deliveryTimes,
  GRID_MS,
  heapDots,
  LEG_HEIGHT,
  TIMES_WIDTH,
  xOfTime,
} from "../pictures/delivery-times.ts";
import { words } from "../words.ts";

const HEAD = 18;

/** How long post took, leg by leg, of the messages that were looked up. */
export function PostTimes() {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="post-times" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.postTimes.title}</summary>
      {isOpen && <Dots />}
    </details>
  );
}

function Dots() {
  const page = usePage();
  const all = [page.house.value?.messages ?? [], ...page.older.value.pages].flat();
  const known = deliveryTimes(all).filter(({ times }) => times.length > 0);
  const isEmpty = known.length === 0;
  // Before the first: what the picture will be.
  const legs = isEmpty ? deliveryTimes([]) : known;
  const height = HEAD + legs.length * LEG_HEIGHT;
  const said = words.postTimes;
  return (
    <figure>
      <svg
        class={isEmpty ? "empty" : undefined}
        viewBox={`-12 0 ${TIMES_WIDTH + 24} ${height}`}
        aria-hidden="true"
        focusable="false"
      >
        {GRID_MS.map((time, n) => (
          <g key={time} class="hour">
            <path d={`M${xOfTime(time)} ${HEAD}V${height}`} />
            <text x={xOfTime(time)} y={HEAD - 4}>
              {said.grid[n]}
            </text>
          </g>
        ))}
        {legs.map(({ leg, times, median }, n) => (
          <g key={leg} transform={`translate(0 ${HEAD + n * LEG_HEIGHT})`}>
            <text class="leg" x={0} y={12}>
              {said.legs[leg].name}
            </text>
            {isEmpty && <path class="lane" d={`M0 30H${TIMES_WIDTH}`} />}
            <path class="dots" d={heapDots(times)} />
            {/* Of one there is no middle. */}
            {median !== undefined && times.length > 1 && (
              <path class="median" d={`M${xOfTime(median)} 16V44`} />
            )}
          </g>
        ))}
      </svg>
      <figcaption class="small">
        {isEmpty ? (
          <p>{said.none}</p>
        ) : (
          <ul>
            {known.map(({ leg, times, median = 0 }) => (
              <li key={leg}>
                {times.length === 1
                  ? said.legs[leg].one(sayDuration(median))
                  : said.legs[leg].median(sayDuration(median))}
              </li>
            ))}
          </ul>
        )}
        <p class="soft">{said.about}</p>
      </figcaption>
    </figure>
  );
}
