/** Starting anew when every guardian has lost every way in; the code is made at the machine, never here. */
import { sessionInfo } from "../../contract/api.ts";
import { anewCode, anewRequest, anewView } from "../../contract/starting-anew.ts";
import { startAnew } from "../../use-cases/start-anew.ts";
import { bodyOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const ANEW_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/anew/code",
    policy: "anybody",
    summary: "Show the code that pawpost start-anew printed, and wait for a paw",
    body: jsonBody(anewCode),
    answer: { kind: "json", schema: anewView },
    handle: async (call) => ({
      kind: "json",
      value: await call.access.startingAnew.showCode(bodyOf(call, anewCode).code, call.presented),
    }),
  },
  {
    method: "GET",
    path: "/anew",
    policy: "anybody",
    summary: "Whether a paw was pressed for the device that showed the code",
    body: { kind: "none" },
    answer: { kind: "json", schema: anewView },
    handle: async (call) => ({ kind: "json", value: await call.access.startingAnew.look(call.presented) }),
  },
  {
    method: "POST",
    path: "/anew",
    policy: "anybody",
    summary: "Become the first guardian of a new family, by code and paw; what was sealed before stays shut",
    body: jsonBody(anewRequest),
    answer: { kind: "json", schema: sessionInfo, status: 201 },
    handle: async (call) => ({
      kind: "session",
      session: await startAnew(call.house, call.access, bodyOf(call, anewRequest), call.presented),
      status: 201,
    }),
  },
];
