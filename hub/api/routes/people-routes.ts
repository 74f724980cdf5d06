import { sessionInfo } from "../../contract/api.ts";
import {
  childNaming,
  confirmRequest,
  invitationRequest,
  peopleList,
  personChange,
} from "../../contract/invitations.ts";
import { phoneChange } from "../../contract/phone-number.ts";
import { childTimes } from "../../contract/times.ts";
import { changeRights } from "../../use-cases/change-rights.ts";
import { choosePhone } from "../../use-cases/choose-phone.ts";
import { chooseTimes } from "../../use-cases/choose-times.ts";
import { confirmJoining } from "../../use-cases/confirm-joining.ts";
import { invitePerson, withdrawInvitation } from "../../use-cases/invite-person.ts";
import { listPeople } from "../../use-cases/list-people.ts";
import { nameChild } from "../../use-cases/name-child.ts";
import { removeRelative } from "../../use-cases/remove-relative.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { type Call, jsonBody, type Outcome, type Route } from "../route.ts";

const nothing = { kind: "nothing" } as const;
const none = { kind: "none" } as const;
const people = async (call: Call, status: 200 | 201 = 200): Promise<Outcome> => ({
  kind: "json",
  value: await listPeople(call.house),
  status,
});
/** The roster has grown: who asked goes on from there. */
const grown = async (call: Call): Promise<Outcome> => ({
  kind: "json",
  value: await call.access.describe(sessionOf(call)),
});

export const PEOPLE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/people",
    policy: "guardian",
    summary: "Guardians, relatives and what they may do, invitations that are open",
    body: none,
    answer: { kind: "json", schema: peopleList },
    handle: (call) => people(call),
  },
  {
    method: "POST",
    path: "/invitations",
    policy: "guardian",
    stepUp: true,
    summary: "Ask somebody to join; the link's secret stays in the browser",
    body: jsonBody(invitationRequest),
    answer: { kind: "json", schema: peopleList, status: 201 },
    handle: async (call) => {
      await invitePerson(call.house, sessionOf(call), bodyOf(call, invitationRequest));
      return people(call, 201);
    },
  },
  {
    method: "DELETE",
    path: "/invitations/:id",
    policy: "guardian",
    stepUp: true,
    summary: "Take an invitation back, also one that waits for a guardian",
    body: none,
    answer: { kind: "json", schema: peopleList },
    handle: async (call) => {
      await withdrawInvitation(call.house, sessionOf(call), idOf(call));
      return people(call);
    },
  },
  {
    method: "POST",
    path: "/invitations/:id/confirm",
    policy: "guardian",
    stepUp: true,
    summary: "Make the invited person one of the family, by an entry that the guardian signed",
    body: jsonBody(confirmRequest),
    answer: { kind: "json", schema: sessionInfo },
    handle: async (call) => {
      await confirmJoining(
        call.house,
        call.access,
        sessionOf(call),
        idOf(call),
        bodyOf(call, confirmRequest),
      );
      return grown(call);
    },
  },
  {
    method: "PUT",
    path: "/people/:id/rights",
    policy: "guardian",
    stepUp: true,
    summary: "What a relative may do from now on",
    body: jsonBody(personChange),
    answer: { kind: "json", schema: sessionInfo },
    handle: async (call) => {
      await changeRights(call.house, sessionOf(call), idOf(call), bodyOf(call, personChange).entry);
      return grown(call);
    },
  },
  {
    method: "POST",
    path: "/people/:id/remove",
    policy: "guardian",
    stepUp: true,
    summary: "Remove a relative: nothing of theirs counts from then on",
    body: jsonBody(personChange),
    answer: { kind: "json", schema: sessionInfo },
    handle: async (call) => {
      const { entry } = bodyOf(call, personChange);
      await removeRelative(call.house, call.access, sessionOf(call), idOf(call), entry);
      return grown(call);
    },
  },
  {
    method: "PUT",
    path: "/phone",
    policy: "guardian",
    stepUp: true,
    summary: "The number by which the family reaches this guardian when something does not work",
    body: jsonBody(phoneChange),
    answer: nothing,
    handle: async (call) => {
      const { phone } = bodyOf(call, phoneChange);
      await choosePhone(call.house, sessionOf(call), phone ?? undefined);
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/children",
    policy: "guardian",
    evenSuspended: false,
    summary: "Add a child, with or without a toy",
    body: jsonBody(childNaming),
    answer: nothing,
    handle: async (call) => {
      await nameChild(call.house, sessionOf(call), bodyOf(call, childNaming).name);
      return nothing;
    },
  },
  {
    method: "PUT",
    path: "/children/:id",
    policy: "guardian",
    evenSuspended: false,
    summary: "Call a child something else",
    body: jsonBody(childNaming),
    answer: nothing,
    handle: async (call) => {
      await nameChild(call.house, sessionOf(call), bodyOf(call, childNaming).name, idOf(call));
      return nothing;
    },
  },
  {
    method: "PUT",
    path: "/children/:id/times",
    policy: "guardian",
    evenSuspended: false,
    summary: "A child’s time zone, quiet hours, wake-up and bedtime; what waits moves along",
    body: jsonBody(childTimes),
    answer: nothing,
    handle: async (call) => {
      await chooseTimes(call.house, idOf(call), bodyOf(call, childTimes), sessionOf(call).person);
      return nothing;
    },
  },
];
