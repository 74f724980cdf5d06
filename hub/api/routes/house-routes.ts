import {
  claimToyRequest,
  type HouseEvent,
  houseState,
  lendToyRequest,
  renameToyRequest,
  sessionInfo,
} from "../../contract/api.ts";
import { lendToy } from "../../use-cases/lend-toy.ts";
import { renameToy } from "../../use-cases/rename-toy.ts";
import { claimToy, searchToys, stopClaim, stopSearch } from "../../use-cases/search-toys.ts";
import { viewHouse } from "../../use-cases/view-house.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { openStream } from "../open-stream.ts";
import { jsonBody, type Route } from "../route.ts";

const nothing = { kind: "nothing" } as const;
const none = { kind: "none" } as const;

export const HOUSE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/state",
    policy: "guardian",
    summary: "Children, toys, the newest messages, the radio",
    body: none,
    answer: { kind: "json", schema: houseState },
    handle: async ({ house }) => ({ kind: "json", value: await viewHouse(house) }),
  },
  {
    method: "GET",
    path: "/events",
    policy: "guardian",
    summary: "The state, then every change, as text/event-stream",
    body: none,
    answer: { kind: "stream" },
    handle: async (call) => {
      const first = async (): Promise<HouseEvent> => ({ kind: "state", state: await viewHouse(call.house) });
      const { body } = await openStream(call, call.signal, first, (event) => event);
      return { kind: "stream", stream: body };
    },
  },
  {
    method: "POST",
    path: "/toys/search",
    policy: "guardian",
    summary: "Look for toys in reach, for two minutes",
    body: none,
    answer: nothing,
    handle: async ({ house }) => {
      await searchToys(house);
      return nothing;
    },
  },
  {
    method: "DELETE",
    path: "/toys/search",
    policy: "guardian",
    summary: "Stop looking",
    body: none,
    answer: nothing,
    handle: async ({ house }) => {
      await stopSearch(house);
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/toys/:id/claim",
    policy: "guardian",
    summary: "Blink a toy's heart and wait for its paw",
    body: jsonBody(claimToyRequest),
    answer: nothing,
    handle: async (call) => {
      await claimToy(call.house, idOf(call), bodyOf(call, claimToyRequest));
      return nothing;
    },
  },
  {
    method: "DELETE",
    path: "/toys/:id/claim",
    policy: "guardian",
    summary: "Stop waiting for the paw",
    body: none,
    answer: nothing,
    handle: async (call) => {
      await stopClaim(call.house, idOf(call));
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/toys/:id/child",
    policy: "guardian",
    summary: "Lend a toy to another child, give it back, or give it on",
    body: jsonBody(lendToyRequest),
    answer: { kind: "json", schema: sessionInfo },
    handle: async (call) => {
      await lendToy(call.house, sessionOf(call).person, idOf(call), bodyOf(call, lendToyRequest));
      return { kind: "json", value: await call.access.describe(sessionOf(call)) };
    },
  },
  {
    method: "PUT",
    path: "/toys/:id/name",
    policy: "guardian",
    summary: "Call a toy something else",
    body: jsonBody(renameToyRequest),
    answer: nothing,
    handle: async (call) => {
      await renameToy(call.house, idOf(call), bodyOf(call, renameToyRequest).name);
      return nothing;
    },
  },
];
