/** Asks the toy for a value: `09 x`, wait until it rests again, then read what Command answers. */
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { ToyError } from "../errors.ts";
import { decodeResult } from "./commands.ts";
import { STATES } from "./states.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToyWire } from "./toy-wire.ts";

const ANSWER_WITHIN = seconds(3);

/**
 * From Idle only. The toy enters Idle again, which puts the heart out.
 * @param value one of `VALUES`, or an upload slot 1..4 for its length in ms
 * @throws {ToyError} `toy.busy` when a paw came between, `toy.silent`, `toy.lies` for an answer to another question
 */
export async function fetchValue(
  wire: ToyWire,
  watch: ToyWatch,
  value: number,
  signal: AbortSignal,
): Promise<number> {
  using told = wire.listen(["state"]);
  using _ours = watch.during("fetch-value");
  await wire.command({ kind: "fetch-value", value }, signal);
  const deadline = wire.clock.monotonic() + ANSWER_WITHIN;
  for (;;) {
    const heard = await told.take(ms(Math.max(0, deadline - wire.clock.monotonic())), signal);
    if (heard === undefined) throw new ToyError("toy.silent", "The toy did not answer a question");
    if (heard.kind !== "state") continue;
    if (heard.code === STATES.idle) break;
    if (heard.code === STATES.audioPlayback || heard.code === STATES.audioRecord)
      throw new ToyError("toy.busy", "A paw was pressed before the toy could answer");
  }
  const result = decodeResult(await wire.read("command", signal));
  if (result?.asked !== value) throw new ToyError("toy.lies", "The toy answered another question");
  return result.answer;
}
