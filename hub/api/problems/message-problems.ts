/** Messages and their sound. */
import { AUDIO_PROBLEMS, type AudioProblem } from "../../audio/audio-problems.ts";
import { ERASED, type Problems, type ProblemWords, RESTARTING } from "./problem-words.ts";

const BUSY: ProblemWords = {
  status: 503,
  title: "The hub is busy checking other clips.",
  action: "Try again in a moment.",
};

const NOT_CHECKED: ProblemWords = {
  status: 422,
  title: "The sound could not be checked.",
  action: "Record it again; if it happens twice, record something shorter.",
};

/** What is wrong with a sound is told in the words of `hub/audio`. */
const SOUNDS = Object.fromEntries(
  Object.entries(AUDIO_PROBLEMS).map(([code, { title, next }]) => [
    code,
    { status: 422, title, action: next },
  ]),
) as Record<AudioProblem, ProblemWords>;

export const MESSAGE_PROBLEMS = {
  "keepsake.not-begun": {
    status: 409,
    title: "The keepsake has to be begun first.",
    action: "Begin it anew; nothing of the one before is lost.",
  },
  "keepsake.nothing": {
    status: 409,
    title: "There is nothing to keep in that time.",
    action: "Choose other days, or leave the star out.",
  },
  "keepsake.too-many": {
    status: 409,
    title: "That is more than one keepsake takes.",
    action: "Choose fewer days, and make several.",
  },
  ...SOUNDS,
  "message.unknown": {
    status: 404,
    title: "There is no such message.",
    action: "Go back to the first page.",
  },
  "message.exists": {
    status: 409,
    title: "Another message has this number.",
    action: "Send it again as a new message.",
  },
  "message.too-late": {
    status: 409,
    title: "It is too late for that.",
    action: "Look at the message's state.",
  },
  "message.too-far-ahead": {
    status: 422,
    title: "That is too far ahead.",
    action: "Choose a day within the next seven: nothing that the hub can hear waits longer.",
  },
  "message.wrong-time": {
    status: 409,
    title: "It was approved for another time.",
    action: "Reload the page, then choose the time again.",
  },
  "message.not-here": {
    status: 404,
    title: "The recording is not here any more.",
    action: "Look at the message's history.",
  },
  "message.wrong-clip": { status: 422, title: "The sound arrived damaged.", action: "Send it again." },
  "message.not-sealed": {
    status: 422,
    title: "The copy for the archive is not sealed.",
    action: "Reload the page and send it again.",
  },
  "message.stale-vault": {
    status: 409,
    title: "The family's vault has changed.",
    action: "Reload the page and send it again.",
  },
  "clip.refused": { status: 422, title: "The toy cannot play this.", action: "Record it again." },
  "clip.not-checked": BUSY,
  "share.quarantined": {
    status: 409,
    title: "This was recorded while nobody watched.",
    action: "Listen to it and let it in first.",
  },
  "message.not-listened": {
    status: 409,
    title: "Nobody lets in what they have not heard.",
    action: "Listen to it first.",
  },
  "share.no-answer": {
    status: 409,
    title: "Only what a child recorded can be shared.",
    action: "Look at the message’s state.",
  },
  "share.not-for-them": {
    status: 409,
    title: "Nobody lets that person hear this child’s answers.",
    action: "Change what they may do first, under People.",
  },
  "message.erased": ERASED,
  "check.took-too-long": NOT_CHECKED,
  "check.crashed": NOT_CHECKED,
  "check.busy": BUSY,
  "check.stopped": RESTARTING,
} as const satisfies Problems;
