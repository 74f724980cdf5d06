/** Other machines that bring messages to toys for this hub. */
import type { Problems } from "./problem-words.ts";

export const ROOM_PROBLEMS = {
  "room.no-family": {
    status: 409,
    title: "There is no family yet whose messages would count in another room.",
    action: "Become the hub's first guardian, then add the room.",
  },
  "room.no-network": {
    status: 503,
    title: "The hub cannot listen on the house's own network.",
    action:
      "Connect it by cable or Wi-Fi, and see that no other program on it has port 8883. Then try again.",
  },
  "room.too-many": {
    status: 409,
    title: "The hub has as many rooms as it can have.",
    action: "Remove one that is not used any more, then add the new one.",
  },
  "room.same-name": {
    status: 409,
    title: "Another room is called so already.",
    action: "Give it another name.",
  },
  "room.bad-name": {
    status: 422,
    title: "That is no name for a room.",
    action: "Write 1 to 32 characters, such as Attic.",
  },
  "room.unknown": {
    status: 404,
    title: "That room was removed meanwhile.",
    action: "Open the rooms again.",
  },
} as const satisfies Problems;
