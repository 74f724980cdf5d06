import { pushState, pushSubscription, pushTried } from "../../contract/push.ts";
import { subscribe, tryPush, unsubscribe, viewPush } from "../../use-cases/push-subscriptions.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const PUSH_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/push",
    policy: "guardian",
    summary: "Whether this device is told of alerts by push, and the key that a browser subscribes for",
    body: { kind: "none" },
    answer: { kind: "json", schema: pushState },
    handle: async (call) => ({ kind: "json", value: viewPush(call.house, sessionOf(call)) }),
  },
  {
    method: "POST",
    path: "/push",
    policy: "guardian",
    summary: "Tell this device of alerts by push, without content; ends with its session",
    body: jsonBody(pushSubscription),
    answer: { kind: "json", schema: pushState },
    handle: async (call) => {
      await subscribe(call.house, sessionOf(call), bodyOf(call, pushSubscription));
      return { kind: "json", value: viewPush(call.house, sessionOf(call)) };
    },
  },
  {
    method: "DELETE",
    path: "/push",
    policy: "guardian",
    summary: "Tell this device no more",
    body: { kind: "none" },
    answer: { kind: "nothing" },
    handle: async (call) => {
      await unsubscribe(call.house, sessionOf(call));
      return { kind: "nothing" };
    },
  },
  {
    method: "POST",
    path: "/push/test",
    policy: "guardian",
    summary: "Tell this device at once, for a test, and say how far it came",
    body: { kind: "none" },
    answer: { kind: "json", schema: pushTried },
    handle: async (call) => ({
      kind: "json",
      value: { outcome: await tryPush(call.house, sessionOf(call), call.signal) },
    }),
  },
];
