import { createHash } from "node:crypto";
import type { Toy } from "../ports/household.ts";

/** By what a toy is told apart in Home Assistant: says nothing, and stays the same over every other name. */
export const toyKey = (id: string): string => createHash("sha256").update(id).digest("hex").slice(0, 8);

/** What a toy is called in topics: as somebody chose, and never by its own name, which may be the child's. */
export const slugOf = ({ id, slug }: Pick<Toy, "id" | "slug">): string => slug ?? `toy_${toyKey(id)}`;
