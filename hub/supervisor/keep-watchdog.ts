import { ms } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Supervisor } from "./supervisor.ts";

/** Asks one part whether it works. Rejects where it does not; one that never answers is not well either. */
export type HealthCheck = () => Promise<unknown>;

/**
 * Tells the supervisor that all is well for as long as every part says so: three times in the time after which the process would be ended and
 * started anew. That this runs at all says that the event loop does.
 * @param checks by the name under which the log says what is not well
 */
export function keepWatchdog(options: {
  readonly supervisor: Supervisor;
  readonly clock: Clock;
  readonly log: Logger;
  readonly checks: Readonly<Record<string, HealthCheck>>;
}): Disposable {
  const { supervisor, clock, log, checks } = options;
  const { watchdogMs } = supervisor;
  if (watchdogMs === undefined) return { [Symbol.dispose]: () => undefined };
  let isOver = false;
  let stop: () => void = () => undefined;

  /** Told at once by name, since nobody can ask afterwards what a process waited for when it was ended. */
  const ask = async ([what, check]: [string, HealthCheck]): Promise<boolean> => {
    const late = clock.after(ms(watchdogMs / 3), () => log.error("a part does not answer", { what }));
    try {
      await check();
      return true;
    } catch (error) {
      log.error("a part is not well", { what, error: String((error as Error).name) });
      return false;
    } finally {
      late();
    }
  };
  const look = async () => {
    const answers = await Promise.all(Object.entries(checks).map(ask));
    if (isOver) return;
    if (answers.every(Boolean)) supervisor.alive();
    stop = clock.after(ms(watchdogMs / 3), () => void look());
  };
  void look();
  return {
    [Symbol.dispose]() {
      isOver = true;
      stop();
    },
  };
}
