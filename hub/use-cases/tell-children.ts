import type { HouseState } from "../contract/api.ts";
import { timesOf } from "./child-day.ts";
import type { House } from "./house.ts";

export const viewChildren = (house: Pick<House, "household" | "zone">): HouseState["children"] =>
  house.household.children().map(({ id, name, times }) => ({
    id,
    name,
    times: timesOf(house, id),
    timesChosen: times !== undefined,
  }));

export const tellChildren = (house: House): void =>
  house.tell({ kind: "children", children: viewChildren(house) });
