/** A family comes back out of a backup, on a hub that nobody claimed; by whoever showed its one-time code. */
import { z } from "zod";
import {
  foundBackups,
  MOST_PIECE_BYTES,
  restoreBegin,
  restoredView,
  restoreFetch,
  restoreFinish,
  restoreLook,
  restoreState,
} from "../../contract/restoring.ts";
import { bodyOf } from "../call-facts.ts";
import { HttpRefused } from "../errors.ts";
import { jsonBody, type Route } from "../route.ts";

const nothing = { kind: "nothing" } as const;
const bytes = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,14})$/)
  .transform(Number);

export const RESTORE_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/restore/look",
    policy: "anybody",
    summary: "Show the hub's one-time code, and see which backups are plugged in",
    body: jsonBody(restoreLook),
    answer: { kind: "json", schema: foundBackups },
    handle: async (call) => {
      await call.access.shownClaim.show(bodyOf(call, restoreLook).code, call.presented);
      return { kind: "json", value: await call.house.restoring.look() };
    },
  },
  {
    method: "POST",
    path: "/restore/upload",
    policy: "anybody",
    shownClaim: true,
    summary: "The next piece of a copy of a backup that is on another device",
    query: {
      at: "How many bytes of it came before: 0 begins anew, and the last piece may come once more",
      of: "How many there will be",
    },
    body: { kind: "bytes", type: "application/octet-stream", maxBytes: MOST_PIECE_BYTES },
    answer: nothing,
    handle: async (call) => {
      const [at, of] = ["at", "of"].map((name) => bytes.safeParse(call.query.get(name)));
      if (at?.success !== true || of?.success !== true)
        throw new HttpRefused("http.malformed", "not a number of bytes");
      await call.house.restoring.upload({ at: at.data, of: of.data }, call.bytes);
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/restore/fetch",
    policy: "anybody",
    shownClaim: true,
    summary: "Have the hub fetch a backup from another hub that keeps it, by a code that was made there",
    body: jsonBody(restoreFetch),
    answer: nothing,
    handle: async (call) => {
      call.house.restoring.fetch(bodyOf(call, restoreFetch));
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/restore/begin",
    policy: "anybody",
    shownClaim: true,
    summary: "Have a backup laid out by the keys that this browser opened",
    body: jsonBody(restoreBegin),
    answer: nothing,
    handle: async (call) => {
      call.house.restoring.begin(bodyOf(call, restoreBegin));
      return nothing;
    },
  },
  {
    method: "GET",
    path: "/restore",
    policy: "anybody",
    shownClaim: true,
    summary: "How far it is, and then who belonged to the family",
    body: { kind: "none" },
    answer: { kind: "json", schema: restoreState },
    handle: async (call) => {
      return { kind: "json", value: call.house.restoring.state() };
    },
  },
  {
    method: "POST",
    path: "/restore/finish",
    policy: "anybody",
    shownClaim: true,
    summary: "Say who was removed since: the hub starts anew as the one of the backup",
    body: jsonBody(restoreFinish),
    answer: { kind: "json", schema: restoredView },
    handle: async (call) => {
      const { out, roster } = bodyOf(call, restoreFinish);
      const { hub, messages, out: names, words } = await call.house.restoring.finish(out, roster);
      return { kind: "json", value: { hub, messages, out: [...names], words: [...words] } };
    },
  },
  {
    method: "DELETE",
    path: "/restore",
    policy: "anybody",
    shownClaim: true,
    summary: "Think better of it",
    body: { kind: "none" },
    answer: nothing,
    handle: async (call) => {
      await call.house.restoring.drop();
      return nothing;
    },
  },
];
