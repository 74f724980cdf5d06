import type { LibraryKind } from "../../../hub/contract/library.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { WhenWish } from "../../../hub/contract/times.ts";
import type { RawSound } from "./raw-sound.ts";

/** What somebody decided about a recording before it is sent. */
export interface TakeNotes {
  /** The toy that it is for; of a relative, the child; of the library, the story that it goes on with, or an id that none has. */
  readonly to: PublicId;
  readonly title: string;
  /** Milliseconds taken off at its start and at its end. */
  readonly cut: Cut;
  /** It is for the library, as one of these. */
  readonly library?: LibraryKind;
  /** Now, where it is left out. */
  readonly when?: WhenWish;
}

export interface Cut {
  readonly start: number;
  readonly end: number;
}

export const NO_CUT: Cut = { start: 0, end: 0 };

/**
 * - `recording`: it still goes on, or it was broken off: by a call, a crash, a tab that was closed.
 * - `draft`: somebody stopped it, and has neither sent nor discarded it.
 * - `sent`: it lies in the outbox or at the hub; what is here is only for who thinks better of it at once.
 */
export type TakeState = "recording" | "draft" | "sent";

/** A recording that this browser keeps. */
export interface Take {
  readonly id: string;
  /** Who recorded it; nobody else who signs in here gets to hear it. */
  readonly person: PublicId;
  /** Milliseconds since 1970, by this browser's clock. */
  readonly startedAt: number;
  readonly state: TakeState;
  readonly notes: TakeNotes;
  /** As much as is kept. */
  readonly milliseconds: number;
}

export type NewTake = Omit<Take, "milliseconds" | "state">;

/**
 * Keeps recordings over a reload, a crash or a flat battery, under a key that no script can read. Every call rejects where the
 * browser keeps nothing (any more): full, or cleared by the system.
 */
export interface TakeStore {
  begin(take: NewTake): Promise<void>;
  /**
   * @param number counts from 0; one that does not follow the last is refused, so that what is kept has no holes
   * @throws TakeGone where the take was removed meanwhile
   */
  add(id: string, number: number, piece: RawSound): Promise<void>;
  /** Of a take that is gone: nothing. */
  change(id: string, change: { readonly state?: TakeState; readonly notes?: TakeNotes }): Promise<void>;
  remove(id: string): Promise<void>;
  /** Oldest first, and only those that can be opened. */
  all(): Promise<readonly Take[]>;
  /** Its pieces in order, up to the first that is damaged; none of a take that is gone. */
  sounds(id: string): Promise<readonly RawSound[]>;
}

/** Removed, in another tab perhaps, while something was still to be added. */
export class TakeGone extends Error {
  override readonly name = "TakeGone";
  readonly code = "take.gone";
}
