/** How somebody goes on at another address, on another phone or in an app: hub/contract/hand-over.ts. */
import { rosterAppend, sessionInfo } from "../../contract/api.ts";
import {
  handOverEnter,
  handOverFound,
  handOverLook,
  handOverMade,
  handOverRequest,
  keyHalf,
} from "../../contract/hand-over.ts";
import { addOwnDevice } from "../../use-cases/add-own-device.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

/** The same for everybody but for who may, and what it takes. */
const MAKE: Pick<Route, "body" | "answer" | "handle"> = {
  body: jsonBody(handOverRequest),
  answer: { kind: "json", schema: handOverMade, status: 201 },
  handle: async (call) => ({
    kind: "json",
    value: await call.access.makeHandOver(sessionOf(call), bodyOf(call, handOverRequest)),
    status: 201,
  }),
};

export const HAND_OVER_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/hand-overs",
    policy: "guardian",
    stepUp: true,
    summary: "Leave your sealed keys for a page at another address, for ten minutes and one device",
    ...MAKE,
  },
  {
    method: "POST",
    path: "/post/key-half",
    policy: "relative",
    summary: "The hub’s half of what opens the keys in a relative’s own browser; noted in the ledger",
    body: { kind: "none" },
    answer: { kind: "json", schema: keyHalf },
    handle: async (call) => ({ kind: "json", value: await call.access.keyHalf(sessionOf(call)) }),
  },
  {
    method: "POST",
    path: "/post/hand-overs",
    policy: "relative",
    summary: "A relative’s `POST /hand-overs`; nothing but their browser shows who they are",
    ...MAKE,
  },
  {
    method: "POST",
    path: "/post/devices",
    policy: "relative",
    summary: "This device’s entry of the roster, signed with the relative’s own key",
    body: jsonBody(rosterAppend),
    answer: { kind: "json", schema: sessionInfo, status: 201 },
    handle: async (call) => {
      await addOwnDevice(call.house, bodyOf(call, rosterAppend).entry, sessionOf(call));
      return { kind: "json", value: await call.access.describe(sessionOf(call)), status: 201 };
    },
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
