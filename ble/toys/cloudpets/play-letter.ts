/** Plays a stored clip for a child who pressed the play paw while the paws only report. */
import { type Duration, ms, seconds } from "../../../hub/domain/duration.ts";
import { ToyError } from "../errors.ts";
import type { Letter } from "../toy-driver.ts";
import { playSlotOf, type UploadSlot } from "./commands.ts";
import { encodeLed, HEART_ON } from "./led.ts";
import { STATES } from "./states.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToyWire } from "./toy-wire.ts";

const BEGINS_WITHIN = seconds(3);
/** Longer than the clip: the toy's own lengths are not told to be exact, and a notification may be late. */
const ENDS_LATE_BY = seconds(10);
/** A write and its answer, and a notification that is late. */
const LIT_FROM_INTERVALS = 4;
/** What may be missing at the end of a clip that counts as heard. */
const MISSED_MS = 500;

/** The first write is the one that plays: a child waits for it. The toy does not light its heart for it, so we do; it puts it out itself. */
export async function playLetter(
  letter: Letter,
  {
    wire,
    watch,
    signal,
    onStarted,
  }: {
    readonly wire: ToyWire;
    readonly watch: ToyWatch;
    readonly signal: AbortSignal;
    onStarted(): void;
  },
): Promise<{ readonly isHeard: boolean }> {
  using told = wire.listen(["state"]);
  using _ours = watch.during("play");
  await wire.command({ kind: "play", slot: playSlotOf(letter.slot as Exclude<UploadSlot, 0>) }, signal);
  const until = async (code: number, within: Duration) => {
    const deadline = wire.clock.monotonic() + within;
    for (;;) {
      const heard = await told.take(ms(Math.max(0, deadline - wire.clock.monotonic())), signal);
      if (heard === undefined) throw new ToyError("toy.silent", "The toy did not play to the end");
      if (heard.kind === "state" && heard.code === code) return wire.clock.monotonic();
    }
  };
  const startedAt = await until(STATES.audioPlayback, BEGINS_WITHIN);
  onStarted();
  // On a slow link a short clip is over before: nothing would put the heart out again.
  if (letter.milliseconds > LIT_FROM_INTERVALS * wire.link.intervalMs)
    await wire.write("led", encodeLed(HEART_ON), signal);
  const endedAt = await until(STATES.idle, ms(letter.milliseconds + ENDS_LATE_BY));
  return { isHeard: endedAt - startedAt + MISSED_MS >= letter.milliseconds };
}
