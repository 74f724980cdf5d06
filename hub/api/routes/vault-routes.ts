/** Changing the lock, and sealing anew what was sealed to the one before. */
import { MAX_SEALED_BYTES, sessionInfo } from "../../contract/api.ts";
import { parsePublicId } from "../../contract/public-id.ts";
import {
  changeVaultRequest,
  olderClips,
  replaceRequest,
  resealingStarted,
} from "../../contract/vault-change.ts";
import { changeVault } from "../../use-cases/change-vault.ts";
import { listOlder } from "../../use-cases/older-clips.ts";
import {
  assertResealing,
  handOutOlder,
  keepResealed,
  replaceWithResealed,
  startResealing,
} from "../../use-cases/reseal-clips.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { HttpRefused } from "../errors.ts";
import { jsonBody, type Route } from "../route.ts";

const none = { kind: "none" } as const;
const clip = { kind: "bytes", type: "application/octet-stream" } as const;

export const VAULT_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/vault",
    policy: "guardian",
    stepUp: true,
    summary: "Change the lock: a new vault, boxed to every guardian, and its entry in the roster",
    body: jsonBody(changeVaultRequest),
    answer: { kind: "json", schema: sessionInfo, status: 201 },
    handle: async (call) => {
      await changeVault(call.house, sessionOf(call), bodyOf(call, changeVaultRequest));
      return { kind: "json", value: await call.access.describe(sessionOf(call)), status: 201 };
    },
  },
  {
    method: "POST",
    path: "/vault/resealing",
    policy: "guardian",
    stepUp: true,
    summary:
      "Begin to seal anew what earlier vaults keep; one entry in the ledger for all of it, good for an hour",
    body: none,
    answer: { kind: "json", schema: resealingStarted },
    handle: async (call) => ({
      kind: "json",
      value: { clips: await startResealing(call.house, sessionOf(call)) },
    }),
  },
  {
    method: "GET",
    path: "/vault/clips",
    policy: "guardian",
    evenSuspended: false,
    summary: "Which clips earlier vaults still keep, newest first",
    query: { before: "Id of the message to go on from" },
    body: none,
    answer: { kind: "json", schema: olderClips },
    handle: async ({ house, query }) => {
      const text = query.get("before");
      const before = parsePublicId(text);
      if (text !== null && before === undefined) throw new HttpRefused("http.malformed", "`before` is no id");
      return { kind: "json", value: await listOlder(house, before) };
    },
  },
  {
    method: "GET",
    path: "/messages/:id/archive/old",
    policy: "guardian",
    evenSuspended: false,
    summary: "The sealed file of such a clip, to who began to seal them anew",
    body: none,
    answer: clip,
    handle: async (call) => {
      assertResealing(call.house, sessionOf(call));
      return { kind: "bytes", bytes: await handOutOlder(call.house, idOf(call)) };
    },
  },
  {
    method: "PUT",
    path: "/messages/:id/archive",
    policy: "guardian",
    evenSuspended: false,
    summary:
      "The same clip, sealed to the vault of now: kept beside, and answered as it was read back from the disk",
    body: { ...clip, maxBytes: MAX_SEALED_BYTES },
    answer: clip,
    handle: async (call) => {
      assertResealing(call.house, sessionOf(call));
      return { kind: "bytes", bytes: await keepResealed(call.house, idOf(call), call.bytes) };
    },
  },
  {
    method: "POST",
    path: "/messages/:id/archive/replace",
    policy: "guardian",
    evenSuspended: false,
    summary: "What lies beside was opened and is the same inside: it takes the place of the old file",
    body: jsonBody(replaceRequest),
    answer: { kind: "nothing" },
    handle: async (call) => {
      assertResealing(call.house, sessionOf(call));
      await replaceWithResealed(call.house, idOf(call), bodyOf(call, replaceRequest).sealed);
      return { kind: "nothing" };
    },
  },
];
