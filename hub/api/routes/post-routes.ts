/** Everything that a relative may ask for, beside the session. */
import type { z } from "zod";
import { type HouseEvent, MAX_SEALED_BYTES, messageMeta } from "../../contract/api.ts";
import { MAX_TOY_BYTES } from "../../contract/clip-ticket.ts";
import { type postEvent, postMessage, postView, sealedMeta } from "../../contract/post.ts";
import { handOutShare } from "../../use-cases/share-answer.ts";
import { takeSealed, takeStamped } from "../../use-cases/take-post.ts";
import { cancelOwn, makePostEar, viewPost, viewPostMessage } from "../../use-cases/view-post.ts";
import { bodyOf, fileOf, idOf, sessionOf } from "../call-facts.ts";
import { openStream } from "../open-stream.ts";
import type { Call, Outcome, Route } from "../route.ts";

const none = { kind: "none" } as const;
const CHANGED: z.output<typeof postEvent> = { kind: "changed" };
const own = { kind: "json", schema: postMessage, status: 201 } as const;
const taken = ({ house }: Call, { isNew, record }: Awaited<ReturnType<typeof takeSealed>>): Outcome => ({
  kind: "json",
  value: viewPostMessage(house, record),
  status: isNew ? 201 : 200,
});

export const POST_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/post",
    policy: "family",
    summary: "A relative’s own messages, the answers shared with them, and the children that they are for",
    body: none,
    answer: { kind: "json", schema: postView },
    handle: async (call) => ({ kind: "json", value: await viewPost(call.house, sessionOf(call)) }),
  },
  {
    method: "GET",
    path: "/post/events",
    policy: "family",
    summary: "That something of it changed, and never what, as text/event-stream",
    body: none,
    answer: { kind: "stream" },
    handle: async (call) => {
      const session = sessionOf(call);
      const isTheirs = makePostEar(session.person, await viewPost(call.house, session));
      const hear = (event: HouseEvent) => (isTheirs(event) ? CHANGED : undefined);
      const { body } = await openStream(call, call.signal, async () => CHANGED, hear);
      return { kind: "stream", stream: body };
    },
  },
  {
    method: "GET",
    path: "/post/answers/:id",
    policy: "family",
    summary: "An answer that was shared with who asks, an age file to them alone; noted in the ledger",
    body: none,
    answer: { kind: "bytes", type: "application/octet-stream" },
    handle: async (call) => ({
      kind: "bytes",
      bytes: await handOutShare(call.house, idOf(call), sessionOf(call)),
    }),
  },
  {
    method: "POST",
    path: "/post/messages/:id/cancel",
    policy: "family",
    summary: "Take back a message of one’s own that is not on the toy yet",
    body: none,
    answer: { kind: "json", schema: postMessage },
    handle: async (call) => ({
      kind: "json",
      value: await cancelOwn(call.house, idOf(call), sessionOf(call).person),
    }),
  },
  {
    method: "POST",
    path: "/post/sealed",
    policy: "family",
    summary: "A message that a guardian is to hear first: `meta` and `sealed` (age file), nothing readable",
    body: { kind: "parts", meta: sealedMeta, files: { sealed: MAX_SEALED_BYTES } },
    answer: own,
    handle: async (call) => {
      const meta = bodyOf(call, sealedMeta);
      return taken(call, await takeSealed(call.house, meta, fileOf(call, "sealed"), sessionOf(call).person));
    },
  },
  {
    method: "POST",
    path: "/post/stamped",
    policy: "family",
    summary: "A stamped message of a relative trusted for that child: `meta`, `toy` and `sealed`",
    body: { kind: "parts", meta: messageMeta, files: { toy: MAX_TOY_BYTES, sealed: MAX_SEALED_BYTES } },
    answer: own,
    handle: async (call) => {
      const [toy, sealed] = [fileOf(call, "toy"), fileOf(call, "sealed")];
      const meta = bodyOf(call, messageMeta);
      return taken(call, await takeStamped(call.house, meta, toy, sealed, sessionOf(call).person));
    },
  },
];
