import type { LivedNote } from "../domain/lived-time.ts";

/** Time that whoever sets the wall clock cannot push. `now` only goes forward: what everything is aged by. See `hub/domain/lived-time.ts`. */
export interface LivedClock {
  /** Ms, close to Unix time on a hub whose clock was never wrong; to be compared with itself only. */
  now(): number;
  /** Unix ms, never ahead of the wall clock: what must not happen early waits for it. See `hub/domain/settled-time.ts`. */
  settled(): number;
}

/** Where lived time outlives the process. */
export interface LivedNotes {
  read(): Promise<LivedNote | undefined>;
  /** Durable when it resolves. */
  write(note: LivedNote): Promise<void>;
}
