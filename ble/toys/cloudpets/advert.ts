/**
 * What a toy says of itself while nobody holds it.
 *
 *   advert         flags, manufacturer data: FF FF and the 16 bytes of the Configure characteristic as of its boot
 *   scan response  name `CloudPets A 1.0.19`: which of two firmware slots runs, and the version
 *
 * The service UUID is not advertised.
 */
import type { Advert } from "../../radio/radio.ts";
import { characterOf, parseIdentifier } from "./identifier.ts";

const NAME = /^Cloud ?Pets(?: ([AB]) (\d{1,3}\.\d{1,3}\.\d{1,3}))?/;
/** Company identifier 0xFFFF, reserved for tests: Bluetooth Assigned Numbers 7. */
const COMPANY = 0xffff;

export interface CloudPetsAdvert {
  readonly model: string;
  readonly firmware: string | undefined;
  readonly identifier: string | undefined;
}

/** @returns `undefined` for an advert that is no CloudPets toy's. */
export function recogniseAdvert(advert: Advert): CloudPetsAdvert | undefined {
  const name = NAME.exec(advert.name ?? "");
  if (name === null) return undefined;
  const identifier = identifierIn(advert.manufacturerData);
  return { model: modelOf(identifier), firmware: name[2], identifier };
}

/** Which pet it is, where the original app was told so. */
function modelOf(identifier: string | undefined): string {
  const character = identifier === undefined ? undefined : characterOf(identifier);
  return character === undefined ? "CloudPets" : `CloudPets ${character}`;
}

function identifierIn(data: Uint8Array | undefined): string | undefined {
  if (data === undefined || data.byteLength < 2) return undefined;
  const company = (data[0] ?? 0) | ((data[1] ?? 0) << 8);
  return company === COMPANY ? parseIdentifier(data.subarray(2)) : undefined;
}
