/** What of the house the smart home may know, kept up to date by what the open pages are told, too. */
import type { HouseEvent, MessageView, ToyView } from "../contract/api.ts";
import type { SmartToyDoing, SmartToyState } from "../contract/smart-home.ts";
import { isOnToy, isWaiting, MESSAGE_STATES } from "../domain/message-state.ts";

/** Something that happened, for whoever waits for such things. `toy` is its id. */
export interface Happening {
  readonly kind: "message_delivered" | "message_played" | "recording_received" | "approval_needed";
  readonly toy: string | null;
}

interface LastTimes {
  readonly delivered: string | null;
  readonly played: string | null;
}

/** Its moment in the bar, to tell how long it will take. */
interface Progress {
  readonly atMs: number;
  readonly percent: number;
}

const MOST_HEARD = 500;
const NEVER: LastTimes = { delivered: null, played: null };

export class HouseBook {
  /** Those to a toy that are not over, by id. */
  readonly #open = new Map<string, MessageView>();
  readonly #last = new Map<string, LastTimes>();
  readonly #began = new Map<string, Progress>();
  /** A child's answers that were told of, newest last: what is changed of one later is no news. */
  readonly #heard = new Set<string>();
  #toys: readonly ToyView[];

  /** @param nowMs a clock that only goes forward */
  constructor(toys: readonly ToyView[], messages: readonly MessageView[], nowMs: number) {
    this.#toys = toys;
    for (const message of messages) this.#take(message, nowMs);
  }

  toys(): readonly ToyView[] {
    return this.#toys;
  }

  /** @returns what happened by it */
  hear(event: HouseEvent, nowMs: number): readonly Happening[] {
    switch (event.kind) {
      case "state":
        this.#toys = event.state.toys;
        return [];
      case "toys":
        this.#toys = event.toys;
        return [];
      case "message":
        return this.#hearMessage(event.message, nowMs);
      case "erased":
        for (const id of event.messages) this.#forget(id);
        return [];
      default:
        return [];
    }
  }

  /** @param isQuiet whether the toy is to be quiet, by the child's times or by the smart home itself */
  stateOf(toy: ToyView, isQuiet: boolean, nowMs: number): SmartToyState {
    const own = [...this.#open.values()].filter((message) => message.toy === toy.id);
    const delivering = own.find(({ state }) => state === "delivering");
    const last = this.#last.get(toy.id) ?? NEVER;
    return {
      state: doing(toy, delivering !== undefined),
      rssi: toy.connected ? toy.rssi : null,
      queued: own.filter(({ state }) => isWaiting(state)).length,
      delivering: delivering === undefined ? null : this.#progressOf(delivering, nowMs),
      unheard: own.filter(({ state, library }) => isOnToy(state) && library === undefined).length,
      last_delivered: last.delivered,
      last_played: last.played,
      quiet: isQuiet,
      volume: toy.volume,
    };
  }

  #hearMessage(message: MessageView, nowMs: number): readonly Happening[] {
    const { id, toy } = message;
    const before = this.#open.get(id);
    const played = this.#last.get(toy ?? "")?.played ?? "";
    const isKnown = this.#heard.has(id);
    this.#take(message, nowMs);
    if (message.direction === "from-toy")
      return isKnown || message.history.length > 1 ? [] : [{ kind: "recording_received", toy }];
    const kind = message.state === before?.state ? undefined : stepTold(message, before, played);
    return kind === undefined ? [] : [{ kind, toy }];
  }

  #progressOf({ id, progress }: MessageView, nowMs: number): NonNullable<SmartToyState["delivering"]> {
    const percent = progress?.percent ?? 0;
    const began = this.#began.get(id);
    const done = began === undefined ? 0 : percent - began.percent;
    const eta_s =
      began === undefined || done <= 0
        ? null
        : Math.ceil((((nowMs - began.atMs) / done) * (100 - percent)) / 1_000);
    return { id, percent, eta_s };
  }

  #take(message: MessageView, nowMs: number): void {
    const { id, toy, state, progress } = message;
    if (message.direction === "from-toy") {
      this.#noteHeard(id);
      return;
    }
    if (toy !== null) this.#noteTimes(toy, message);
    if (state !== "delivering" || progress === null) this.#began.delete(id);
    else if (progress.percent < (this.#began.get(id)?.percent ?? Number.POSITIVE_INFINITY))
      this.#began.set(id, { atMs: nowMs, percent: progress.percent });
    if (MESSAGE_STATES[state].final) this.#forget(id);
    else this.#open.set(id, message);
  }

  #noteHeard(id: string): void {
    this.#heard.add(id);
    const [oldest] = this.#heard;
    if (this.#heard.size > MOST_HEARD && oldest !== undefined) this.#heard.delete(oldest);
  }

  #forget(id: string): void {
    this.#open.delete(id);
    this.#began.delete(id);
  }

  #noteTimes(toy: string, { history }: MessageView): void {
    const before = this.#last.get(toy) ?? NEVER;
    const at = (states: readonly string[]) => history.findLast(({ state }) => states.includes(state))?.at;
    const first = history.find(({ state }) => isOnToy(state))?.at;
    this.#last.set(toy, {
      delivered: later(before.delivered, first),
      played: later(before.played, at(["played"])),
    });
  }
}

const later = (one: string | null, other: string | undefined): string | null =>
  other === undefined || (one !== null && one >= other) ? one : other;

function doing({ connected, activity }: ToyView, isDelivering: boolean): SmartToyDoing {
  if (!connected) return "out_of_range";
  if (activity === "playing" || activity === "recording") return activity;
  if (isDelivering || activity === "delivering") return "delivering";
  // A child's recording is brought in: nobody can do anything else with the toy.
  return activity === "fetching" ? "recording" : "idle";
}

/** @param played when one was heard last on that toy, before this */
function stepTold(
  { state, history }: MessageView,
  before: MessageView | undefined,
  played: string,
): Happening["kind"] | undefined {
  if (state === "awaiting_approval" || state === "draft") return "approval_needed";
  if (isOnToy(state)) return before !== undefined && isOnToy(before.state) ? undefined : "message_delivered";
  return state === "played" && (history.at(-1)?.at ?? "") > played ? "message_played" : undefined;
}
