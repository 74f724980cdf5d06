/** What a child said, given to relatives by guardians. What relatives get of it is in `post-routes.ts`. */
import { MAX_SEALED_BYTES, messageView } from "../../contract/api.ts";
import { answersFor } from "../../contract/post.ts";
import { listAnswersFor } from "../../use-cases/list-answers.ts";
import { shareAnswer, unshareAnswer } from "../../use-cases/share-answer.ts";
import { idOf, personOf, sessionOf } from "../call-facts.ts";
import type { Route } from "../route.ts";

const message = { kind: "json", schema: messageView } as const;

export const SHARE_ROUTES: readonly Route[] = [
  {
    method: "PUT",
    path: "/messages/:id/shares/:person",
    policy: "guardian",
    evenSuspended: false,
    summary:
      "Share a child’s answer with one relative: an age file to the recipient that the roster has for them",
    body: { kind: "bytes", type: "application/octet-stream", maxBytes: MAX_SEALED_BYTES },
    answer: message,
    handle: async (call) => ({
      kind: "json",
      value: await shareAnswer(call.house, idOf(call), personOf(call), call.bytes, sessionOf(call)),
    }),
  },
  {
    method: "DELETE",
    path: "/messages/:id/shares/:person",
    policy: "guardian",
    evenSuspended: false,
    summary: "That relative has the answer no more: their file is erased",
    body: { kind: "none" },
    answer: message,
    handle: async (call) => ({
      kind: "json",
      value: await unshareAnswer(call.house, idOf(call), personOf(call), sessionOf(call)),
    }),
  },
  {
    method: "GET",
    path: "/people/:id/answers",
    policy: "guardian",
    summary: "Answers that one may want to share with this relative in one go: again, or as others have them",
    body: { kind: "none" },
    answer: { kind: "json", schema: answersFor },
    handle: async (call) => ({ kind: "json", value: await listAnswersFor(call.house, idOf(call)) }),
  },
];
