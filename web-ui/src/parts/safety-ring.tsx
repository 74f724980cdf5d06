import { loadKeepers } from "../actions/keepers.ts";
import { loadKept } from "../actions/keeping.ts";
import { loadLibrary } from "../actions/library.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import {
  arcOf,
  countOnToys,
  countToysCopies,
  kindOf,
  RING_PLACES,
  RING_SIZE,
  type RingFacts,
} from "../pictures/safety-ring.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";

/** Where everything lies and who can hear it there: a ring of five places, and each in words beside it. */
export function SafetyRing() {
  const page = usePage();
  const { value, trouble } = useShown(
    () => Promise.all([loadKept(page), loadLibrary(page), loadKeepers(page)]),
    `${page.keptNews.value} ${page.libraryNews.value}`,
  );
  const house = page.house.value;
  if (house === undefined) return null;
  if (trouble !== undefined) return <TroubleNote trouble={trouble} />;
  if (value === undefined) return null;
  const [{ children, lastBackup }, { room }, { own }] = value;
  const sum = (count: (child: (typeof children)[number]) => number) =>
    children.reduce((all, child) => all + count(child), 0);
  const facts: RingFacts = {
    waitingHere: page.outbox.value.length + page.found.value.length,
    messages: sum((child) => child.messages),
    bytes: sum((child) => child.bytes),
    toysCopies: countToysCopies(house),
    libraryItems: room.items.used,
    onToys: countOnToys(house),
    toys: house.toys.length,
    backedUp: lastBackup === null ? undefined : sayDate(lastBackup),
    isKeptElsewhere: own !== null,
  };
  const { ring } = words;
  return (
    <section class="card safety-ring" aria-labelledby="ring-title">
      <h2 id="ring-title">{ring.title}</h2>
      <svg viewBox={`0 0 ${RING_SIZE} ${RING_SIZE}`} aria-hidden="true" focusable="false">
        {RING_PLACES.map((place, at) => {
          const { path, x, y } = arcOf(at);
          return (
            <g key={place} class={kindOf(place, facts)}>
              <path class="band" d={path} />
              <path class="core" d={path} />
              <circle cx={x} cy={y} r={8.5} />
              <text x={x} y={y}>
                {at + 1}
              </text>
            </g>
          );
        })}
        <path class="house" d="M44 62L60 48L76 62M49 59V74H71V59M57 74V66H63V74" />
      </svg>
      <ol>
        {RING_PLACES.map((place) => (
          <li key={place} class={kindOf(place, facts)}>
            <strong>{ring.places[place].name}</strong>
            <p class="small">{ring.places[place].says(facts)}</p>
          </li>
        ))}
      </ol>
      <p class="small soft">{ring.legend}</p>
    </section>
  );
}
