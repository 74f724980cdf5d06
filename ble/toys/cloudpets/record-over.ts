/**
 * Half a second of the room over what the child recorded, which the toy cannot be told to forget.
 *
 *   at rest ▶ heart lit, read back ▶ [noted] ▶ 08 02 ▶ 08 01 00, 0C 01 00 01 00 ▶ 09 00 ▶ its length
 *
 * Shorter than any recording of a paw, so that its length tells it apart. A child who presses a paw meanwhile comes first: the toy ends ours by
 * itself then, and nothing is sent to it any more.
 */
import { ms } from "../../../hub/domain/duration.ts";
import { ToyError } from "../errors.ts";
import { VALUES } from "./commands.ts";
import { decodeLed, encodeLed, HEART_ON } from "./led.ts";
import { stopRecording } from "./record-for-child.ts";
import { fetchValue } from "./result-register.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToyWire } from "./toy-wire.ts";

/** The end comes up to three connection events after it was wished for; at 30 ms the whole stays under half a second. */
const LASTING = ms(380);

export interface RecordOverTools {
  readonly wire: ToyWire;
  readonly watch: ToyWatch;
  readonly signal: AbortSignal;
  /** Durable when it resolves. */
  begin(): Promise<void>;
  /** The next command makes it record. */
  onStarted(): void;
}

/**
 * From Idle only, over a quick link.
 * @returns how long what is there now is, ms; `undefined` where a child came between
 * @throws {ToyError} `toy.lies` where the heart is not lit: nothing is recorded then; as `fetchValue`
 */
export async function recordOver(tools: RecordOverTools): Promise<number | undefined> {
  const { wire, watch, signal } = tools;
  await wire.write("led", encodeLed(HEART_ON), signal);
  if (decodeLed(await wire.read("led", signal))?.mode !== "on")
    throw new ToyError("toy.lies", "The heart is not lit: nothing is recorded");
  await tools.begin();
  using told = wire.listen(["state"]);
  if (!wire.isIdle) return undefined;
  tools.onStarted();
  await wire.command({ kind: "record" }, signal);
  // It shows no state by itself: any other is a child's.
  if ((await told.take(LASTING, signal)) !== undefined || !wire.isIdle) return undefined;
  await stopRecording({ wire, watch, signal });
  return await fetchValue(wire, watch, VALUES.recordingLength, signal);
}
