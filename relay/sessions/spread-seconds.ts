/**
 * Over how many seconds hubs are to spread their coming back when a node goes: signing in costs a node some milliseconds for each, and
 * nobody waits longer than an hour.
 */
export const spreadSeconds = (hubs: number): number => Math.min(3_600, Math.max(60, Math.ceil(hubs * 0.005)));
