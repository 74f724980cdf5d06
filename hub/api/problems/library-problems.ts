/** Lullabies and stories. */
import type { Problems } from "./problem-words.ts";

export const LIBRARY_PROBLEMS = {
  "library.unknown": {
    status: 404,
    title: "That is not in the library any more.",
    action: "Open the library again.",
  },
  "library.full": {
    status: 409,
    title: "The library is full.",
    action: "Remove something that nobody listens to, then add this again.",
  },
  "library.too-short": {
    status: 422,
    title: "It is too short for the library.",
    action: "Choose something of at least 4 seconds: a toy cannot repeat a shorter one for long enough.",
  },
  "library.too-many-chapters": {
    status: 409,
    title: "The story has as many chapters as fit.",
    action: "Begin a second part as a story of its own.",
  },
  "library.already-there": {
    status: 409,
    title: "It is on the toy already, or on its way there.",
    action: "Look at the toy's place in the library.",
  },
  "loop.nothing-there": {
    status: 409,
    title: "There is no lullaby or story on this toy.",
    action: "Put one on the toy first.",
  },
  "loop.out-of-reach": {
    status: 503,
    title: "The toy is out of reach.",
    action: "Bring it nearer to the hub, and try again.",
  },
  "loop.toy-busy": {
    status: 409,
    title: "Something is on its way to the toy.",
    action: "Wait until it is there, and try again.",
  },
} as const satisfies Problems;
