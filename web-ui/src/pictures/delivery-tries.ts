import type { MessageView } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { MessageState } from "../../../hub/domain/message-state.ts";

export interface DeliveryTry {
  /** Unix ms. */
  readonly at: number;
  /** `waits`: it has not ended yet. */
  readonly end: "there" | "broke-off" | "waits";
}

const THERE: ReadonlySet<MessageState> = new Set(["on_toy", "on_toy_unconfirmed", "played"]);

/** When messages were carried to this toy, and how that ended; oldest first. @param since Unix ms */
export function deliveryTries(
  messages: readonly MessageView[],
  toy: PublicId,
  since: number,
): readonly DeliveryTry[] {
  return messages
    .filter((message) => message.toy === toy && message.direction === "to-toy")
    .flatMap(({ history }) =>
      history.flatMap(({ state, at }, step): DeliveryTry[] => {
        if (state !== "delivering") return [];
        const next = history.slice(step + 1).find((later) => later.state !== "delivering");
        const end = next === undefined ? "waits" : THERE.has(next.state) ? "there" : "broke-off";
        return [{ at: Date.parse(at), end }];
      }),
    )
    .filter(({ at }) => at >= since)
    .sort((a, b) => a.at - b.at);
}
