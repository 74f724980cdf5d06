/** Coming in, and being who one says. */
import { type Problems, SIGN_IN_AGAIN } from "./problem-words.ts";

export const ACCESS_PROBLEMS = {
  "claim.wrong-code": {
    status: 403,
    title: "That is not the code.",
    action: "Type the code that the hub printed when it started.",
  },
  "claim.code-void": {
    status: 403,
    title: "The code was mistyped too often.",
    action: "Start the hub again: it prints a new one.",
  },
  "claim.already-claimed": {
    status: 409,
    title: "The hub has a guardian already.",
    action: "Sign in instead.",
  },
  "claim.not-consistent": {
    status: 400,
    title: "The page's keys do not fit together.",
    action: "Reload the page and start again.",
  },
  "restore.not-new": {
    status: 409,
    title: "This hub has a family already.",
    action: "Sign in instead.",
  },
  "restore.busy": {
    status: 409,
    title: "A family is coming back already.",
    action: "Wait a moment, then try again.",
  },
  "restore.unknown": {
    status: 404,
    title: "That backup is not there any more.",
    action: "Plug the stick in again, and look for backups once more.",
  },
  "restore.out-of-turn": {
    status: 409,
    title: "A piece of the copy got lost on the way.",
    action: "Choose the file once more.",
  },
  "restore.not-a-copy": {
    status: 422,
    title: "That file is no copy of a backup, or was changed.",
    action: "Choose the file that was saved under Safety: its name ends with .tar.",
  },
  "restore.no-room": {
    status: 507,
    title: "This hub has not enough room for that copy.",
    action: "Use a larger card or disk for the hub: it takes twice the size of the copy, for a while.",
  },
  "restore.not-asking": {
    status: 409,
    title: "Nothing has come back yet.",
    action: "Begin once more.",
  },
  "sign-in.refused": {
    status: 403,
    title: "Name and passphrase do not fit.",
    action: "Check both and try again.",
  },
  "sign-in.wrong-sheet": {
    status: 403,
    title: "Name and recovery sheet do not fit.",
    action: "Check both. A sheet that was removed opens nothing any more.",
  },
  "hand-over.unknown": {
    status: 404,
    title: "This code leads nowhere.",
    action: "It was used already, or is older than ten minutes. Make a new one on the other page.",
  },
  "sign-in.unknown-device": {
    status: 403,
    title: "This device is not on the family’s list.",
    action: "Ask a guardian for a new link.",
  },
  "sign-in.wrong-passkey": {
    status: 403,
    title: "That passkey does not sign anybody in here.",
    action: "Use another one, or your passphrase. One that was removed opens nothing any more.",
  },
  "sign-in.too-many": { status: 429, title: "Too many tries.", action: "Wait a little, then try again." },
  "session.none": { status: 401, title: "You are not signed in.", action: SIGN_IN_AGAIN },
  "session.revoked": {
    status: 401,
    title: "This device was signed out from another one.",
    action: "Sign in again here, if it was you.",
  },
  "session.wrong-device": {
    status: 401,
    title: "You are not signed in on this device.",
    action: SIGN_IN_AGAIN,
  },
  "session.not-allowed": {
    status: 403,
    title: "That is for guardians.",
    action: "Ask a guardian of the family.",
  },
  "session.stale-proof": { status: 401, title: "The request came too late or twice.", action: "Try again." },
  "session.step-up-needed": {
    status: 403,
    title: "Only you may do this.",
    action: "Show that it is you: with a passkey, your passphrase or your recovery sheet.",
  },
  "session.too-many-clips": {
    status: 429,
    title: "That is more than one listens to.",
    action: "Wait a few seconds, then go on. Show that it is you if you want them all.",
  },
  "step-up.refused": {
    status: 403,
    title: "That did not show that it is you.",
    action: "Try again, or use another of your ways in.",
  },
  "session.suspended": {
    status: 403,
    title: "Another guardian has suspended you.",
    action: "You can listen and send. Talk to each other: any other guardian can lift it.",
  },
  "presence.none": {
    status: 409,
    title: "There is no such code.",
    action: "Have the hub print a new one: each is good for ten minutes, once.",
  },
  "presence.wrong-code": {
    status: 403,
    title: "That is not the code.",
    action: "Type the code that the hub printed last.",
  },
  "presence.needed": {
    status: 403,
    title: "That takes a day, or somebody at the hub.",
    action: "Suspend the guardian, and come back in 24 hours. Or show that you are at the hub.",
  },
} as const satisfies Problems;
