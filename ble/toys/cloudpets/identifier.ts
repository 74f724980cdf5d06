/**
 * The 16 characters in the Configure characteristic that tell toys apart: set up by the original app as the character's
 * number and a local time, `0411_22_09_30_05` (Starburst, 22 November, 09:30:05).
 */
import { FACTORY_IDENTIFIER, IDENTIFIER_BYTES } from "./gatt-table.ts";

const CHARACTERS = ["Bentley", "Charley", "Diesel", "Bubbles", "Starburst"] as const;
export type CharacterName = (typeof CHARACTERS)[number];

const PRINTABLE = /^[\x20-\x7e]{16}$/;
const SET_UP = /^0([0-4])\d\d(_\d\d){4}$/;

/** @returns `undefined` for anything that is not 16 printable ASCII characters. */
export function parseIdentifier(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return PRINTABLE.test(text) ? text : undefined;
}

/** @returns `undefined` for text that the toy cannot hold. */
export const encodeIdentifier = (identifier: string): Uint8Array | undefined =>
  PRINTABLE.test(identifier) ? Uint8Array.from(Buffer.from(identifier, "latin1")) : undefined;

/** As the original app wrote it: character, then month, day, hour, minute and second of the local time. A toy that was set up keeps its character. */
export function householdIdentifier(at: Date, before: string): string {
  const character = `0${SET_UP.exec(before)?.[1] ?? "0"}`;
  const parts = [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()];
  return character + parts.map((part) => String(part).padStart(2, "0")).join("_");
}

/** Which pet the original app set this toy up as; `undefined` when it never did. */
export function characterOf(identifier: string): CharacterName | undefined {
  if (identifier === FACTORY_IDENTIFIER || identifier.length !== IDENTIFIER_BYTES) return undefined;
  const found = SET_UP.exec(identifier);
  return CHARACTERS[Number(found?.[1] ?? Number.NaN)];
}
