import {
  claimRequest,
  deviceSignInRequest,
  hubCard,
  rosterAppend,
  saltRequest,
  saltResponse,
  sessionInfo,
  signInRequest,
} from "../../contract/api.ts";
import { rosterFingerprint } from "../../contract/roster.ts";
import { appendRoster } from "../../use-cases/append-roster.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const ACCESS_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/hub",
    policy: "anybody",
    summary: "Whether this hub has a guardian yet",
    body: { kind: "none" },
    answer: { kind: "json", schema: hubCard },
    handle: async ({ house, access }) => ({
      kind: "json",
      value: {
        hub: house.household.hub,
        claimed: access.claimCode() === null,
        family: await rosterFingerprint(house.household.roster()),
        now: new Date(house.clock.now()).toISOString(),
      },
    }),
  },
  {
    method: "POST",
    path: "/claim",
    policy: "anybody",
    summary: "Become the first guardian, with the hub's one-time code",
    body: jsonBody(claimRequest),
    answer: { kind: "json", schema: sessionInfo, status: 201 },
    handle: async (call) => ({
      kind: "session",
      session: await call.access.claim(bodyOf(call, claimRequest), call.presented),
      status: 201,
    }),
  },
  {
    method: "POST",
    path: "/sign-in/salt",
    policy: "anybody",
    summary: "The salt for a name, known or not",
    body: jsonBody(saltRequest),
    answer: { kind: "json", schema: saltResponse },
    handle: async (call) => ({
      kind: "json",
      value: { salt: call.access.saltFor(bodyOf(call, saltRequest).name) },
    }),
  },
  {
    method: "POST",
    path: "/sign-in",
    policy: "anybody",
    summary: "Sign in with what the browser derived from the passphrase",
    body: jsonBody(signInRequest),
    answer: { kind: "json", schema: sessionInfo, status: 200 },
    handle: async (call) => ({
      kind: "session",
      session: await call.access.signIn(bodyOf(call, signInRequest), call.presented),
      status: 200,
    }),
  },
  {
    method: "POST",
    path: "/sign-in/device",
    policy: "anybody",
    summary: "Sign in as a relative, by a device key that the roster names",
    body: jsonBody(deviceSignInRequest),
    answer: { kind: "json", schema: sessionInfo, status: 200 },
    handle: async (call) => ({
      kind: "session",
      session: await call.access.signInWithDevice(bodyOf(call, deviceSignInRequest), call.presented),
      status: 200,
    }),
  },
  {
    method: "GET",
    path: "/session",
    policy: "family",
    summary: "Who is signed in here, with that person's boxes and the roster",
    body: { kind: "none" },
    answer: { kind: "json", schema: sessionInfo },
    handle: async (call) => ({ kind: "json", value: await call.access.describe(sessionOf(call)) }),
  },
  {
    method: "DELETE",
    path: "/session",
    policy: "family",
    summary: "Sign out on this device",
    body: { kind: "none" },
    answer: { kind: "nothing" },
    handle: async (call) => {
      await call.access.end(sessionOf(call));
      return { kind: "signed-out" };
    },
  },
  {
    method: "POST",
    path: "/roster",
    policy: "guardian",
    summary: "Add one signed entry to the roster",
    body: jsonBody(rosterAppend),
    answer: { kind: "json", schema: sessionInfo, status: 201 },
    handle: async (call) => {
      const { person } = sessionOf(call);
      const out = await appendRoster(call.house, bodyOf(call, rosterAppend).entry, person);
      for (const [device, whose] of out) await call.access.revoke([device], whose, person);
      return { kind: "json", value: await call.access.describe(sessionOf(call)), status: 201 };
    },
  },
];
