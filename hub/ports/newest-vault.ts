import type { Person } from "./household.ts";

/** The highest number of the vaults that are boxed to any of these; 0 where none is. */
export const newestVault = (people: readonly Person[]): number =>
  Math.max(
    0,
    ...people.flatMap((person) =>
      person.role === "guardian" ? person.vaults.map(({ number }) => number) : [],
    ),
  );
