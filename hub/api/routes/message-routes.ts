import { MAX_SEALED_BYTES, messageMeta, messagePage, messageView, stampMeta } from "../../contract/api.ts";
import { MAX_TOY_BYTES } from "../../contract/clip-ticket.ts";
import { declineRequest } from "../../contract/post.ts";
import { parsePublicId } from "../../contract/public-id.ts";
import { readWhen, whenChange } from "../../contract/times.ts";
import { chooseWhen } from "../../use-cases/choose-when.ts";
import { declineMessage } from "../../use-cases/decline-message.ts";
import { handOutArchive } from "../../use-cases/hand-out-archive.ts";
import { letInRecording } from "../../use-cases/let-in-recording.ts";
import { stampDraft, takeMessage } from "../../use-cases/take-message.ts";
import { viewMessages } from "../../use-cases/view-house.ts";
import { cancelMessage, replaceMessage, retryMessage } from "../../use-cases/withdraw-message.ts";
import { bodyOf, fileOf, idOf, sessionOf } from "../call-facts.ts";
import { HttpRefused } from "../errors.ts";
import { jsonBody, type Route } from "../route.ts";

const none = { kind: "none" } as const;
const message = { kind: "json", schema: messageView } as const;

export const MESSAGE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/messages",
    policy: "guardian",
    summary: "Older messages, 50 at a time, newest first",
    query: { before: "Id of the message to go on from" },
    body: none,
    answer: { kind: "json", schema: messagePage },
    handle: async ({ house, query }) => {
      const text = query.get("before");
      const before = parsePublicId(text);
      if (text !== null && before === undefined) throw new HttpRefused("http.malformed", "`before` is no id");
      return { kind: "json", value: { messages: await viewMessages(house, before) } };
    },
  },
  {
    method: "POST",
    path: "/messages",
    policy: "guardian",
    summary: "A stamped message: `meta`, `toy` (message file) and `sealed` (age file)",
    body: {
      kind: "parts",
      meta: messageMeta,
      files: { toy: MAX_TOY_BYTES, sealed: MAX_SEALED_BYTES },
    },
    answer: { ...message, status: 201 },
    handle: async (call) => {
      const meta = bodyOf(call, messageMeta);
      const taken = await takeMessage(call.house, meta, fileOf(call, "toy"), fileOf(call, "sealed"));
      return { kind: "json", value: taken.message, status: taken.isNew ? 201 : 200 };
    },
  },
  {
    method: "PUT",
    path: "/messages/:id/stamp",
    policy: "guardian",
    summary: "Stamp a draft or a relative’s message and hand over its clip: `meta`, `toy`",
    body: { kind: "parts", meta: stampMeta, files: { toy: MAX_TOY_BYTES } },
    answer: message,
    handle: async (call) => {
      const meta = bodyOf(call, stampMeta);
      if (meta.id !== idOf(call)) throw new HttpRefused("http.malformed", "two ids");
      return { kind: "json", value: await stampDraft(call.house, meta, fileOf(call, "toy")) };
    },
  },
  {
    method: "POST",
    path: "/messages/:id/decline",
    policy: "guardian",
    summary: "Let a relative’s message go no further, and say why; its sound is erased within a day",
    body: jsonBody(declineRequest),
    answer: message,
    handle: async (call) => {
      const { reason } = bodyOf(call, declineRequest);
      const { house } = call;
      return { kind: "json", value: await declineMessage(house, idOf(call), reason, sessionOf(call)) };
    },
  },
  {
    method: "POST",
    path: "/messages/:id/let-in",
    policy: "guardian",
    summary: "Say that what was recorded while nobody watched is the child’s, having fetched it",
    body: none,
    answer: message,
    handle: async (call) => ({
      kind: "json",
      value: await letInRecording(call.house, idOf(call), sessionOf(call)),
    }),
  },
  {
    method: "GET",
    path: "/messages/:id/archive",
    policy: "guardian",
    summary: "The sealed clip, an age file that the browser opens; noted in the ledger",
    body: none,
    answer: { kind: "bytes", type: "application/octet-stream" },
    handle: async (call) => ({
      kind: "bytes",
      bytes: await handOutArchive(call.house, idOf(call), sessionOf(call)),
    }),
  },
  {
    method: "POST",
    path: "/messages/:id/cancel",
    policy: "guardian",
    summary: "Take back a message that is not on the toy yet",
    body: none,
    answer: message,
    handle: async (call) => ({ kind: "json", value: await cancelMessage(call.house, idOf(call)) }),
  },
  {
    method: "PUT",
    path: "/messages/:id/when",
    policy: "guardian",
    summary: "Let a message that waits go at another time, or at once",
    body: jsonBody(whenChange),
    answer: message,
    handle: async (call) => {
      const { when, stamp } = bodyOf(call, whenChange);
      return { kind: "json", value: await chooseWhen(call.house, idOf(call), readWhen(when), stamp) };
    },
  },
  {
    method: "POST",
    path: "/messages/:id/retry",
    policy: "guardian",
    summary: "Try a failed message again",
    body: none,
    answer: message,
    handle: async (call) => ({ kind: "json", value: await retryMessage(call.house, idOf(call)) }),
  },
  {
    method: "POST",
    path: "/messages/:id/replace",
    policy: "guardian",
    summary: "Let the next message take the place of one on the toy",
    body: none,
    answer: message,
    handle: async (call) => ({ kind: "json", value: await replaceMessage(call.house, idOf(call)) }),
  },
];
