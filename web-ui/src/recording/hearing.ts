/** A voice at arm's length is far over it, a quiet room under it. */
const HEARD_PEAK = 0.012;
/** A pause for thought is shorter. */
const PATIENCE_MS = 4_000;

/** Whether anybody is to be heard: a microphone that is covered or switched off gives silence, and no error. */
export class Hearing {
  #heardAtMs = 0;

  /**
   * @param peak the loudest sample since the last call, 0..1
   * @returns whether nothing was heard for some seconds
   */
  isSilent(peak: number, elapsedMs: number): boolean {
    if (peak >= HEARD_PEAK) this.#heardAtMs = elapsedMs;
    return elapsedMs - this.#heardAtMs >= PATIENCE_MS;
  }
}
