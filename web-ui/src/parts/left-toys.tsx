import type { HouseState } from "../../../hub/contract/api.ts";
import { words } from "../words.ts";

/** For as long it is worth saying what is left on a toy that went. */
const SHOWN_MS = 24 * 3_600_000;

type GoneToy = HouseState["goneToys"][number];

/** Toys that were removed lately: what is on them still, or how far they are emptied. */
export function LeftToys({ toys }: { toys: readonly GoneToy[] }) {
  const lately = toys.filter(({ goneAt }) => Math.abs(Date.now() - Date.parse(goneAt)) < SHOWN_MS);
  if (lately.length === 0) return null;
  return (
    <ul class="messages">
      {lately.map((toy) => (
        <li key={toy.id} class="note">
          <OneLeft toy={toy} />
        </li>
      ))}
    </ul>
  );
}

function OneLeft({ toy: { name, emptying, emptied } }: { toy: GoneToy }) {
  const { left } = words.toys;
  if (emptied === true) return <p>{left.isEmpty(name)}</p>;
  if (emptied === false) return <p>{left.isNot(name)}</p>;
  if (emptying === null) return <p>{left.waits(name)}</p>;
  return (
    <>
      <p>{left.emptying(name)}</p>
      <progress max={100} value={emptying} aria-label={left.emptying(name)} />
    </>
  );
}
