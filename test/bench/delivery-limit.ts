/**
 * A bound below the limit that `ble/toys/cloudpets/upload-limit.ts` counts: what an upload would take if the toy drained on
 * while the radio has not taken its request yet. The limit proper lets every 256 bytes cost whole events.
 */
import { PRIME_BYTES, REFILL_BYTES, writesFor } from "../../ble/toys/cloudpets/upload-flow.ts";

export interface UploadTerms {
  /** Header, frames and padding that were sent. */
  readonly bytes: number;
  readonly intervalMs: number;
  readonly packetsPerEvent: number;
  /** `Infinity`: the ring empties at once. */
  readonly drainBytesPerSecond: number;
}

/**
 * Plays a perfect central: it answers every request from the next event on with as many packets as an event takes. A toy
 * asks for 256 bytes when it has drained as many and the last request is answered; its ring drains from when it is full.
 *
 *   event 1: the first request · 13 events: 1,024 bytes · for each 256: 1 event until the request is here, 4 for its writes
 *
 * @returns events from the one with the first request to the one with the last write, both counted
 */
export function lowerBoundInEvents(terms: UploadTerms): number {
  const { intervalMs, packetsPerEvent, drainBytesPerSecond } = terms;
  const eventsFor = (bytes: number) => Math.ceil(writesFor(bytes) / packetsPerEvent);
  const full = 1 + eventsFor(PRIME_BYTES);
  const drainEvents = (1_000 * REFILL_BYTES) / drainBytesPerSecond / intervalMs;
  let last = full;
  for (let refill = 1; refill <= refillsFor(terms.bytes); refill += 1) {
    const asked = Math.max(last, full + refill * drainEvents);
    last = Math.floor(asked) + 1 + eventsFor(REFILL_BYTES);
  }
  return last;
}

const refillsFor = (bytes: number): number => Math.ceil(Math.max(0, bytes - PRIME_BYTES) / REFILL_BYTES);
