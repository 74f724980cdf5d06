import { minutes } from "../domain/duration.ts";
import { HubStops } from "../domain/hub-stops.ts";
import type { House } from "./house.ts";

const LOOK_AGAIN = minutes(1);

/**
 * Looks at once, and again a minute after each look has ended. What a look throws is the house's to note.
 * @param look with what aborts, by {@link HubStops}, when nobody is to look any more
 */
export function lookEachMinute(
  { clock, fail }: Pick<House, "clock" | "fail">,
  look: (stopping: AbortSignal) => Promise<void>,
): Disposable {
  const stopping = new AbortController();
  let stop: () => void = () => undefined;
  const lookAgain = () => {
    look(stopping.signal)
      .catch(fail)
      .finally(() => {
        if (!stopping.signal.aborted) stop = clock.after(LOOK_AGAIN, lookAgain);
      });
  };
  lookAgain();
  return {
    [Symbol.dispose]() {
      stop();
      stopping.abort(new HubStops());
    },
  };
}
