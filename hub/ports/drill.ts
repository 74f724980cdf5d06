import type { DrillResult, DrillRun, DrillStep, DrillVerdict } from "../contract/drill.ts";
import { HubError } from "../domain/hub-error.ts";

/** Tries what was done to others on this very hub. Changes nothing that is kept, and asks nothing of a toy. */
export interface Drill {
  readonly notes: DrillNotes;
  /**
   * One step after another, each to its end; what throws in one is that step's result.
   * @param trying called before each step @param tried and behind it
   * @throws the signal's reason
   */
  run(on: {
    readonly signal: AbortSignal;
    readonly trying: (step: DrillStep) => void;
    readonly tried: (result: DrillResult) => void;
  }): Promise<readonly DrillResult[]>;
}

/** What outlives the process. */
export interface DrillNote {
  /** 0 to 1: where in the day this house has its drill. */
  readonly chosen: number;
  /** Lived time of the last one's end; before the first, of when the hub first thought of it. */
  readonly lived: number;
  readonly last?: DrillRun;
  /** The worst of each, oldest first. */
  readonly history: readonly { readonly at: string; readonly verdict: DrillVerdict }[];
  /** Steps that are broken -> lived time at which guardians were told. */
  readonly told: Readonly<Partial<Record<DrillStep, number>>>;
}

export interface DrillNotes {
  read(): Promise<DrillNote | undefined>;
  /** Durable when it resolves. */
  write(note: DrillNote): Promise<void>;
}

export class DrillRefused extends HubError {
  override readonly name = "DrillRefused";
  readonly code: "drill.running" | "drill.no-guardian";
  constructor(code: DrillRefused["code"], message: string) {
    super(message);
    this.code = code;
  }
}
