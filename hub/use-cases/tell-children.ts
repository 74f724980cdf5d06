import type { HouseState } from "../contract/api.ts";
import { usualTimes } from "../domain/child-times.ts";
import type { House } from "./house.ts";

export const viewChildren = ({
  household,
  zone,
}: Pick<House, "household" | "zone">): HouseState["children"] =>
  household.children().map(({ id, name, times }) => ({
    id,
    name,
    times: times ?? usualTimes(zone),
    timesChosen: times !== undefined,
  }));

export const tellChildren = (house: House): void =>
  house.tell({ kind: "children", children: viewChildren(house) });
