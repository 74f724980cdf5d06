import { drillView } from "../../contract/drill.ts";
import { DrillRefused } from "../../ports/drill.ts";
import { runDrill, viewDrill } from "../../use-cases/keep-drill.ts";
import { sessionOf } from "../call-facts.ts";
import type { Route } from "../route.ts";

export const DRILL_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/drill",
    policy: "guardian",
    summary: "What came of the last drill, and how far one is that runs",
    body: { kind: "none" },
    answer: { kind: "json", schema: drillView },
    handle: async ({ house }) => ({ kind: "json", value: await viewDrill(house) }),
  },
  {
    method: "POST",
    path: "/drill",
    policy: "guardian",
    summary: "Run the drill now; answered when it has begun, and told of as it goes by `GET /events`",
    body: { kind: "none" },
    answer: { kind: "json", schema: drillView },
    handle: async (call) => {
      const { house } = call;
      if (house.live.drill !== undefined) throw new DrillRefused("drill.running", "one is running");
      // It goes on when whoever wanted it closes the page.
      const { signal } = new AbortController();
      runDrill(house, { by: sessionOf(call), asked: true, signal }).catch(house.fail);
      return { kind: "json", value: await viewDrill(house) };
    },
  },
];
