/** Toys, and the process that talks to them. */
import type { Problems } from "./problem-words.ts";

export const TOY_PROBLEMS = {
  "pretend-toy.none": {
    status: 404,
    title: "No pretend toy runs here.",
    action: "Start the hub with a simulated toy.",
  },
  "toy.unknown": { status: 404, title: "There is no such toy.", action: "Look for the toy again." },
  "toy.not-claimed": {
    status: 409,
    title: "The toy is not one of the family's yet.",
    action: "Find the toy and press its paw.",
  },
  "toy.already-claimed": {
    status: 409,
    title: "The toy is one of the family's already.",
    action: "Choose it on the first page.",
  },
  "toy.wrong-child": {
    status: 409,
    title: "The toy belongs to another child.",
    action: "Choose the child's own toy.",
  },
  "toy.name-ambiguous": { status: 409, title: "Several toys have that name.", action: "Rename one of them." },
  "toy.out-of-reach": {
    status: 409,
    title: "The toy is out of reach.",
    action: "Bring it nearer to the hub and switch it on, then try again.",
  },
  "toy.busy": {
    status: 409,
    title: "The toy did not come to it.",
    action: "A child may be using it, or a message is on its way. Try again in a minute.",
  },
  "toy.cannot": {
    status: 409,
    title: "Toys of this kind have no part for that.",
    action: "Choose another toy for it.",
  },
  "toy.strange": {
    status: 409,
    title: "The toy did not do as it was told.",
    action: "Switch it off and on, then try again.",
  },
  "room.offline": {
    status: 503,
    title: "The hub's radio does not answer.",
    action: "Wait a moment; it is started again by itself.",
  },
  "pretend-toy.away": {
    status: 503,
    title: "The pretend toy does not answer.",
    action: "Wait a moment: it is started again by itself.",
  },
} as const satisfies Problems;
