/** The hub's own microphone. */
import type { Problems } from "./problem-words.ts";

export const MICROPHONE_PROBLEMS = {
  "hub-microphone.off": {
    status: 404,
    title: "This hub has no microphone that it may use.",
    action:
      "Whoever set the hub up can name one in its settings (microphone). Until then choose a sound file.",
  },
  "hub-microphone.not-here": {
    status: 403,
    title: "The hub’s microphone is lent only to the page on the hub’s own machine.",
    action: "Open the page there, or choose a sound file.",
  },
  "hub-microphone.in-use": {
    status: 409,
    title: "Somebody records with the hub’s microphone just now.",
    action: "Try again in a minute.",
  },
  "hub-microphone.resting": {
    status: 429,
    title: "The hub’s microphone was used several times in a row, and rests.",
    action: "Try again in some minutes. It is for messages, not for listening to a room.",
  },
  "hub-microphone.program-missing": {
    status: 503,
    title: "The hub lacks the program that records.",
    action:
      "Install the package alsa-utils on the hub’s machine (sudo apt install alsa-utils), then try again.",
  },
  "hub-microphone.no-device": {
    status: 503,
    title: "The hub does not find its microphone.",
    action:
      "Is it plugged in? scripts/pawpost microphone lists what there is; the setting names one of them.",
  },
  "hub-microphone.busy": {
    status: 503,
    title: "Another program has the hub’s microphone.",
    action: "End that program, then try again.",
  },
  "hub-microphone.forbidden": {
    status: 503,
    title: "The hub may not use its microphone.",
    action:
      "The hub’s user has to be in the group audio (sudo usermod -aG audio USER); then start the hub again.",
  },
  "hub-microphone.failed": {
    status: 503,
    title: "The hub’s microphone did not start.",
    action: "Unplug it, plug it in again, and try once more. scripts/pawpost microphone says more.",
  },
} as const satisfies Problems;
