/** Who belongs to the family, and how somebody joins. */
import { type Problems, SIGN_IN_AGAIN } from "./problem-words.ts";

export const PEOPLE_PROBLEMS = {
  "anew.wrong-code": {
    status: 403,
    title: "That is not the code.",
    action: "On the hub’s own machine, run pawpost start-anew: each code is good for half an hour, once.",
  },
  "anew.no-paw": {
    status: 403,
    title: "Nobody pressed a paw.",
    action: "Show the code again, then press the blue hand of one of the toys within two minutes.",
  },
  "anew.no-guardian": {
    status: 409,
    title: "The hub has no guardian yet.",
    action: "Open the page: it asks for the code that the hub printed when it started.",
  },
  "anew.no-toy": {
    status: 409,
    title: "No toy of the family’s is left whose paw could be pressed.",
    action: "Only erasing everything lets the hub be claimed again: scripts/start --reset.",
  },
  "person.yourself": {
    status: 409,
    title: "That is you.",
    action: "Ask another guardian.",
  },
  "vault.not-for-all": {
    status: 409,
    title: "The guardians are not the ones that this page knew.",
    action: "Look at the list of guardians, then change the lock again.",
  },
  "vault.not-resealing": {
    status: 409,
    title: "Sealing anew has to be begun first.",
    action: "Press “Seal them anew” on the first page.",
  },
  "vault.resealed": {
    status: 409,
    title: "This recording is sealed anew already.",
    action: "Nothing to do.",
  },
  "vault.other-copy": {
    status: 409,
    title: "Another device seals this recording anew, too.",
    action: "Try again in a moment.",
  },
  "child.unknown-zone": {
    status: 422,
    title: "The hub does not know this time zone.",
    action: "Choose another place with the same time.",
  },
  "child.unknown": {
    status: 404,
    title: "There is no such child.",
    action: "Reload the page; ask a guardian if it stays.",
  },
  "invitation.unknown": {
    status: 404,
    title: "There is no such invitation.",
    action: "Ask a guardian for a new link.",
  },
  "invitation.expired": {
    status: 410,
    title: "This invitation is too old.",
    action: "It was good for three days. Ask for a new link.",
  },
  "invitation.withdrawn": {
    status: 410,
    title: "This invitation was taken back.",
    action: "Ask a guardian of the family, if you did not expect that.",
  },
  "invitation.used": {
    status: 409,
    title: "This link was used already.",
    action: "If it was not you, tell the guardian who sent it, at once. Each link is good for one device.",
  },
  "invitation.exists": {
    status: 409,
    title: "There is such an invitation already.",
    action: "Reload the page and look at the list.",
  },
  "invitation.too-many": {
    status: 409,
    title: "Too many invitations are open.",
    action: "Take back one that nobody needs any more.",
  },
  "invitation.not-for-them": {
    status: 409,
    title: "That person is a guardian already.",
    action: "A guardian’s own passphrase or recovery sheet lets them in on another device.",
  },
  "invitation.not-waiting": {
    status: 409,
    title: "Nobody has opened this link yet.",
    action: "Wait until it is opened.",
  },
  "invitation.device-unknown": {
    status: 403,
    title: "This device may not invite.",
    action: SIGN_IN_AGAIN,
  },
  "joining.not-confirmed": {
    status: 409,
    title: "No guardian has said yes yet.",
    action: "Keep this page open; it goes on by itself.",
  },
  "joining.not-consistent": {
    status: 400,
    title: "The page’s keys do not fit together.",
    action: "Reload the page and open the link again.",
  },
  "joining.device-taken": {
    status: 409,
    title: "This browser is somebody else’s already.",
    action: "Open the link on the device of the person whom it is for.",
  },
  "joining.name-taken": {
    status: 409,
    title: "Somebody here is called that already.",
    action: "Choose another name.",
  },
  "person.unknown": {
    status: 404,
    title: "There is nobody like that on the list.",
    action: "Look at the list again.",
  },
  "person.name-taken": {
    status: 409,
    title: "Somebody here is called that already, or is invited by that name.",
    action: "Choose another name, or look at the list.",
  },
  "vaults.not-all": {
    status: 409,
    title: "The family’s vault has changed.",
    action: "Reload the page and confirm again.",
  },
  "child.name-taken": {
    status: 409,
    title: "Another child is called that.",
    action: "Choose another name.",
  },
  "child.too-many": {
    status: 409,
    title: "That are more children than the hub has room for.",
    action: "Rename one instead.",
  },
  "vault.none": {
    status: 409,
    title: "The hub has no guardian yet.",
    action: "Open the page and become the first one.",
  },
} as const satisfies Problems;
