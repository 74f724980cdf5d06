/** What the edge itself refuses, before any part of the house was asked. */
import type { Problems } from "./problem-words.ts";

export const EDGE_PROBLEMS = {
  "http.not-found": { status: 404, title: "There is nothing here.", action: "Go back to the first page." },
  "http.wrong-host": {
    status: 421,
    title: "The hub does not go by that name.",
    action: "Open the address that the hub printed.",
  },
  "http.wrong-origin": {
    status: 403,
    title: "Another page asked for this.",
    action: "Open the hub's own page and try there.",
  },
  "http.wrong-method": {
    status: 405,
    title: "That cannot be done here.",
    action: "Reload the page and try again.",
  },
  "http.malformed": {
    status: 400,
    title: "The hub did not understand that.",
    action: "Reload the page and try again.",
  },
  "http.too-large": { status: 413, title: "That is too large.", action: "Record a shorter message." },
  "http.wrong-type": {
    status: 415,
    title: "The hub does not take that kind of data.",
    action: "Reload the page and try again.",
  },
  "http.too-many-streams": {
    status: 429,
    title: "This page is open too often.",
    action: "Close some of the open tabs.",
  },
  "hub.failed": {
    status: 500,
    title: "Something in the hub went wrong.",
    action: "Try again; if it stays, start the hub again.",
  },
} as const satisfies Problems;
