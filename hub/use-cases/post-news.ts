/** What a guardian may want to be told of the post: a relative's message that nobody has listened to yet, and a child's answer. */
import type { HouseEvent } from "../contract/api.ts";
import { hours } from "../domain/duration.ts";
import type { MessageState } from "../domain/message-state.ts";
import { stateOf } from "../domain/message-state.ts";
import type { Clock } from "../ports/clock.ts";
import type { MessageStore } from "../ports/message-store.ts";

/** What waits that long is told once more, and then never again. */
const REMINDER = hours(4);
/** Older ones a guardian sees when they look: nobody is told of them after a restart. */
const RECALLED = 200;

/** Each with when the newest of its kind came, Unix ms. */
export interface PostNow {
  waiting?: number;
  reminder?: number;
  answer?: number;
}

export interface PostNews {
  now(): PostNow;
  hear(event: HouseEvent): void;
  /** What was there before this hub started. */
  recall(messages: Pick<MessageStore, "newest">): Promise<void>;
  onChange(listener: () => void): void;
}

export function makePostNews(clock: Pick<Clock, "now" | "monotonic">): PostNews {
  /** Message id -> when it came, and since when it waits by the clock that nobody sets. */
  const waiting = new Map<string, { readonly at: number; readonly since: number }>();
  const listeners: (() => void)[] = [];
  let answer: number | undefined;

  const note = (id: string, direction: "to-toy" | "from-toy", state: MessageState, at: number): void => {
    if (direction === "from-toy") answer = Math.max(answer ?? 0, at);
    else if (state !== "awaiting_approval") waiting.delete(id);
    else if (!waiting.has(id)) {
      const age = Math.max(0, clock.now() - at);
      waiting.set(id, { at, since: clock.monotonic() - age });
    }
  };

  return {
    now() {
      const all = [...waiting.values()];
      const old = all.filter(({ since }) => clock.monotonic() - since >= REMINDER);
      return {
        ...(all.length > 0 && { waiting: Math.max(...all.map(({ at }) => at)) }),
        ...(old.length > 0 && { reminder: Math.max(...old.map(({ at }) => at)) }),
        ...(answer !== undefined && { answer }),
      };
    },
    hear(event) {
      if (event.kind === "message") {
        const { id, direction, state, createdAt } = event.message;
        note(id, direction, state, Date.parse(createdAt));
      } else if (event.kind === "erased") {
        for (const id of event.messages) waiting.delete(id);
      } else return;
      for (const listener of listeners) listener();
    },
    async recall(messages) {
      for (const record of await messages.newest(RECALLED))
        note(record.id, record.direction, stateOf(record), record.createdAt);
      for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
