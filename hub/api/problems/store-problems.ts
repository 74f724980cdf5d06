/** What the hub keeps. */
import { ERASED, type Problems, type ProblemWords, RESTARTING } from "./problem-words.ts";

const DAMAGED: ProblemWords = {
  status: 500,
  title: "Something that the hub keeps is damaged.",
  action: "Bring it back from a backup.",
};

export const STORE_PROBLEMS = {
  "store.erased": ERASED,
  "store.exists": {
    status: 409,
    title: "Something else is kept under this number.",
    action: "Send it again as a new message.",
  },
  "store.missing": {
    status: 404,
    title: "The hub does not know that.",
    action: "Go back to the first page.",
  },
  "store.already-claimed": {
    status: 409,
    title: "The hub has a guardian already.",
    action: "Sign in instead.",
  },
  "store.in-use": {
    status: 503,
    title: "A second hub works on the same data.",
    action: "Stop one of the two.",
  },
  "store.disk-full": {
    status: 507,
    title: "The hub has no room left.",
    action: "Free some space on the hub, then send it again; nothing that it took in before is lost.",
  },
  "store.damaged": DAMAGED,
  "store.too-new": {
    status: 500,
    title: "A newer Pawpost wrote what the hub keeps.",
    action: "Start that one again.",
  },
  "store.ledger-broken": DAMAGED,
  "store.key-missing": DAMAGED,
  "store.io": {
    status: 503,
    title: "The hub's disk does not answer.",
    action: "Wait a moment: the hub starts again by itself. Look at its disk if it happens twice.",
  },
  "store.closed": RESTARTING,
  "backup.none-here": {
    status: 409,
    title: "The backups are not there.",
    action: "Plug the stick in again, or connect the disk; then try again.",
  },
  "backup.keys-not-opened": {
    status: 422,
    title: "That is not what is in the backup.",
    action:
      "Try again. If it happens twice, somebody may have changed what lies there: at the hub, pawpost backup verify says so.",
  },
} as const satisfies Problems;
