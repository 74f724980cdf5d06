/**
 * Fetches the toy's own recording: `02`, then states 8 and 7, the bytes in notifications of 16, and state 1. No length
 * is announced, and the bytes have no checksum.
 */
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { MAX_RECORDING_BYTES } from "../../../hub/domain/recording-limits.ts";
import { ToyError } from "../errors.ts";
import { STATES } from "./states.ts";
import type { ToyWatch } from "./toy-watch.ts";
import type { ToySignal, ToyWire } from "./toy-wire.ts";

/** The longest recording over a radio that grants one packet every 30 ms. */
const ALL_WITHIN = seconds(480);
/** Between two notifications. A faded link loses nothing, it is late. */
const NEXT_WITHIN = seconds(5);

/**
 * From Idle only; leaves the toy in Idle with the heart out.
 * @throws {ToyError} `toy.lies` for more than a recording can be: the link is dropped, nothing else stops a download.
 *   `toy.busy` when a paw interrupted it, `toy.silent`
 */
export async function download(
  wire: ToyWire,
  watch: ToyWatch,
  options: { readonly signal: AbortSignal; onProgress(bytes: number): void },
): Promise<Uint8Array> {
  await wire.becomeQuick(options.signal);
  await wire.hear("returnAudio", options.signal);
  using told = wire.listen(["state", "audio", "nonsense"]);
  using _ours = watch.during("download");
  const deadline = wire.clock.monotonic() + ALL_WITHIN;
  const recording = new Incoming();
  await wire.command({ kind: "download" }, options.signal);
  for (;;) {
    const left = Math.min(NEXT_WITHIN, deadline - wire.clock.monotonic());
    const heard = await told.take(ms(Math.max(0, left)), options.signal);
    if (heard === undefined) throw new ToyError("toy.silent", "The toy stopped in the middle of a recording");
    if (recording.heard(heard)) return recording.bytes();
    if (recording.length > MAX_RECORDING_BYTES || told.hasOverflowed) {
      await wire.link.disconnect({ within: seconds(2) });
      throw new ToyError("toy.lies", "The toy sent more than a recording can be");
    }
    if (heard.kind === "audio") options.onProgress(recording.length);
  }
}

class Incoming {
  readonly #pieces: Uint8Array[] = [];
  length = 0;
  #wasInterrupted = false;
  #hasBegun = false;

  /** @returns whether the toy has sent all of it */
  heard(signal: ToySignal): boolean {
    switch (signal.kind) {
      case "audio":
        this.#pieces.push(signal.bytes);
        this.length += signal.bytes.byteLength;
        return false;
      case "state":
        return this.#sawState(signal.code);
      case "nonsense":
        throw new ToyError("toy.lies", `The toy sent nonsense as ${signal.from}`);
      case "request":
        return false;
    }
  }

  bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.#pieces));
  }

  #sawState(code: number): boolean {
    if (code === STATES.audioDownload) this.#hasBegun = true;
    if (code === STATES.audioPlayback || code === STATES.audioRecord) this.#wasInterrupted = true;
    if (code !== STATES.idle) return false;
    if (this.#wasInterrupted) throw new ToyError("toy.busy", "A paw interrupted the recording's way here");
    // Idle without state 7: the toy has nothing, or its notification came from before our command.
    return this.#hasBegun || this.length === 0;
  }
}
