import { nonceResponse } from "../../contract/slots.ts";
import { stepUpRequest } from "../../contract/step-up.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const STEP_UP_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/session/step-up/nonce",
    policy: "family",
    summary: "What the next step-up signs",
    body: { kind: "none" },
    answer: { kind: "json", schema: nonceResponse },
    handle: async (call) => ({ kind: "json", value: { nonce: call.access.stepUp.nonce(sessionOf(call)) } }),
  },
  {
    method: "POST",
    path: "/session/step-up",
    policy: "family",
    summary: "Show that the session's person is there; for five minutes it may do what cannot be undone",
    body: jsonBody(stepUpRequest),
    answer: { kind: "nothing" },
    handle: async (call) => {
      await call.access.stepUp.show(sessionOf(call), bodyOf(call, stepUpRequest));
      return { kind: "nothing" };
    },
  },
];
