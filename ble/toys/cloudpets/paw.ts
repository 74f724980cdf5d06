/** A press of a paw as proof that somebody holds the toy. In game mode the paws only report: nothing plays or records. */
import { type Duration, ms } from "../../../hub/domain/duration.ts";
import { ToyError } from "../errors.ts";
import { STATES } from "./states.ts";
import type { ToyWire } from "./toy-wire.ts";

/**
 * @param options.report makes the paws report, when it is its turn
 * @throws {ToyError} `toy.no-paw` when none was pressed in time
 */
export async function waitForPaw(
  wire: ToyWire,
  options: {
    readonly within: Duration;
    readonly signal: AbortSignal;
    report(): Promise<void>;
    onListening?(): void;
  },
): Promise<"play" | "record"> {
  using told = wire.listen(["state"]);
  await options.report();
  options.onListening?.();
  const deadline = wire.clock.monotonic() + options.within;
  for (;;) {
    const left = deadline - wire.clock.monotonic();
    const heard = await told.take(ms(Math.max(0, left)), options.signal);
    if (heard === undefined) throw new ToyError("toy.no-paw", "No paw was pressed in time");
    if (heard.kind !== "state") continue;
    if (heard.code === STATES.gamePlayPaw) return "play";
    if (heard.code === STATES.gameRecordPaw) return "record";
  }
}

export async function makePawsReport(wire: ToyWire, signal: AbortSignal): Promise<void> {
  await wire.command({ kind: "game-mode", isOn: true }, signal);
}

/** Gives the paws back to the child: a toy left in game mode neither plays nor records. */
export async function freePaws(wire: ToyWire, signal: AbortSignal): Promise<void> {
  await wire.command({ kind: "game-mode", isOn: false }, signal);
}
