/** Who is asked because somebody waits answers within so long, or is given up. */
const URGENT_MS = 3_500;

export interface UrgentPing {
  /** Asks the other end whether it is there; nothing where it is being asked. @param isStill whether that is still wanted when no answer came; it is where left out */
  ask(isStill?: () => boolean): void;
  /** Something came from there; or the line is over. */
  answered(): void;
}

export function makeUrgentPing(end: { readonly ping: () => void; readonly giveUp: () => void }): UrgentPing {
  let late: NodeJS.Timeout | undefined;
  let reasons: (() => boolean)[] = [];
  const answered = () => {
    clearTimeout(late);
    late = undefined;
    reasons = [];
  };
  return {
    ask(isStill = () => true) {
      reasons.push(isStill);
      if (late !== undefined) return;
      const asked = setTimeout(() => {
        // After a stop of this very process the answer lies there, and nobody had a turn to read it.
        setImmediate(() => {
          if (late !== asked) return;
          const isWanted = reasons.some((reason) => reason());
          answered();
          if (isWanted) end.giveUp();
        });
      }, URGENT_MS);
      late = asked;
      end.ping();
    },
    answered,
  };
}
