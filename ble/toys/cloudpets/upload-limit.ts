/**
 * The fewest connection events in which anybody could bring an upload to the toy, from its first data request to the
 * acceptance of `01`. The bench measures a driver against it: a share over 1 would be a measuring fault.
 *
 *   1 event          the first data request arrives
 *   W(1024) / n      the writes that fill the ring, n packets per event
 *   per 256 bytes    one event for the request and W(256) / n for its writes, or as long as the ring takes to drain 256
 */
import { PRIME_BYTES, REFILL_BYTES, writesFor } from "./upload-flow.ts";

export interface UploadConditions {
  /** Link-layer packets each way per connection event. */
  readonly packetsPerEvent: number;
  /** Connection interval, ms. */
  readonly intervalMs: number;
  /** How fast the toy empties its ring, bytes per second; `Infinity` for at once. */
  readonly drainBytesPerSecond: number;
}

/** @param bytes everything written to Audio Write: header, frames and tail padding */
export function uploadLimitEvents(bytes: number, conditions: UploadConditions): number {
  const { packetsPerEvent, intervalMs, drainBytesPerSecond } = conditions;
  const eventsToWrite = (count: number) => Math.ceil(writesFor(count) / packetsPerEvent);
  const eventsToDrain = Math.ceil((REFILL_BYTES / drainBytesPerSecond) * (1_000 / intervalMs));
  const refills = Math.max(0, Math.ceil((bytes - PRIME_BYTES) / REFILL_BYTES));
  const perRefill = Math.max(1 + eventsToWrite(REFILL_BYTES), eventsToDrain);
  return 1 + eventsToWrite(PRIME_BYTES) + refills * perRefill;
}
