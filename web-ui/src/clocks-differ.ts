/** What a slow line and a clock that is set now and then make of it; what is more somebody should know. */
const TOLERATED_MS = 60_000;

/** @param aheadMs how far the hub's clock is ahead of this device's; less than 0 where it is behind */
export const clocksDiffer = (aheadMs: number): boolean => Math.abs(aheadMs) > TOLERATED_MS;
