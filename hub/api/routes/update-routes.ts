import { automaticRequest, installRequest, updatesView } from "../../contract/updates.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

const answer = { kind: "json", schema: updatesView } as const;

export const UPDATE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/updates",
    policy: "guardian",
    summary: "Which version runs, whether there is a newer one, and what became of those before",
    body: { kind: "none" },
    answer,
    handle: async ({ house }) => ({ kind: "json", value: house.updates.view() }),
  },
  {
    method: "POST",
    path: "/updates/ask",
    policy: "guardian",
    summary: "Ask now whether there is a newer one; how it went is in the answer's `lastTry`",
    body: { kind: "none" },
    answer,
    handle: async ({ house }) => {
      await house.updates.ask();
      return { kind: "json", value: house.updates.view() };
    },
  },
  {
    method: "POST",
    path: "/updates/install",
    policy: "guardian",
    evenSuspended: false,
    summary: "Bring the newer version in: now, by day while nothing is under way, or (`null`) not after all",
    body: jsonBody(installRequest),
    answer,
    handle: async (call) => {
      const { updates } = call.house;
      await updates.install(bodyOf(call, installRequest).when, sessionOf(call).person);
      return { kind: "json", value: updates.view() };
    },
  },
  {
    method: "PUT",
    path: "/updates/automatic",
    policy: "guardian",
    evenSuspended: false,
    summary: "Whether newer versions are brought in by day without anybody saying so",
    body: jsonBody(automaticRequest),
    answer,
    handle: async (call) => {
      const { updates } = call.house;
      await updates.switchAutomatic(bodyOf(call, automaticRequest).isOn, sessionOf(call).person);
      return { kind: "json", value: updates.view() };
    },
  },
];
