import { minutes } from "../domain/duration.ts";
import { LivedTime } from "../domain/lived-time.ts";
import { SettledTime } from "../domain/settled-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { LivedClock, LivedNotes } from "../ports/lived-clock.ts";

const LOOK_AGAIN = minutes(5);
/** What a kill may take back; the wall clock makes up for it. Each note is a write to an SD card. */
const NOTED_EVERY = minutes(60);

/**
 * Keeps count of lived time, and notes it every hour, at the end, and whenever the wall clock was believed.
 * @param newest lived time of the newest thing that is kept
 * @param fail hears of a note that could not be written
 */
export async function openLivedClock(options: {
  readonly clock: Clock;
  readonly notes: LivedNotes;
  readonly newest: number | undefined;
  readonly fail: (error: unknown) => void;
}): Promise<LivedClock & AsyncDisposable> {
  const { clock, notes, newest, fail } = options;
  const read = () => ({ wall: clock.now(), monotonic: clock.monotonic() });
  const time = new LivedTime(read(), await notes.read(), newest);
  const { lived, ahead } = time.note(clock.monotonic());
  const settled = new SettledTime(read(), lived + ahead);
  let notedAt: number | undefined;
  let stop: () => void = () => undefined;
  const write = () => {
    notedAt = clock.monotonic();
    return notes.write(time.note(notedAt)).catch(fail);
  };
  const look = () => {
    stop = clock.after(LOOK_AGAIN, look);
    const wasAway = time.look(read());
    settled.now(read());
    if (wasAway || notedAt === undefined || clock.monotonic() - notedAt >= NOTED_EVERY) void write();
  };
  look();
  return {
    now: () => time.now(clock.monotonic()),
    settled: () => settled.now(read()),
    async [Symbol.asyncDispose]() {
      stop();
      await write();
    },
  };
}
