/** The least number of connection events that any central needs for an upload. */
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
export function limitInEvents(terms: UploadTerms): number {
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

/**
 * The rule of thumb of the protocol's description: every request costs a whole number of events. Where a toy needs
 * 8.2 events for 256 bytes it allows for 9, so it is no bound: a share of it may be over 1.
 */
export function roundedLimitInEvents(terms: UploadTerms): number {
  const { intervalMs, packetsPerEvent, drainBytesPerSecond } = terms;
  const eventsFor = (bytes: number) => Math.ceil(writesFor(bytes) / packetsPerEvent);
  const drainEvents = Math.ceil((1_000 * REFILL_BYTES) / drainBytesPerSecond / intervalMs);
  const perRefill = Math.max(eventsFor(REFILL_BYTES) + 1, drainEvents);
  return 1 + eventsFor(PRIME_BYTES) + refillsFor(terms.bytes) * perRefill;
}

const refillsFor = (bytes: number): number => Math.ceil(Math.max(0, bytes - PRIME_BYTES) / REFILL_BYTES);
