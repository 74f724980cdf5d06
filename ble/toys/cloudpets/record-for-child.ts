/**
 * A recording that a child asked for by the record paw while the paws only report: the heart is lit first, and without it there is none. The
 * toy shows no state for it, and would go on until its slot is full; so it is ended in every case where there is still a link.
 */
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { ToyError } from "../errors.ts";
import { STOP_PLAYING } from "./commands.ts";
import { decodeLed, encodeLed, HEART_ON } from "./led.ts";
import { STATES } from "./states.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToyWire } from "./toy-wire.ts";

/** A little less than what the slot holds. */
const LONGEST = seconds(39);
/** The toy keeps nothing shorter. */
const SHORTEST_MS = 500;
const RESTS_WITHIN = seconds(10);

export interface RecordingTools {
  readonly wire: ToyWire;
  readonly watch: ToyWatch;
  readonly signal: AbortSignal;
  /** Ends it early, and well. */
  readonly ending: AbortSignal;
  /** About to begin. */
  onStarted(): void;
}

/**
 * From Idle only; until the record paw is pressed again, or the slot is full.
 * @returns how long it lasted, ms
 * @throws {ToyError} `toy.lies` where the heart is not lit
 */
export async function recordForChild(tools: RecordingTools): Promise<number> {
  const { wire, signal, ending, onStarted } = tools;
  using told = wire.listen(["state"]);
  await wire.write("led", encodeLed(HEART_ON), signal);
  if (decodeLed(await wire.read("led", signal))?.mode !== "on")
    throw new ToyError("toy.lies", "The heart is not lit: nothing is recorded");
  onStarted();
  await wire.command({ kind: "record" }, signal);
  const startedAt = wire.clock.monotonic();
  const both = AbortSignal.any([signal, ending]);
  const deadline = startedAt + LONGEST;
  while (!both.aborted) {
    const left = ms(Math.max(0, deadline - wire.clock.monotonic()));
    const heard = await told.take(left, both).catch(() => undefined);
    if (heard === undefined || (heard.kind === "state" && heard.code === STATES.gameRecordPaw)) break;
  }
  signal.throwIfAborted();
  const short = SHORTEST_MS - (wire.clock.monotonic() - startedAt);
  if (short > 0) await wire.clock.sleep(ms(short), signal);
  const lasted = wire.clock.monotonic() - startedAt;
  await stopRecording(tools);
  return lasted;
}

/**
 * Ends it, and what the toy then takes for playing; the heart goes out with it.
 * @param tools.meanwhile asked while the toy comes to rest
 * @returns whether the play paw was pressed meanwhile: the toy only reports it then, and plays nothing
 */
export async function stopRecording({
  wire,
  watch,
  signal,
  meanwhile,
}: Pick<RecordingTools, "wire" | "watch" | "signal"> & {
  readonly meanwhile?: () => Promise<void>;
}): Promise<{ readonly isPlayAsked: boolean }> {
  using told = wire.listen(["state"]);
  using _ours = watch.during("stop-playing");
  await wire.command({ kind: "play", slot: 0 }, signal);
  await wire.command(STOP_PLAYING, signal);
  await meanwhile?.();
  const deadline = wire.clock.monotonic() + RESTS_WITHIN;
  let isPlayAsked = false;
  for (;;) {
    const heard = await told.take(ms(Math.max(0, deadline - wire.clock.monotonic())), signal);
    if (heard === undefined)
      throw new ToyError("toy.silent", "The toy did not come to rest after a recording");
    if (heard.kind !== "state") continue;
    if (heard.code === STATES.gamePlayPaw) isPlayAsked = true;
    if (heard.code === STATES.idle) return { isPlayAsked };
  }
}
