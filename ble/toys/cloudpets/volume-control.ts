import { ToyError } from "../errors.ts";
import type { ToyWire } from "./toy-wire.ts";
import { decodeVolume, encodeVolumeWrite } from "./volume.ts";

const LOUDEST = 255;

/**
 * @param level 0..255, until the toy is switched off
 * @throws {ToyError} `toy.lies` when the toy does not report it back
 */
export async function setVolume(wire: ToyWire, level: number, signal: AbortSignal): Promise<void> {
  if (!Number.isInteger(level) || level < 0 || level > LOUDEST)
    throw new ToyError("toy.bad-argument", "A volume is a whole number from 0 to 255");
  await wire.write("volume", encodeVolumeWrite("set", level), signal);
  const told = decodeVolume(await wire.read("volume", signal));
  if (told?.current !== level) throw new ToyError("toy.lies", "The toy did not take the volume");
}
