/** Everything that a relative may ask for, beside the session. */
import { MAX_SEALED_BYTES, messageMeta } from "../../contract/api.ts";
import { MAX_TOY_BYTES } from "../../contract/clip-ticket.ts";
import { postMessage, sealedMeta } from "../../contract/post.ts";
import { takeSealed, takeStamped } from "../../use-cases/take-post.ts";
import { viewPostMessage } from "../../use-cases/view-post.ts";
import { bodyOf, fileOf, sessionOf } from "../call-facts.ts";
import type { Outcome, Route } from "../route.ts";

const own = { kind: "json", schema: postMessage, status: 201 } as const;
const taken = ({ isNew, record }: Awaited<ReturnType<typeof takeSealed>>): Outcome => ({
  kind: "json",
  value: viewPostMessage(record),
  status: isNew ? 201 : 200,
});

export const POST_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/post/sealed",
    policy: "family",
    summary: "A message that a guardian is to hear first: `meta` and `sealed` (age file), nothing readable",
    body: { kind: "parts", meta: sealedMeta, files: { sealed: MAX_SEALED_BYTES } },
    answer: own,
    handle: async (call) => {
      const meta = bodyOf(call, sealedMeta);
      return taken(await takeSealed(call.house, meta, fileOf(call, "sealed"), sessionOf(call).person));
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
      return taken(await takeStamped(call.house, meta, toy, sealed, sessionOf(call).person));
    },
  },
];
