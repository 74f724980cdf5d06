import type { PublicId } from "../contract/public-id.ts";
import type { SignalHistory } from "../domain/signal-history.ts";

/** Where a day of signal outlives the process: all toys' in one note. */
export interface SignalNotes {
  read(): Promise<readonly ToySignals[]>;
  /** Durable when it resolves. Takes the place of the note before. */
  write(toys: readonly ToySignals[]): Promise<void>;
}

export interface ToySignals {
  readonly toy: PublicId;
  readonly history: SignalHistory;
}
