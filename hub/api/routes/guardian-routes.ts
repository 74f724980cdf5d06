/** Guardian against guardian, and "somebody may have got in". */
import { sessionInfo } from "../../contract/api.ts";
import { presenceCode, presenceView, removalRequest, suspensionRequest } from "../../contract/guardians.ts";
import { changeVaultRequest } from "../../contract/vault-change.ts";
import { endEverything } from "../../use-cases/panic.ts";
import { reinstateGuardian, removeGuardian, suspendGuardian } from "../../use-cases/suspend-guardian.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { type Call, jsonBody, type Outcome, type Route } from "../route.ts";

const none = { kind: "none" } as const;
const nothing = { kind: "nothing" } as const;
const session = { kind: "json", schema: sessionInfo } as const;
/** The roster has grown: who asked goes on from there. */
const grown = async (call: Call): Promise<Outcome> => ({
  kind: "json",
  value: await call.access.describe(sessionOf(call)),
});

export const GUARDIAN_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/guardians/:id/suspend",
    policy: "guardian",
    stepUp: true,
    summary: "Suspend another guardian: from now on that one listens and sends, and changes nothing",
    body: jsonBody(suspensionRequest),
    answer: session,
    handle: async (call) => {
      const { entry } = bodyOf(call, suspensionRequest);
      await suspendGuardian(call.house, sessionOf(call), idOf(call), entry);
      return grown(call);
    },
  },
  {
    method: "POST",
    path: "/guardians/:id/reinstate",
    policy: "guardian",
    stepUp: true,
    summary: "Lift it",
    body: jsonBody(suspensionRequest),
    answer: session,
    handle: async (call) => {
      const { entry } = bodyOf(call, suspensionRequest);
      await reinstateGuardian(call.house, sessionOf(call), idOf(call), entry);
      return grown(call);
    },
  },
  {
    method: "POST",
    path: "/guardians/:id/remove",
    policy: "guardian",
    stepUp: true,
    summary:
      "Remove a guardian who was suspended for a day, or at once with presence; the lock is changed with it",
    body: jsonBody(removalRequest),
    answer: session,
    handle: async (call) => {
      await removeGuardian(
        call.house,
        call.access,
        sessionOf(call),
        idOf(call),
        bodyOf(call, removalRequest),
      );
      return grown(call);
    },
  },
  {
    method: "GET",
    path: "/presence",
    policy: "guardian",
    summary: "Whether this session showed to be at the hub",
    body: none,
    answer: { kind: "json", schema: presenceView },
    handle: async (call) => {
      const { presence } = call.house;
      const value = {
        isShown: presence.isShown(sessionOf(call)),
        isWaitingForPaw: presence.isWaiting(sessionOf(call)),
      };
      return { kind: "json", value };
    },
  },
  {
    method: "POST",
    path: "/presence",
    policy: "guardian",
    evenSuspended: false,
    summary: "Show the code that the hub printed on its console",
    body: jsonBody(presenceCode),
    answer: nothing,
    handle: async (call) => {
      call.house.presence.showCode(sessionOf(call), bodyOf(call, presenceCode).code);
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/presence/code",
    policy: "guardian",
    stepUp: true,
    summary: "Have the hub print a code on its console, good for ten minutes",
    body: none,
    answer: nothing,
    handle: async (call) => {
      call.house.presence.printCode(sessionOf(call));
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/presence/paw",
    policy: "guardian",
    stepUp: true,
    summary: "For two minutes, wait for the paw of one of the family’s toys",
    body: none,
    answer: nothing,
    handle: async (call) => {
      call.house.presence.awaitPaw(sessionOf(call));
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/panic",
    policy: "guardian",
    stepUp: true,
    summary: "Somebody may have got in: sign out everybody else, end invitations, change the lock",
    body: jsonBody(changeVaultRequest),
    answer: session,
    handle: async (call) => {
      await endEverything(call.house, call.access, sessionOf(call), bodyOf(call, changeVaultRequest));
      return grown(call);
    },
  },
];
