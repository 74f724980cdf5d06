/** A person's slots, and sign-in with the recovery sheet and with passkeys. */
import { passkeySignInRequest, sessionInfo, sheetSignInRequest } from "../../contract/api.ts";
import { passkeyNonce } from "../../contract/passkeys.ts";
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
    method: "POST",
    path: "/sign-in/passkey/nonce",
    policy: "anybody",
    summary: "What a sign-in with a passkey answers, and for which name",
    body: { kind: "none" },
    answer: { kind: "json", schema: passkeyNonce },
    handle: async ({ access, presented, origin }) => ({
      kind: "json",
      value: await access.passkeyNonce(presented, origin),
    }),
  },
  {
    method: "POST",
    path: "/sign-in/passkey",
    policy: "anybody",
    summary: "Sign in with what an authenticator answered",
    body: jsonBody(passkeySignInRequest),
    answer: { kind: "json", schema: sessionInfo, status: 200 },
    handle: async (call) => ({
      kind: "session",
      session: await call.access.signInWithPasskey(bodyOf(call, passkeySignInRequest), call.presented),
      status: 200,
    }),
  },
  {
    method: "GET",
    path: "/slots",
    policy: "family",
    summary: "The ways in which this person's keys open, with their boxes",
    body: { kind: "none" },
    answer: { kind: "json", schema: slotList },
    handle: async (call) => listed(call),
  },
  {
    method: "POST",
    path: "/slots/nonce",
    policy: "family",
    summary: "What the next change of slots signs",
    body: { kind: "none" },
    answer: { kind: "json", schema: nonceResponse },
    handle: async (call) => ({ kind: "json", value: { nonce: call.access.slots.nonce(sessionOf(call)) } }),
  },
  {
    method: "POST",
    path: "/slots/passkey/nonce",
    policy: "family",
    summary: "What a new passkey answers and its order signs, and for which name it is made",
    body: { kind: "none" },
    answer: { kind: "json", schema: passkeyNonce },
    handle: async (call) => ({
      kind: "json",
      value: call.access.slots.passkeyNonce(sessionOf(call), call.origin),
    }),
  },
  {
    method: "POST",
    path: "/slots",
    policy: "family",
    summary: "Add a recovery sheet or a passkey, signed by the person's keys",
    body: jsonBody(slotOrderRequest),
    answer: { kind: "json", schema: slotList, status: 201 },
    handle: async (call) => {
      await call.access.slots.add(sessionOf(call), orderOf(call), call.origin);
      return listed(call, 201);
    },
  },
  {
    method: "POST",
    path: "/slots/:id/test",
    policy: "family",
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
    policy: "family",
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
    policy: "family",
    summary: "A new passphrase in place of the old one; sessions stay",
    body: jsonBody(slotOrderRequest),
    answer: { kind: "json", schema: slotList },
    handle: async (call) => {
      await call.access.slots.changePassphrase(sessionOf(call), orderOf(call));
      return listed(call);
    },
  },
];
