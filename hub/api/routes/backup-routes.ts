import { backupKeys, backupView, keysOpened } from "../../contract/backup-keys.ts";
import { takeCopy } from "../../use-cases/take-copy.ts";
import { noteKeysOpened, offerKeys, viewBackup } from "../../use-cases/try-backup-keys.ts";
import { bodyOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const BACKUP_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/backup",
    policy: "guardian",
    summary: "When the last backup was made, and when a guardian last opened its keys",
    body: { kind: "none" },
    answer: { kind: "json", schema: backupView },
    handle: async ({ house }) => ({ kind: "json", value: await viewBackup(house) }),
  },
  {
    method: "GET",
    path: "/backup/keys",
    policy: "guardian",
    evenSuspended: false,
    summary: "The keys of the backup, sealed to the guardians, to see whether they open",
    body: { kind: "none" },
    answer: { kind: "json", schema: backupKeys },
    handle: async (call) => ({
      kind: "json",
      value: await offerKeys(call.house, sessionOf(call).person),
    }),
  },
  {
    method: "GET",
    path: "/backup/copy",
    policy: "guardian",
    stepUp: true,
    summary: "The whole backup, sealed as it is, as a tar of the folder that a stick has",
    body: { kind: "none" },
    answer: { kind: "stream", type: "application/x-tar" },
    handle: async (call) => {
      const session = sessionOf(call);
      const assertLive = () => call.access.assertLive(session);
      const { pieces, ended } = await takeCopy(call.house, session, { signal: call.signal, assertLive });
      const stream = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const next = await pieces.next();
          if (next.done === true) controller.close();
          else controller.enqueue(next.value);
        },
        async cancel() {
          await pieces.return(undefined);
        },
      });
      return { kind: "stream", stream: stream.pipeThrough(new TransformStream(), { signal: ended }) };
    },
  },
  {
    method: "POST",
    path: "/backup/opened",
    policy: "guardian",
    evenSuspended: false,
    summary: "Show that they did",
    body: jsonBody(keysOpened),
    answer: { kind: "json", schema: backupView },
    handle: async (call) => ({
      kind: "json",
      value: await noteKeysOpened(call.house, bodyOf(call, keysOpened), sessionOf(call).person),
    }),
  },
];
