/** How a guardian's page goes on at another address: hub/contract/hand-over.ts. */
import { sessionInfo } from "../../contract/api.ts";
import {
  handOverEnter,
  handOverFound,
  handOverLook,
  handOverMade,
  handOverRequest,
} from "../../contract/hand-over.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const HAND_OVER_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/hand-overs",
    policy: "guardian",
    stepUp: true,
    summary: "Leave your sealed keys for a page at another address, for ten minutes and one device",
    body: jsonBody(handOverRequest),
    answer: { kind: "json", schema: handOverMade, status: 201 },
    handle: async (call) => ({
      kind: "json",
      value: await call.access.makeHandOver(sessionOf(call), bodyOf(call, handOverRequest)),
      status: 201,
    }),
  },
  {
    method: "POST",
    path: "/hand-over/look",
    policy: "anybody",
    summary: "The sealed keys that a link's secret opens; its id is made of that secret",
    body: jsonBody(handOverLook),
    answer: { kind: "json", schema: handOverFound },
    handle: async (call) => ({
      kind: "json",
      value: await call.access.lookAtHandOver(bodyOf(call, handOverLook).id, call.presented),
    }),
  },
  {
    method: "POST",
    path: "/hand-over/enter",
    policy: "anybody",
    summary: "The first session there, by the keys that were handed over; once",
    body: jsonBody(handOverEnter),
    answer: { kind: "json", schema: sessionInfo, status: 201 },
    handle: async (call) => ({
      kind: "session",
      session: await call.access.enterByHandOver(bodyOf(call, handOverEnter), call.presented),
      status: 201,
    }),
  },
];
