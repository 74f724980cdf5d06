/** What every step of the drill is. */
import type { DrillSeen, DrillStep } from "../contract/drill.ts";

interface Seen<S extends DrillStep> {
  readonly seen: DrillSeen<S>;
  /** Of what the words say. */
  readonly count?: number;
  /** Where exactly, for who looks after the hub; never anything that a child or a guardian said. */
  readonly detail?: readonly string[];
}

/** Tries one thing that was done to others, for real, and leaves everything as it was. */
export interface Trial<S extends DrillStep = DrillStep> {
  readonly step: S;
  /** What throws could not be tried. */
  attempt(signal: AbortSignal): Promise<Seen<S>>;
}
