/** The drill: its steps in their order, each to its end, and none for longer than it may take. */
import { DRILL_STEPS, type DrillResult, type DrillStep, verdictOf } from "../contract/drill.ts";
import { HubError } from "../domain/hub-error.ts";
import type { Drill, DrillNotes } from "../ports/drill.ts";
import type { Trial } from "./trial.ts";

/** A Raspberry Pi reads a large backup in less. */
const MOST_MS = 15 * 60_000;
const MOST_DETAIL = 10;
const MOST_LETTERS = 200;

export function openDrill(parts: {
  readonly notes: DrillNotes;
  readonly trials: { readonly [S in DrillStep]: Trial<S> };
  readonly mostMs?: number;
}): Drill {
  const { notes, trials, mostMs = MOST_MS } = parts;
  return {
    notes,
    async run({ signal, trying, tried }) {
      const results: DrillResult[] = [];
      for (const step of DRILL_STEPS) {
        signal.throwIfAborted();
        trying(step);
        const result = await attempt(trials[step], AbortSignal.any([signal, AbortSignal.timeout(mostMs)]));
        signal.throwIfAborted();
        results.push(result);
        tried(result);
      }
      return results;
    },
  };
}

/** Whichever step it is. */
interface AnyTrial {
  readonly step: DrillStep;
  attempt(signal: AbortSignal): Promise<{
    readonly seen: string;
    readonly count?: number;
    readonly detail?: readonly string[];
  }>;
}

async function attempt(trial: AnyTrial, signal: AbortSignal): Promise<DrillResult> {
  const { step } = trial;
  const over = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => over.reject(signal.reason), { once: true });
  try {
    const { seen, count = 0, detail = [] } = await Promise.race([trial.attempt(signal), over.promise]);
    const lines = detail.slice(0, MOST_DETAIL).map((line) => line.slice(0, MOST_LETTERS));
    return { step, verdict: verdictOf(step, seen), seen, count, detail: lines };
  } catch (error) {
    const why = error instanceof HubError ? error.code : String((error as Error | undefined)?.name);
    return { step, verdict: "could-not-try", seen: "failed", count: 0, detail: [why] };
  }
}
