import { ToyError } from "../errors.ts";
import type { ToyWire } from "./toy-wire.ts";
import { decodeVolume, encodeVolumeWrite, type Volume, volumeLevel } from "./volume.ts";

const LOUDEST = 255;
/** One below the loudest: stored, 255 reads as nothing stored. */
const LOUDEST_STORED = 254;

/** @throws {ToyError} `toy.lies` when it is no volume */
export async function readVolume(wire: ToyWire, signal: AbortSignal): Promise<Volume> {
  const told = decodeVolume(await wire.read("volume", signal));
  if (told === undefined) throw new ToyError("toy.lies", "A volume is 2 bytes");
  return told;
}

/**
 * @param level 0..255, until the toy is switched off
 * @throws {ToyError} `toy.lies` when the toy does not report it back
 */
export async function setVolume(
  wire: ToyWire,
  level: number,
  signal: AbortSignal,
  op: "set" | "setWithinLoop" = "set",
): Promise<Volume> {
  if (!Number.isInteger(level) || level < 0 || level > LOUDEST)
    throw new ToyError("toy.bad-argument", "A volume is a whole number from 0 to 255");
  await wire.write("volume", encodeVolumeWrite(op, level), signal);
  const told = await readVolume(wire, signal);
  if (told.current !== level) throw new ToyError("toy.lies", "The toy did not take the volume");
  return told;
}

/** What is stored for a share. */
export const storedLevel = (share: number): number => Math.min(LOUDEST_STORED, volumeLevel(share));

/**
 * As {@link setVolume}, and it starts with it when it is switched on.
 * @param share how loud, 0..1
 */
export async function keepVolume(wire: ToyWire, share: number, signal: AbortSignal): Promise<Volume> {
  if (!(share >= 0 && share <= 1)) throw new ToyError("toy.bad-argument", "A share is from 0 to 1");
  const level = storedLevel(share);
  await wire.write("volume", encodeVolumeWrite("setAndStore", level), signal);
  const told = await readVolume(wire, signal);
  if (told.current !== level || told.stored !== level)
    throw new ToyError("toy.lies", "The toy did not keep the volume");
  return told;
}
