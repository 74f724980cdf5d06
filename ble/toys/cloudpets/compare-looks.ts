/**
 * What is not as it was left, and that nothing of ours and no battery explains. Pure.
 *
 *   volume      another one than was left; after a restart another one than it starts with
 *   sound       an upload slot has another length, and the last upload to it was not ours, or is not what is there
 *   game mode   the paws only report, and we left them free
 *   firmware    it advertises another version
 */
import type { NotedDelivery, ToyLooks, Trace } from "../toy-driver.ts";
import { SILENCE_MS } from "./silence.ts";
import { LENGTH_TOLERANCE_MS } from "./slot.ts";
import type { Volume } from "./volume.ts";

/** What can be seen of a toy, the link being up. */
export interface SeenLooks {
  readonly volume: Volume;
  /** What `09 01..04` answer, ms. */
  readonly lengths: readonly number[];
  readonly isGameMode: boolean | undefined;
  readonly firmware: string | undefined;
  readonly hasRestarted: boolean | undefined;
}

/** @param uploads of ours, the last to each slot, whether it got there or not */
export function tracesOf(
  left: ToyLooks,
  seen: SeenLooks,
  uploads: readonly (NotedDelivery | undefined)[],
): Trace[] {
  const traces: Trace[] = [];
  if (isVolumeStrange(left, seen)) traces.push("volume");
  if (seen.lengths.some((length, index) => isSlotStrange(left.slots[index], length, uploads[index])))
    traces.push("sound");
  if (seen.isGameMode === true && !left.pawsReport) traces.push("game-mode");
  const { firmware } = seen;
  if (firmware !== undefined && left.firmware !== null && firmware !== left.firmware) traces.push("firmware");
  return traces;
}

function isVolumeStrange(left: ToyLooks, { volume, hasRestarted }: SeenLooks): boolean {
  const stored = volume.stored ?? null;
  const isWished = (level: number | null) => level !== null && level === left.volumeWish;
  if (stored !== left.storedVolume && !isWished(stored)) return true;
  if (hasRestarted !== true && (volume.current === left.volume || isWished(volume.current))) return false;
  if (hasRestarted === false) return true;
  const start = stored ?? left.bootVolume;
  // What it starts with where it stores nothing is seen for the first time.
  return start !== null && volume.current !== start;
}

function isSlotStrange(
  left: ToyLooks["slots"][number] | undefined,
  length: number,
  upload: NotedDelivery | undefined,
): boolean {
  if (left === undefined || left.milliseconds === null) return false;
  const isBrokenOff = upload !== undefined && !upload.isDone && !upload.isTakenBack;
  // Nobody knows how much of it got there.
  if (isBrokenOff || length === left.milliseconds) return false;
  if (upload === undefined || nameOf(upload) === left.upload) return true;
  const { milliseconds, lengthBefore } = upload.intent;
  const may = upload.isTakenBack ? [0, SILENCE_MS, lengthBefore, left.milliseconds] : [milliseconds];
  return !may.some((one) => Math.abs(one - length) <= LENGTH_TOLERANCE_MS);
}

/** An upload and how far it came: what is there may change with either. */
export const nameOf = ({ intent, isDone, isTakenBack }: NotedDelivery): string =>
  `${intent.deliveryId} ${isTakenBack ? "taken back" : isDone ? "done" : "begun"}`;
