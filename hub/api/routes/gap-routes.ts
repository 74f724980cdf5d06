import { gapList } from "../../contract/gaps.ts";
import { listGaps } from "../../use-cases/hear-gap.ts";
import type { Route } from "../route.ts";

export const GAP_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/gaps",
    policy: "guardian",
    summary: "Times in which nobody held a toy that left something: what, and what was heard of it",
    body: { kind: "none" },
    answer: { kind: "json", schema: gapList },
    handle: async ({ house }) => ({ kind: "json", value: { gaps: [...listGaps(house)] } }),
  },
];
