import type { HouseState } from "../../../hub/contract/api.ts";
import type { ChildRights } from "../../../hub/contract/roster-entry.ts";
import { words } from "../words.ts";

/** What a relative may do, a sentence for each child. */
export function RightsWords({
  rights,
  children,
}: {
  readonly rights: readonly ChildRights[];
  readonly children: HouseState["children"];
}) {
  return (
    <>
      {rights.map((one) => (
        <p class="small" key={one.child}>
          {words.people.rights(children.find(({ id }) => id === one.child)?.name ?? words.someChild, one)}
        </p>
      ))}
    </>
  );
}
