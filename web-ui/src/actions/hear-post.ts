import type { PostMessage } from "../../../hub/contract/post.ts";
import type { Page } from "../page-state.ts";

/** Takes in one message as the hub has it now. */
export function hearPost(page: Page, message: PostMessage): void {
  const now = page.post.value;
  if (now === undefined) return;
  const others = now.messages.filter(({ id }) => id !== message.id);
  const isKnown = others.length < now.messages.length;
  page.post.value = {
    ...now,
    messages: isKnown
      ? now.messages.map((one) => (one.id === message.id ? message : one))
      : [message, ...others],
  };
}
