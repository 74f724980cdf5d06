/** Hubs that keep backups for each other. */
import type { Problems } from "./problem-words.ts";

export const KEEPER_PROBLEMS = {
  "keeper.no-family": {
    status: 409,
    title: "There is no family yet on this hub.",
    action: "Become its first guardian, then try again.",
  },
  "keeper.no-network": {
    status: 503,
    title: "The hub cannot listen on the house's own network.",
    action:
      "Connect it by cable or Wi-Fi, and see that no other program on it has port 8883. Then try again.",
  },
  "keeper.bad-address": {
    status: 422,
    title: "That is no address of a hub.",
    action: "Write it as the other hub shows it beside the code, such as 192.168.1.7:8883.",
  },
  "keeper.bad-code": {
    status: 422,
    title: "That code does not count there.",
    action: "Codes are good once, for ten minutes. Make a new one on the other hub.",
  },
  "keeper.unreachable": {
    status: 503,
    title: "Nobody answers at that address.",
    action:
      "See that the other hub is on and in the same network, and that its code is not over. Then try again.",
  },
  "keeper.other-hub": {
    status: 409,
    title: "Somebody else answers at that address.",
    action: "Check the address. If it is right, somebody may be in between: do not go on by this network.",
  },
  "keeper.other-key": {
    status: 409,
    title: "The other hub keeps backups of another hub under this one's name.",
    action: "A guardian there can look under Safety whose they are, and remove them there first.",
  },
  "keeper.too-many": {
    status: 409,
    title: "Backups of as many hubs as can be are kept there.",
    action: "A guardian of that hub can remove one that is not needed any more.",
  },
  "keeper.none": {
    status: 404,
    title: "No other hub keeps backups of this one.",
    action: "Open this page again.",
  },
  "keeper.full": {
    status: 507,
    title: "The hub that keeps backups has no more room for them.",
    action: "Give it more: setting keep_backups_gib there, or a larger card. What is there stays.",
  },
  "keeper.refused": {
    status: 422,
    title: "The other hub did not take it.",
    action: "Make a new code there, and try again.",
  },
  "keeper.unknown": {
    status: 404,
    title: "Nothing of that hub is kept here any more.",
    action: "Open this page again.",
  },
} as const satisfies Problems;
