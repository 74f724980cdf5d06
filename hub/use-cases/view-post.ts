import type { PostMessage } from "../contract/post.ts";
import { publicId } from "../contract/public-id.ts";
import { stateOf } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";

const iso = (at: number) => new Date(at).toISOString();

/** What its sender sees of a message: the state it is in, and nothing of how the house goes about it. */
export function viewPostMessage(record: MessageRecord): PostMessage {
  const state = stateOf(record);
  const since = record.history.findLast((step, at, all) => step.state !== all[at - 1]?.state);
  return {
    id: publicId.parse(record.id),
    child: publicId.parse(record.child),
    createdAt: iso(record.createdAt),
    milliseconds: record.milliseconds,
    state,
    at: iso(since?.at ?? record.createdAt),
    ...(record.declined === undefined ? {} : { declined: record.declined.reason }),
  };
}
