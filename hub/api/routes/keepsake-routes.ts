/** A child's recordings for a folder that the family keeps by itself. */
import { keepsakeRequest, keepsakeStarted } from "../../contract/keepsake.ts";
import { endKeepsake, handOutForKeepsake, startKeepsake } from "../../use-cases/make-keepsake.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

const none = { kind: "none" } as const;

export const KEEPSAKE_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/keepsakes",
    policy: "guardian",
    stepUp: true,
    summary:
      "Begin a keepsake: which clips it takes; one entry in the ledger for all of them, good for an hour",
    body: jsonBody(keepsakeRequest),
    answer: { kind: "json", schema: keepsakeStarted },
    handle: async (call) => {
      const clips = await startKeepsake(call.house, sessionOf(call), bodyOf(call, keepsakeRequest));
      return { kind: "json", value: { clips } };
    },
  },
  {
    method: "DELETE",
    path: "/keepsakes",
    policy: "guardian",
    evenSuspended: false,
    summary: "No more of its clips are wanted",
    body: none,
    answer: { kind: "nothing" },
    handle: async (call) => {
      endKeepsake(call.house, sessionOf(call));
      return { kind: "nothing" };
    },
  },
  {
    method: "GET",
    path: "/messages/:id/archive/keepsake",
    policy: "guardian",
    evenSuspended: false,
    summary: "The sealed file of one clip of the keepsake that this session began",
    body: none,
    answer: { kind: "bytes", type: "application/octet-stream" },
    handle: async (call) => ({
      kind: "bytes",
      bytes: await handOutForKeepsake(call.house, sessionOf(call), idOf(call)),
    }),
  },
];
