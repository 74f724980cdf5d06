import { houseCheckView } from "../../contract/house-check.ts";
import type { Route } from "../route.ts";

export const HOUSE_CHECK_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/house-check",
    policy: "guardian",
    summary: "What was found when the house was looked at last",
    body: { kind: "none" },
    answer: { kind: "json", schema: houseCheckView },
    handle: async ({ house }) => ({ kind: "json", value: house.houseCheck.view() }),
  },
  {
    method: "POST",
    path: "/house-check/look",
    policy: "guardian",
    summary: "Look at the house now",
    body: { kind: "none" },
    answer: { kind: "json", schema: houseCheckView },
    handle: async ({ house }) => {
      await house.houseCheck.look();
      return { kind: "json", value: house.houseCheck.view() };
    },
  },
];
