/** A person's slots, and sign-in with the recovery sheet. */
import { sessionInfo, sheetSignInRequest } from "../../contract/api.ts";
import { nonceResponse, slotList, slotOrderRequest, slotTestRequest } from "../../contract/slots.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { type Call, jsonBody, type Outcome, type Route } from "../route.ts";

const orderOf = (call: Call) => bodyOf(call, slotOrderRequest).order;
const listed = (call: Call, status: 200 | 201 = 200): Outcome => ({
  kind: "json",
  value: { slots: call.access.slots.list(sessionOf(call).person) },
  status,
});

export const SLOT_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/sign-in/sheet/nonce",
    policy: "anybody",
    summary: "What a sign-in with the recovery sheet signs",
    body: { kind: "none" },
    answer: { kind: "json", schema: nonceResponse },
    handle: async ({ access, presented }) => ({
      kind: "json",
      value: { nonce: await access.sheetNonce(presented) },
    }),
  },
  {
    method: "POST",
    path: "/sign-in/sheet",
    policy: "anybody",
    summary: "Sign in with a signature by the recovery sheet",
    body: jsonBody(sheetSignInRequest),
    answer: { kind: "json", schema: sessionInfo, status: 200 },
    handle: async (call) => ({
      kind: "session",
      session: await call.access.signInWithSheet(bodyOf(call, sheetSignInRequest), call.presented),
      status: 200,
    }),
  },
  {
    method: "GET",
    path: "/slots",
    policy: "guardian",
    summary: "The ways in which this person's keys open, with their boxes",
    body: { kind: "none" },
    answer: { kind: "json", schema: slotList },
    handle: async (call) => listed(call),
  },
  {
    method: "POST",
    path: "/slots/nonce",
    policy: "guardian",
    summary: "What the next change of slots signs",
    body: { kind: "none" },
    answer: { kind: "json", schema: nonceResponse },
    handle: async (call) => ({ kind: "json", value: { nonce: call.access.slots.nonce(sessionOf(call)) } }),
  },
  {
    method: "POST",
    path: "/slots",
    policy: "guardian",
    summary: "Add a recovery sheet, signed by the person's keys",
    body: jsonBody(slotOrderRequest),
    answer: { kind: "json", schema: slotList, status: 201 },
    handle: async (call) => {
      await call.access.slots.add(sessionOf(call), orderOf(call));
      return listed(call, 201);
    },
  },
  {
    method: "POST",
    path: "/slots/:id/test",
    policy: "guardian",
    summary:
      "A recovery sheet was typed back and opened its box: signed by the sheet and by the keys in the box",
    body: jsonBody(slotTestRequest),
    answer: { kind: "json", schema: slotList },
    handle: async (call) => {
      const { order, proof } = bodyOf(call, slotTestRequest);
      await call.access.slots.markTested(sessionOf(call), idOf(call), order, proof);
      return listed(call);
    },
  },
  {
    method: "POST",
    path: "/slots/:id/remove",
    policy: "guardian",
    summary: "Remove a slot, but never the last that opens by itself",
    body: jsonBody(slotOrderRequest),
    answer: { kind: "json", schema: slotList },
    handle: async (call) => {
      await call.access.slots.remove(sessionOf(call), idOf(call), orderOf(call));
      return listed(call);
    },
  },
  {
    method: "PUT",
    path: "/slots/passphrase",
    policy: "guardian",
    summary: "A new passphrase in place of the old one; sessions stay",
    body: jsonBody(slotOrderRequest),
    answer: { kind: "json", schema: slotList },
    handle: async (call) => {
      await call.access.slots.changePassphrase(sessionOf(call), orderOf(call));
      return listed(call);
    },
  },
];
