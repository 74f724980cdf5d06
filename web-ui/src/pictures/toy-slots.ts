/**
 * What lies on a toy, as far as the hub saw it get there: slot 1 is the toy's own recording, slot 2 what the play paw plays. The other
 * three are used by a mailbox, for what comes after.
 */
import type { MessageView } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { MessageState } from "../../../hub/domain/message-state.ts";
import type { ToySkill } from "../../../hub/domain/toy-skill.ts";

export type ToySlot =
  /** Nothing that the page knows of: it may hold something from before. */
  | { readonly kind: "unknown" }
  | { readonly kind: "unused" }
  /** Of a mailbox: comes after the ones before it. */
  | { readonly kind: "behind"; readonly message: MessageView; readonly at: number }
  /** The child's own; the toy keeps it until the next. */
  | { readonly kind: "recording"; readonly message: MessageView; readonly at: number }
  | {
      readonly kind: "message";
      readonly message: MessageView;
      /** When it got there, Unix ms. */
      readonly at: number;
      readonly isHeard: boolean;
    }
  /** Half a second of the room is there since `at`, over what the child had recorded. */
  | { readonly kind: "recorded-over"; readonly at: number }
  /** Something broke off there after `at`. */
  | { readonly kind: "unsure"; readonly at: number };

const UNUSED = { kind: "unused" } as const;
const THERE: ReadonlySet<MessageState> = new Set(["on_toy", "on_toy_unconfirmed", "played"]);

/** Slots 1 to 5. @param recordedOverAt as `ToyView` tells */
export function slotsOf(
  messages: readonly MessageView[],
  toy: PublicId,
  recordedOverAt: string | null,
): readonly ToySlot[] {
  const own = messages.filter((message) => message.toy === toy);
  const behind = [2, 3, 4].map((place) => behindIn(own, place));
  const lieBehind = new Set(behind.flatMap((slot) => (slot.kind === "behind" ? [slot.message.id] : [])));
  const others = own.filter(({ id }) => !lieBehind.has(id));
  return [recordingIn(own, recordedOverAt), playSlot(others, lieBehind.size > 0), ...behind];
}

/** Whether a toy that can no more than this has that slot at all. @param at in the list of {@link slotsOf} */
export const hasSlot = (can: readonly ToySkill[], at: number): boolean =>
  at === 1 || can.includes(at === 0 ? "recording" : "mailbox");

/** @param place as the hub counts, without the child's own: 2..4 */
function behindIn(messages: readonly MessageView[], place: number): ToySlot {
  const there = messages.find(({ slot, state }) => slot === place && isUnheard(state));
  return there === undefined
    ? UNUSED
    : { kind: "behind", message: there, at: arrivedAt(there) ?? Number.NaN };
}

const isUnheard = (state: MessageState): boolean => state === "on_toy" || state === "on_toy_unconfirmed";

const arrivedAt = ({ history }: MessageView): number | undefined => {
  const step = history.find(({ state }) => THERE.has(state));
  return step === undefined ? undefined : Date.parse(step.at);
};

function recordingIn(messages: readonly MessageView[], recordedOverAt: string | null): ToySlot {
  const [newest] = messages
    .filter(({ direction }) => direction === "from-toy")
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (recordedOverAt !== null && recordedOverAt > (newest?.createdAt ?? ""))
    return { kind: "recorded-over", at: Date.parse(recordedOverAt) };
  if (newest === undefined) return { kind: "unknown" };
  return { kind: "recording", message: newest, at: Date.parse(newest.createdAt) };
}

/** @param hasMore others lie behind */
function playSlot(messages: readonly MessageView[], hasMore: boolean): ToySlot {
  const carried = messages.filter(({ direction }) => direction === "to-toy");
  const arrivals = carried
    // One that was heard from behind is not what the paw plays.
    .filter(({ slot }) => slot === null || slot === 1)
    .flatMap((message) => {
      const at = arrivedAt(message);
      return at === undefined ? [] : [{ message, at }];
    })
    .sort((a, b) => b.at - a.at);
  // In a mailbox others come beside it: what nobody heard is there, whatever broke off since.
  const unheard = arrivals.find(({ message }) => isUnheard(message.state) && message.library === undefined);
  if (unheard !== undefined && hasMore) return { kind: "message", ...unheard, isHeard: false };
  const [latest] = arrivals;
  const brokeOff = Math.max(Number.NEGATIVE_INFINITY, ...carried.map(begunInVain));
  if (brokeOff > (latest?.at ?? Number.NEGATIVE_INFINITY)) return { kind: "unsure", at: brokeOff };
  if (latest === undefined) return { kind: "unknown" };
  return { kind: "message", ...latest, isHeard: latest.message.state === "played" };
}

/** When a message was last carried that has not got there, or was taken from there again; Unix ms. */
function begunInVain({ history }: MessageView): number {
  const at = history.findLastIndex(({ state }) => state === "delivering");
  const isThere = history.slice(at + 1).some(({ state }) => THERE.has(state));
  const begun = history[at]?.at;
  return begun === undefined || isThere ? Number.NEGATIVE_INFINITY : Date.parse(begun);
}
