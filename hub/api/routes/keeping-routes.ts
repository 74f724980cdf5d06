import { messageView, sessionInfo } from "../../contract/api.ts";
import {
  eraseChildRequest,
  eraseEverything as eraseEverythingRequest,
  everythingErased,
  keepTimeChange,
  keptChange,
  keptView,
} from "../../contract/keeping.ts";
import { eraseEverything } from "../../use-cases/erase-everything.ts";
import { eraseChild, eraseMessage, erasePerson, keepAfterAll } from "../../use-cases/erase-messages.ts";
import { chooseKeepTime, starMessage, viewKept } from "../../use-cases/keep-messages.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { HttpRefused } from "../errors.ts";
import { jsonBody, type Route } from "../route.ts";

const none = { kind: "none" } as const;
const nothing = { kind: "nothing" } as const;
const message = { kind: "json", schema: messageView } as const;

export const KEEPING_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/kept",
    policy: "guardian",
    summary: "How long each child's messages are kept, how much that is, and what was erased",
    body: none,
    answer: { kind: "json", schema: keptView },
    handle: async ({ house }) => ({ kind: "json", value: await viewKept(house) }),
  },
  {
    method: "PUT",
    path: "/children/:id/keep-time",
    policy: "guardian",
    stepUp: true,
    summary: "For how many days a child's messages are kept; `null` for ever",
    body: jsonBody(keepTimeChange),
    answer: nothing,
    handle: async (call) => {
      const { days } = bodyOf(call, keepTimeChange);
      await chooseKeepTime(call.house, idOf(call), days, sessionOf(call).person);
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/children/:id/erase",
    policy: "guardian",
    stepUp: true,
    summary: "Erase a child: its name, its messages and those to it; its toys are nobody’s then",
    body: jsonBody(eraseChildRequest),
    answer: { kind: "json", schema: sessionInfo },
    handle: async (call) => {
      const { entries } = bodyOf(call, eraseChildRequest);
      await eraseChild(call.house, idOf(call), entries, sessionOf(call).person);
      return { kind: "json", value: await call.access.describe(sessionOf(call)) };
    },
  },
  {
    method: "POST",
    path: "/people/:id/erase",
    policy: "guardian",
    stepUp: true,
    summary: "Erase all messages that somebody sent, who may be gone from the family",
    body: none,
    answer: nothing,
    handle: async (call) => {
      await erasePerson(call.house, idOf(call), sessionOf(call).person);
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/erase-everything",
    policy: "guardian",
    stepUp: true,
    summary: "Erase everything that the hub keeps: it ends, and a new hub begins, with a code on its console",
    body: jsonBody(eraseEverythingRequest),
    answer: { kind: "json", schema: everythingErased },
    handle: async (call) => {
      const { hub, ...wish } = bodyOf(call, eraseEverythingRequest);
      if (hub !== call.house.household.hub) throw new HttpRefused("http.malformed", "another hub's id");
      return { kind: "json", value: await eraseEverything(call.house, wish, sessionOf(call).person) };
    },
  },
  {
    method: "PUT",
    path: "/messages/:id/kept",
    policy: "guardian",
    summary: "Give a message a star: it stays when its time is over; or take it away",
    body: jsonBody(keptChange),
    answer: message,
    handle: async (call) => ({
      kind: "json",
      value: await starMessage(call.house, idOf(call), bodyOf(call, keptChange).kept),
    }),
  },
  {
    method: "DELETE",
    path: "/messages/:id",
    policy: "guardian",
    stepUp: true,
    summary: "Erase a message, in ten seconds",
    body: none,
    answer: message,
    handle: async (call) => ({
      kind: "json",
      value: await eraseMessage(call.house, idOf(call), sessionOf(call).person),
    }),
  },
  {
    method: "DELETE",
    path: "/messages/:id/erasure",
    policy: "guardian",
    summary: "Think better of it within these ten seconds",
    body: none,
    answer: message,
    handle: async (call) => ({ kind: "json", value: await keepAfterAll(call.house, idOf(call)) }),
  },
];
