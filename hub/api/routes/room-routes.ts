import { roomInvitation, roomList, roomNaming, roomRemoval, roomWish } from "../../contract/rooms.ts";
import { viewRooms } from "../../use-cases/view-rooms.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { type Call, jsonBody, type Outcome, type Route } from "../route.ts";

const none = { kind: "none" } as const;
const rooms = (call: Call): Outcome => ({ kind: "json", value: viewRooms(call.house) });

/** Other machines that bring messages to toys for this hub. */
export const ROOM_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/rooms",
    policy: "guardian",
    summary:
      "The rooms beside the one where the hub is, whether each is heard, and whether one more can join just now",
    body: none,
    answer: { kind: "json", schema: roomList },
    handle: async (call) => rooms(call),
  },
  {
    method: "POST",
    path: "/rooms",
    policy: "guardian",
    stepUp: true,
    summary:
      "Make a code by which another machine joins, once, within ten minutes; in place of an earlier one",
    body: jsonBody(roomWish),
    answer: { kind: "json", schema: roomInvitation, status: 201 },
    handle: async (call) => {
      const { title, code, addresses, until } = await call.house.rooms.invite(
        bodyOf(call, roomWish).name,
        sessionOf(call),
      );
      const value = { name: title, code, addresses, until: new Date(until).toISOString() };
      return { kind: "json", value, status: 201 };
    },
  },
  {
    method: "DELETE",
    path: "/rooms/invitation",
    policy: "guardian",
    evenSuspended: false,
    summary: "No code is good any more, whoever made it, and nobody who compares words is let in by one",
    body: none,
    answer: { kind: "json", schema: roomList },
    handle: async (call) => {
      call.house.rooms.withdraw();
      return rooms(call);
    },
  },
  {
    method: "POST",
    path: "/rooms/rename",
    policy: "guardian",
    evenSuspended: false,
    summary: "Call a room something else",
    body: jsonBody(roomNaming),
    answer: { kind: "json", schema: roomList },
    handle: async (call) => {
      const { room, name } = bodyOf(call, roomNaming);
      await call.house.rooms.rename(room, name, sessionOf(call));
      return rooms(call);
    },
  },
  {
    method: "POST",
    path: "/rooms/remove",
    policy: "guardian",
    stepUp: true,
    summary: "Take a room off the hub: its lines end at once, and its machine is let in no more",
    body: jsonBody(roomRemoval),
    answer: { kind: "json", schema: roomList },
    handle: async (call) => {
      await call.house.rooms.remove(bodyOf(call, roomRemoval).room, sessionOf(call));
      return rooms(call);
    },
  },
];
