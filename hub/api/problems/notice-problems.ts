/** Reports of strangers, alerts, advisories and newer versions, and telling phones of them. */
import type { Problems } from "./problem-words.ts";

export const NOTICE_PROBLEMS = {
  "report.bad-work": {
    status: 403,
    title: "The small task that keeps floods away was not done, or is too old.",
    action: "Load the form again; what you typed can be copied over.",
  },
  "report.empty": { status: 422, title: "There is nothing to read in it.", action: "Write a sentence." },
  "report.too-many": {
    status: 429,
    title: "Others wrote before you: three reports are taken in an hour.",
    action: "Keep the form open; it tries again by itself.",
  },
  "report.full": {
    status: 503,
    title: "The household has not read what came before.",
    action: "Try again in a few days, or tell them in another way.",
  },
  "report.unknown": { status: 404, title: "There is no such report.", action: "Reload the page." },
  "alert.unknown": { status: 404, title: "There is nothing like that to know.", action: "Reload the page." },
  "alert.has-grown": {
    status: 409,
    title: "It happened again meanwhile.",
    action: "Look at it again, then say that you have seen it.",
  },
  "advisories.off": {
    status: 409,
    title: "This hub asks nobody about weaknesses in Pawpost.",
    action: "Let the hub’s owner set an address: docs/advisories.md.",
  },
  "advisories.no-keys": {
    status: 409,
    title: "This hub would believe nobody about weaknesses: it has no keys of a project.",
    action: "Let the hub’s owner set them: docs/advisories.md.",
  },
  "drill.running": {
    status: 409,
    title: "A drill is running already.",
    action: "Wait until it is done: Safety shows how far it is.",
  },
  "drill.no-guardian": {
    status: 409,
    title: "This hub has no family yet to try it for.",
    action: "Become the first guardian, then try again.",
  },
  "updates.off": {
    status: 409,
    title: "This hub asks nobody for newer versions of Pawpost.",
    action: "Let the hub’s owner set an address: docs/updates.md.",
  },
  "updates.no-keys": {
    status: 409,
    title: "This hub would believe nobody about newer versions: it has no keys of a project.",
    action: "Let the hub’s owner set them: docs/updates.md.",
  },
  "updates.none": { status: 409, title: "There is no newer version.", action: "Ask again, or another day." },
  "updates.by-hand": {
    status: 409,
    title: "This hub is not brought up to date by itself.",
    action: "Let the hub’s owner do it: docs/updates.md.",
  },
  "push.not-a-service": {
    status: 422,
    title: "The hub does not know this browser’s push service.",
    action: "Use another browser, or let the hub’s owner allow the service in its settings.",
  },
  "push.too-many": {
    status: 409,
    title: "As many devices are told as the hub has room for.",
    action: "Sign out one that nobody uses any more, under Devices.",
  },
  "push.none": {
    status: 404,
    title: "This device is not told any more.",
    action: "Turn it on again.",
  },
  "push.too-soon": { status: 429, title: "A test was sent just now.", action: "Wait a few seconds." },
} as const satisfies Problems;
