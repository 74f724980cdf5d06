/**
 * A lullaby: what the play paw plays, again and again. The toy counts its rounds by itself, in one byte, and rests after the last one: so
 * it ends also where nobody is there any more to stop it. While it runs the paws only report.
 */
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { ToyError } from "../errors.ts";
import type { LoopVolume, LoopWish } from "../toy-driver.ts";
import { STOP_PLAYING } from "./commands.ts";
import type { ToyGuard } from "./guard.ts";
import { comeToRest, type SlotTools } from "./slot.ts";
import { STATES } from "./states.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToyWire } from "./toy-wire.ts";
import { volumeLevel } from "./volume.ts";
import { readVolume, setVolume } from "./volume-control.ts";

const MOST_ROUNDS = 255;
/** The original app's three. */
const SHARES = { quiet: 0.05, middle: 0.5, loud: 1 } as const satisfies Record<LoopVolume, number>;
const BEGINS_WITHIN = seconds(3);
const STOPS_WITHIN = seconds(3);

interface LoopTools extends SlotTools {
  /** What the toy is set to by us is not taken for somebody else's doing. */
  readonly guard: ToyGuard;
}

/** @returns for how long it plays by itself, ms: whole rounds. @throws {ToyError} `toy.busy`, `toy.silent`, `toy.lies` */
export async function startLoop(wish: LoopWish, tools: LoopTools): Promise<number> {
  const { wire, watch, signal } = tools;
  const round = wish.roundMilliseconds;
  const rounds = Math.min(MOST_ROUNDS, Math.max(1, Math.round(wish.forMilliseconds / round)));
  await wire.becomeQuick(signal);
  await comeToRest(tools);
  await setOwnVolume(tools, volumeLevel(shareOf(wish)));
  using told = wire.listen(["state"]);
  using _ours = watch.during("start-loop");
  await wire.command({ kind: "loop", loops: rounds, milliseconds: round }, signal);
  const deadline = wire.clock.monotonic() + BEGINS_WITHIN;
  while (wire.state !== STATES.audioPlayback) {
    const left = ms(Math.max(0, deadline - wire.clock.monotonic()));
    if ((await told.take(left, signal)) === undefined)
      throw new ToyError("toy.silent", "The toy did not begin to play");
  }
  return rounds * round;
}

const shareOf = ({ volume, loudest = 100 }: LoopWish): number => Math.min(SHARES[volume], loudest / 100);

/** Silence at once, where a loop runs; what a child listens to goes on. */
export async function stopLoop(wire: ToyWire, watch: ToyWatch, signal: AbortSignal): Promise<void> {
  if (!(await wire.refreshState(signal)).isLooping) return;
  using _ours = watch.during("stop-playing");
  await wire.command(STOP_PLAYING, signal);
  await wire.idle(STOPS_WITHIN, signal);
}

/** What the family is used to: what the toy starts with, or what is set where nothing is stored. @throws {ToyError} `toy.lies` */
export async function usualVolume(wire: ToyWire, signal: AbortSignal): Promise<number> {
  const { stored, current } = await readVolume(wire, signal);
  return stored ?? current;
}

/** @param before as it was; what a guardian stored meanwhile counts more. @throws {ToyError} `toy.lies` */
export async function restoreVolume(tools: VolumeTools, before: number): Promise<void> {
  const { stored } = await readVolume(tools.wire, tools.signal);
  await setOwnVolume(tools, stored ?? before);
}

type VolumeTools = Pick<LoopTools, "wire" | "guard" | "signal">;

async function setOwnVolume({ wire, guard, signal }: VolumeTools, level: number): Promise<void> {
  await guard.wishVolume(level);
  await guard.noteVolume(await setVolume(wire, level, signal));
}
