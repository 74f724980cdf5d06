import { keeperCode, keeperInvite, keeperPair, keepersView, keptHubWish } from "../../contract/keepers.ts";
import type { KeeperCode } from "../../ports/keepers.ts";
import { viewKeepers } from "../../use-cases/view-keepers.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { type Call, jsonBody, type Outcome, type Route } from "../route.ts";

const view = async (call: Call): Promise<Outcome> => ({ kind: "json", value: await viewKeepers(call.house) });
const code = ({ code: text, addresses, until }: KeeperCode): Outcome => ({
  kind: "json",
  value: { code: text, addresses, until: new Date(until).toISOString() },
  status: 201,
});

/** Hubs that keep backups for each other. */
export const KEEPER_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/keepers",
    policy: "guardian",
    summary: "Which other hub keeps this one's backups, and whose are kept here",
    body: { kind: "none" },
    answer: { kind: "json", schema: keepersView },
    handle: view,
  },
  {
    method: "POST",
    path: "/keepers/invite",
    policy: "guardian",
    stepUp: true,
    summary: "Make a code by which another hub has its backups kept here, once, within ten minutes",
    body: jsonBody(keeperInvite),
    answer: { kind: "json", schema: keeperCode, status: 201 },
    handle: async (call) =>
      code(await call.house.keepers.invite(bodyOf(call, keeperInvite).name, sessionOf(call))),
  },
  {
    method: "POST",
    path: "/keepers/pair",
    policy: "guardian",
    stepUp: true,
    summary: "Have this hub's backups kept at another one, by a code that was made there",
    body: jsonBody(keeperPair),
    answer: { kind: "json", schema: keepersView },
    handle: async (call) => {
      const { address, code: typed } = bodyOf(call, keeperPair);
      await call.house.keepers.pair(address, typed, sessionOf(call));
      return view(call);
    },
  },
  {
    method: "POST",
    path: "/keepers/leave",
    policy: "guardian",
    stepUp: true,
    summary: "Send no more backups to the hub that keeps them; what is there stays",
    body: { kind: "none" },
    answer: { kind: "json", schema: keepersView },
    handle: async (call) => {
      await call.house.keepers.leave(sessionOf(call));
      return view(call);
    },
  },
  {
    method: "POST",
    path: "/keepers/offer",
    policy: "guardian",
    stepUp: true,
    summary: "Make a code by which a new machine fetches, still sealed, what is kept here of a hub",
    body: jsonBody(keptHubWish),
    answer: { kind: "json", schema: keeperCode, status: 201 },
    handle: async (call) =>
      code(await call.house.keepers.offer(bodyOf(call, keptHubWish).hub, sessionOf(call))),
  },
  {
    method: "POST",
    path: "/keepers/remove",
    policy: "guardian",
    stepUp: true,
    summary: "Remove all that is kept here of a hub, and keep no more of it",
    body: jsonBody(keptHubWish),
    answer: { kind: "json", schema: keepersView },
    handle: async (call) => {
      await call.house.keepers.remove(bodyOf(call, keptHubWish).hub, sessionOf(call));
      return view(call);
    },
  },
  {
    method: "DELETE",
    path: "/keepers/code",
    policy: "guardian",
    evenSuspended: false,
    summary: "No code is good any more, whoever made it",
    body: { kind: "none" },
    answer: { kind: "json", schema: keepersView },
    handle: async (call) => {
      call.house.keepers.withdraw();
      return view(call);
    },
  },
];
