import { removeToyRequest, sessionInfo } from "../../contract/api.ts";
import { careRequest } from "../../contract/toy-care.ts";
import { mailboxRequest, signalView, volumeRequest } from "../../contract/toys.ts";
import { setToyVolume, showToyHeart } from "../../use-cases/ask-toy.ts";
import { chooseCare } from "../../use-cases/choose-care.ts";
import { viewSignal } from "../../use-cases/note-signals.ts";
import { removeToy } from "../../use-cases/remove-toy.ts";
import { switchMailbox } from "../../use-cases/switch-mailbox.ts";
import { startWalk, stopWalk } from "../../use-cases/walk-with-toy.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
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
    method: "PUT",
    path: "/toys/:id/mailbox",
    policy: "guardian",
    summary: "Let a toy hold up to four messages, and answer its paws from here; or one again, as it comes",
    body: jsonBody(mailboxRequest),
    answer: nothing,
    handle: async (call) => {
      await switchMailbox(call.house, idOf(call), bodyOf(call, mailboxRequest).on);
      return nothing;
    },
  },
  {
    method: "PUT",
    path: "/toys/:id/care",
    policy: "guardian",
    summary: "How a toy is cared for: the loudest that it may be, by day and by night",
    body: jsonBody(careRequest),
    answer: nothing,
    handle: async (call) => {
      await chooseCare(call.house, idOf(call), bodyOf(call, careRequest), sessionOf(call).person);
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
    method: "POST",
    path: "/toys/:id/remove",
    policy: "guardian",
    stepUp: true,
    summary: "Remove a toy from the family: what waits for it is taken back, and its guard forgets it",
    body: jsonBody(removeToyRequest),
    answer: { kind: "json", schema: sessionInfo },
    handle: async (call) => {
      await removeToy(call.house, idOf(call), bodyOf(call, removeToyRequest).entry, sessionOf(call).person);
      return { kind: "json", value: await call.access.describe(sessionOf(call)) };
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
