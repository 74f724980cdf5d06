import type { House } from "./house.ts";

/** Whether stopping now would cut something short that a child or a guardian is in the middle of. */
export const isBusy = ({ live, clock }: Pick<House, "live" | "clock">): boolean =>
  live.progress.size > 0 || // a message on its way to a toy
  [...live.activity.values()].some((activity) => activity !== "idle") ||
  [...live.claims.values()].some(({ state }) => state !== "failed") ||
  // Taken back for ten seconds; a restart would make it final.
  [...live.undo.values()].some(({ until }) => until > clock.monotonic()) ||
  live.leaving.size > 0 ||
  live.room.isTaken;
