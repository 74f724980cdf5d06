import { advisoriesView } from "../../contract/advisories.ts";
import type { Route } from "../route.ts";

export const ADVISORY_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/advisories",
    policy: "guardian",
    summary:
      "What the project says of weaknesses, which of them this hub has, and whether there is word of today",
    body: { kind: "none" },
    answer: { kind: "json", schema: advisoriesView },
    handle: async ({ house }) => ({ kind: "json", value: house.advisories.view() }),
  },
  {
    method: "POST",
    path: "/advisories/ask",
    policy: "guardian",
    summary: "Ask the project now; how it went is in the answer's `lastTry`",
    body: { kind: "none" },
    answer: { kind: "json", schema: advisoriesView },
    handle: async ({ house }) => {
      await house.advisories.ask();
      return { kind: "json", value: house.advisories.view() };
    },
  },
];
