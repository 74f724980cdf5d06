/** When a house may be disturbed: never near bedtime, in the night, or before everybody is up. */
import { wallTimeAt } from "./wall-time.ts";

const FROM_HOUR = 8;
const UNTIL_HOUR = 18;

/** @param at Unix ms @param zone IANA, of the house */
export function isUpdateTime(at: number, zone: string): boolean {
  const { hour } = wallTimeAt(zone, at);
  return hour >= FROM_HOUR && hour < UNTIL_HOUR;
}
