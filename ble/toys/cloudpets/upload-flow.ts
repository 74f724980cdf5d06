/**
 * How a toy asks for upload bytes: the Data Request characteristic, 4 bytes, little-endian.
 *
 *   offset  size  field
 *   0       2     requested   bytes it wants next; 0: a request went wrong in strict mode
 *   2       2     completed   requests answered so far
 *
 * A request is answered by whole writes of 20 bytes and one short one; a write shorter than 20 bytes ends the request.
 */
import { MAX_WRITE_BYTES } from "./gatt-table.ts";

/** First request of an upload: it fills the toy's ring. */
export const PRIME_BYTES = 1_024;
/** Every later request. */
export const REFILL_BYTES = 256;
/** What the last request is filled up with, behind the last byte of the clip. */
export const PADDING_BYTE = 0x80;

/**
 * The toy restarts itself when an upload pauses for longer than these, milliseconds; its timer ticks every 100 ms, so
 * the bound between two writes lies somewhere in 100 to 200.
 */
export const WATCHDOG = {
  firstWriteOfPrimeMs: 600,
  firstWriteOfRefillMs: 300,
  betweenWritesMs: 100,
  tickMs: 100,
} as const;

export interface DataRequest {
  readonly bytes: number;
  readonly completed: number;
}

/** @returns `undefined` for anything that is not 4 bytes. */
export function decodeDataRequest(value: Uint8Array): DataRequest | undefined {
  if (value.byteLength !== 4) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, 4);
  return { bytes: view.getUint16(0, true), completed: view.getUint16(2, true) };
}

export function encodeDataRequest({ bytes, completed }: DataRequest): Uint8Array {
  const value = new Uint8Array(4);
  const view = new DataView(value.buffer);
  view.setUint16(0, bytes, true);
  view.setUint16(2, completed & 0xffff, true);
  return value;
}

/** Writes that a request of `bytes` takes: 52 for 1,024, 13 for 256. */
export const writesFor = (bytes: number): number => Math.ceil(bytes / MAX_WRITE_BYTES);
