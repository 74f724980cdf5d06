/** How an invited person comes in, and where a relative signs in: before anybody is signed in. */
import { sessionInfo } from "../../contract/api.ts";
import { joinAcceptRequest, joinEnterRequest, joinLookRequest, joinView } from "../../contract/joining.ts";
import { tellPeople } from "../../use-cases/list-people.ts";
import { sendRosterToAll } from "../../use-cases/send-roster.ts";
import { bodyOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const JOIN_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/join/look",
    policy: "anybody",
    summary: "What an invitation is for, and how far it is; its id is made of the link's secret",
    body: jsonBody(joinLookRequest),
    answer: { kind: "json", schema: joinView },
    handle: async (call) => ({
      kind: "json",
      value: await call.access.lookAtInvitation(bodyOf(call, joinLookRequest), call.presented),
    }),
  },
  {
    method: "POST",
    path: "/join/accept",
    policy: "anybody",
    summary: "Make keys by an invitation, and wait for a guardian to confirm them",
    body: jsonBody(joinAcceptRequest),
    answer: { kind: "json", schema: joinView, status: 201 },
    handle: async (call) => {
      const value = await call.access.acceptInvitation(bodyOf(call, joinAcceptRequest), call.presented);
      tellPeople(call.house);
      return { kind: "json", value, status: 201 };
    },
  },
  {
    method: "POST",
    path: "/join/enter",
    policy: "anybody",
    summary: "The first session of somebody whom a guardian has confirmed",
    body: jsonBody(joinEnterRequest),
    answer: { kind: "json", schema: sessionInfo, status: 201 },
    handle: async (call) => {
      const session = await call.access.enterByInvitation(bodyOf(call, joinEnterRequest), call.presented);
      tellPeople(call.house);
      await sendRosterToAll(call.house);
      return { kind: "session", session, status: 201 };
    },
  },
];
