import { acknowledgeRequest, alertList } from "../../contract/alerts.ts";
import { acknowledgeAlert, listAlerts } from "../../use-cases/acknowledge-alert.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const ALERT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/alerts",
    policy: "guardian",
    summary: "What guardians are to know, and whether this one has seen it",
    body: { kind: "none" },
    answer: { kind: "json", schema: alertList },
    handle: async (call) => ({
      kind: "json",
      value: { alerts: listAlerts(call.house, sessionOf(call).person) },
    }),
  },
  {
    method: "POST",
    path: "/alerts/:id/acknowledge",
    policy: "guardian",
    summary: "Say that one has seen it; the other guardians are still told",
    body: jsonBody(acknowledgeRequest),
    answer: { kind: "nothing" },
    handle: async (call) => {
      const { count } = bodyOf(call, acknowledgeRequest);
      await acknowledgeAlert(call.house, idOf(call), sessionOf(call).person, count);
      return { kind: "nothing" };
    },
  },
];
