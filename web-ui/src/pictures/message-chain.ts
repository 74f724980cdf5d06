/** The way of a message as a chain of places, and where it is just now. */
import type { MessageView } from "../../../hub/contract/api.ts";
import type { MessageState } from "../../../hub/domain/message-state.ts";

export type ChainPlace = "phone" | "hub" | "approval" | "toy" | "heard" | "child" | "guardians" | "relatives";

/** `here`: the link to it, or what is to happen there, is what goes on now. `broken`: it came to an end before that. */
export type ChainMark = "done" | "here" | "ahead" | "broken";

export interface ChainLink {
  readonly place: ChainPlace;
  readonly mark: ChainMark;
  /** ISO 8601, where it was reached. */
  readonly at: string | undefined;
}

/** Which place a state is about: all before it were reached. */
const TO_TOY: Readonly<Record<string, { place: ChainPlace; mark: ChainMark }>> = {
  draft: { place: "approval", mark: "here" },
  awaiting_approval: { place: "approval", mark: "here" },
  declined: { place: "approval", mark: "broken" },
  scheduled: { place: "toy", mark: "here" },
  queued: { place: "toy", mark: "here" },
  delivering: { place: "toy", mark: "here" },
  failed: { place: "toy", mark: "broken" },
  cancelled: { place: "toy", mark: "broken" },
  on_toy: { place: "heard", mark: "here" },
  on_toy_unconfirmed: { place: "heard", mark: "here" },
  replaced: { place: "heard", mark: "broken" },
  played: { place: "heard", mark: "done" },
} satisfies Partial<Record<MessageState, { place: ChainPlace; mark: ChainMark }>> &
  Record<string, { place: ChainPlace; mark: ChainMark }>;

const FROM_TOY: typeof TO_TOY = {
  quarantined: { place: "guardians", mark: "here" },
  received: { place: "guardians", mark: "done" },
  awaiting_release: { place: "relatives", mark: "here" },
  shared: { place: "relatives", mark: "done" },
  failed: { place: "hub", mark: "broken" },
};

/** Phone, hub, approval where one is needed, toy, heard; of an answer the child, hub, guardians, and relatives where there are any. */
export function chainOf(message: MessageView): readonly ChainLink[] {
  const places = message.direction === "to-toy" ? placesToToy(message) : placesFromToy(message);
  const table = message.direction === "to-toy" ? TO_TOY : FROM_TOY;
  const now = table[message.state] ?? { place: "hub", mark: "here" };
  // A message that was taken back while it waited for approval never left there.
  const known = places.indexOf(now.place);
  const current = known < 0 ? places.length - 1 : known;
  return places.map((place, n) => ({
    place,
    mark: n < current ? "done" : n > current ? "ahead" : now.mark,
    at: n < current || (n === current && now.mark === "done") ? reachedAt(message, place) : undefined,
  }));
}

function placesToToy({ history }: MessageView): readonly ChainPlace[] {
  const isApproved = history.some(({ state }) => state === "draft" || state === "awaiting_approval");
  return ["phone", "hub", ...(isApproved ? (["approval"] as const) : []), "toy", "heard"];
}

function placesFromToy({ history }: MessageView): readonly ChainPlace[] {
  const isForOthers = history.some(({ state }) => state === "awaiting_release" || state === "shared");
  return ["child", "hub", "guardians", ...(isForOthers ? (["relatives"] as const) : [])];
}

function reachedAt({ history, createdAt }: MessageView, place: ChainPlace): string | undefined {
  const first = (...states: readonly MessageState[]) =>
    history.find(({ state }) => states.includes(state))?.at;
  switch (place) {
    case "phone":
    case "child":
      return createdAt;
    case "hub":
    case "guardians":
      return history[0]?.at;
    case "approval":
      return first("scheduled", "queued");
    case "toy":
      return first("on_toy", "on_toy_unconfirmed");
    case "heard":
      return first("played");
    case "relatives":
      return first("shared");
  }
}
