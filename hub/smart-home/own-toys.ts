import type { ToyView } from "../contract/api.ts";
import type { Toy } from "../ports/household.ts";
import type { House } from "../use-cases/house.ts";
import { slugOf } from "./toy-names.ts";

export interface OwnToy {
  readonly toy: Toy;
  readonly view: ToyView;
}

/** The family's toys, each as it was told of last. @param views of them */
export const ownToys = (house: House, views: readonly ToyView[]): readonly OwnToy[] =>
  views.flatMap((view) => {
    const toy = house.household.toys().find(({ id, claimed }) => claimed && id === view.id);
    return toy === undefined ? [] : [{ toy, view }];
  });

export const topicOf = (base: string, toy: Pick<Toy, "id" | "slug">): string => `${base}/${slugOf(toy)}`;
