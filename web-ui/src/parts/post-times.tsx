import { useState } from "preact/hooks";
import { sayDuration } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { deliveryTimes, GRID_MS, TIMES_WIDTH, xOfTime } from "../pictures/delivery-times.ts";
import { words } from "../words.ts";

const ROW = 36;
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
  const legs = deliveryTimes(all).filter(({ times }) => times.length > 0);
  if (legs.length === 0) return <p class="soft">{words.postTimes.none}</p>;
  const height = HEAD + legs.length * ROW;
  return (
    <figure>
      <svg viewBox={`-12 0 ${TIMES_WIDTH + 24} ${height}`} aria-hidden="true" focusable="false">
        {GRID_MS.map((time, n) => (
          <g key={time} class="hour">
            <path d={`M${xOfTime(time)} ${HEAD}V${height}`} />
            <text x={xOfTime(time)} y={HEAD - 4}>
              {words.postTimes.grid[n]}
            </text>
          </g>
        ))}
        {legs.map(({ leg, times, median }, n) => (
          <g key={leg} transform={`translate(0 ${HEAD + n * ROW})`}>
            <text class="leg" x={0} y={12}>
              {words.postTimes.legs[leg].name}
            </text>
            {[...new Set(times.map(xOfTime))].map((x) => (
              <circle key={x} cx={x} cy={25} r={3} />
            ))}
            {median !== undefined && <path class="median" d={`M${xOfTime(median)} 17V33`} />}
          </g>
        ))}
      </svg>
      <figcaption class="small">
        <ul>
          {legs.map(({ leg, median }) => (
            <li key={leg}>{words.postTimes.legs[leg].median(sayDuration(median ?? 0))}</li>
          ))}
        </ul>
        <p class="soft">{words.postTimes.about}</p>
      </figcaption>
    </figure>
  );
}
