import { signalView, volumeRequest } from "../../contract/toys.ts";
import { setToyVolume, showToyHeart } from "../../use-cases/ask-toy.ts";
import { viewSignal } from "../../use-cases/note-signals.ts";
import { startWalk, stopWalk } from "../../use-cases/walk-with-toy.ts";
import { bodyOf, idOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

const nothing = { kind: "nothing" } as const;
const none = { kind: "none" } as const;

/** What is asked of one toy of the family. */
export const TOY_ROUTES: readonly Route[] = [
  {
    method: "PUT",
    path: "/toys/:id/volume",
    policy: "guardian",
    summary: "How loud a toy speaks, from now on",
    body: jsonBody(volumeRequest),
    answer: nothing,
    handle: async (call) => {
      await setToyVolume(call.house, idOf(call), bodyOf(call, volumeRequest).percent, call.signal);
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/toys/:id/heart",
    policy: "guardian",
    summary: "Let its heart blink quickly, to find it; answered when that is over",
    body: none,
    answer: nothing,
    handle: async (call) => {
      await showToyHeart(call.house, idOf(call), call.signal);
      return nothing;
    },
  },
  {
    method: "GET",
    path: "/toys/:id/signal",
    policy: "guardian",
    summary: "How near a toy was, minute by minute, for a day",
    body: none,
    answer: { kind: "json", schema: signalView },
    handle: async (call) => ({ kind: "json", value: viewSignal(call.house, idOf(call)) }),
  },
  {
    method: "POST",
    path: "/toys/:id/walk",
    policy: "guardian",
    summary: "Tell its signal twice a second over the event stream, for two minutes",
    body: none,
    answer: nothing,
    handle: async (call) => {
      await startWalk(call.house, idOf(call));
      return nothing;
    },
  },
  {
    method: "DELETE",
    path: "/toys/:id/walk",
    policy: "guardian",
    summary: "End the walk",
    body: none,
    answer: nothing,
    handle: async (call) => {
      await stopWalk(call.house, idOf(call));
      return nothing;
    },
  },
];
