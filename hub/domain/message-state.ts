/**
 * The life of a message, one vocabulary for rules, API, MQTT and page.
 *
 *   to the toy     draft -> scheduled <-> queued -> delivering -> on_toy -> played
 *                    |          |           |           |           `-> on_toy_unconfirmed -> played | replaced
 *                    |          |           |           `-> queued (link lost: tried again) | failed | cancelled (taken from the toy again)
 *                    `----------`-----------`-> cancelled
 *   from a relative whom nobody trusts for that child
 *                  awaiting_approval -> scheduled | queued -> ... | declined | cancelled
 *   from the toy   received -> awaiting_release <-> shared; failed
 *   and made while nobody watched
 *                  quarantined -> received | awaiting_release -> ...
 *
 * `recording` and `uploading` exist in the page only; nothing has reached the hub yet.
 */
export const MESSAGE_STATES = {
  draft: { final: false, next: ["scheduled", "queued", "cancelled"] }, // sealed only; waits for a guardian's stamp
  awaiting_approval: { final: false, next: ["scheduled", "queued", "declined", "cancelled"] }, // the same, of a relative: a guardian listens first
  declined: { final: true, next: [] }, // a guardian said "not this one"; the sender hears why
  scheduled: { final: false, next: ["queued", "delivering", "cancelled", "failed"] }, // waits for its moment, or until quiet hours end
  queued: { final: false, next: ["scheduled", "delivering", "cancelled", "failed"] },
  delivering: { final: false, next: ["on_toy", "on_toy_unconfirmed", "queued", "failed", "cancelled"] },
  on_toy: { final: false, next: ["played", "replaced", "on_toy_unconfirmed"] }, // heart lit, confirmed
  on_toy_unconfirmed: { final: false, next: ["played", "replaced", "on_toy"] }, // on the toy; nobody can see what happens there
  played: { final: true, next: [] },
  replaced: { final: true, next: [] },
  failed: { final: false, next: ["queued", "delivering", "cancelled"] }, // delivering: a guardian wants it back, and ble is asked; so from `scheduled` after a try
  cancelled: { final: true, next: [] },
  quarantined: { final: false, next: ["received", "awaiting_release"] }, // recorded while nobody watched, by the child or not: a guardian listens first
  received: { final: false, next: ["awaiting_release", "shared"] }, // a child's answer, sealed to the guardians
  awaiting_release: { final: false, next: ["shared"] }, // the same, and there are relatives whom it could be shared with
  shared: { final: false, next: ["awaiting_release"] }, // a guardian gave it to at least one of them
} as const satisfies Record<string, { final: boolean; next: readonly string[] }>;

export type MessageState = keyof typeof MESSAGE_STATES;

export const isMessageState = (text: string): text is MessageState => Object.hasOwn(MESSAGE_STATES, text);

export const canMove = (from: MessageState, to: MessageState): boolean =>
  (MESSAGE_STATES[from].next as readonly string[]).includes(to);

/** The state a message is in: the one that its last transition led to. */
export function stateOf(message: {
  readonly history: readonly { readonly state: MessageState }[];
}): MessageState {
  const last = message.history.at(-1);
  if (last === undefined) throw new RangeError("a message without a history");
  return last.state;
}

/**
 * Whether the hub itself still has to do something about it. What waits for a guardian, or is over, does not count; what a
 * guardian declined does until its sound is erased.
 */
export const isOpen = (message: {
  readonly history: readonly { readonly state: MessageState }[];
  readonly sealedBytes: number;
}): boolean => {
  const state = stateOf(message);
  return OPEN.has(state) || (state === "declined" && message.sealedBytes > 0);
};

const OPEN: ReadonlySet<MessageState> = new Set([
  "scheduled",
  "queued",
  "delivering",
  "on_toy",
  "on_toy_unconfirmed",
]);

/** Nothing of it is with ble: its time has not come, or the toy is not there yet. */
export const isWaiting = (state: MessageState): boolean => state === "scheduled" || state === "queued";

/** It lies there, and nobody was seen to hear it. */
export const isOnToy = (state: MessageState): boolean => state === "on_toy" || state === "on_toy_unconfirmed";

/** It waits, or ble is at it. */
export const isOnItsWay = (state: MessageState): boolean => isWaiting(state) || state === "delivering";

/** Kept sealed only: nobody whom ble believes has stamped it yet. */
export const isUnstamped = (state: MessageState): boolean =>
  state === "draft" || state === "awaiting_approval";

/** Why a guardian lets a message not go to the child. Each is a kind sentence to who sent it; the page has the words. */
export const DECLINE_REASONS = ["not-now", "hard-to-hear", "too-long", "other-words", "ask-me"] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** Cause of a step that changes no state: the sound of a declined message was erased. */
export const SOUND_ERASED = "sound-erased";

/** Cause of a step that changes no state: a guardian wants the message back, and ble has not said yet whether in time. */
export const CANCEL_ASKED = "guardian-cancels";

/** Cause of a step, and code of a failure: the readable clip was kept for as long as one may be. */
export const KEPT_TOO_LONG = "kept-too-long";

/** The same: the hub started anew, with a family that did not send it. */
export const STARTED_ANEW = "started-anew";

/** Cause of a step: a guardian removed the toy that it was for, or lies on. */
export const TOY_REMOVED = "toy-removed";

/** What the hub itself gives a message up for; what ble tells is in `hub/contract/ble-control.ts`. */
export const HUB_FAILURES = [
  KEPT_TOO_LONG,
  STARTED_ANEW,
  "clip-missing",
  "stamp.expired",
  "stamp.unknown-signer",
] as const;
export type HubFailure = (typeof HUB_FAILURES)[number];
