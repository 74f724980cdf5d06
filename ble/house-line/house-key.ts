/**
 * What the rooms of one house know, and the hub does not: a key that somebody carried from one machine to the other by hand, as letters. By
 * it a room knows what another room says of a toy (`ble/bridge/seal-passport.ts`); without it a toy stays where its paw was pressed.
 *
 *   house.json in $PAWPOST_DATA/ble    { version: 1, key }    for its own user only
 *   as it is typed                     26 letters of Crockford's base32 and two that check them, in groups of four
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CODE_LETTERS, groupLetters, readLetters } from "../../hub/contract/code-letters.ts";
import { HouseLineError } from "./errors.ts";
import { writePrivateFile } from "./private-file.ts";

const KEY_LETTERS = 26;

/** 130 random bits, as letters without dashes. */
const houseKey = z
  .string()
  .regex(new RegExp(`^[${CODE_LETTERS}]{${KEY_LETTERS}}$`))
  .brand<"HouseKey">();
export type HouseKey = z.output<typeof houseKey>;

const file = z.strictObject({ version: z.literal(1), key: houseKey });
export const HOUSE_KEY_FILE = "house.json";

/** @param random 26 fresh random bytes */
export function makeHouseKey(random: Uint8Array): HouseKey {
  if (random.byteLength !== KEY_LETTERS) throw new RangeError("a house key takes 26 bytes");
  return houseKey.parse([...random].map((byte) => CODE_LETTERS[byte & 31]).join(""));
}

/** Seven groups of four. */
export const writeHouseKey = (key: HouseKey): string => groupLetters(key + checkOf(key));

/** As somebody typed it: case, dashes and blanks do not matter. `undefined` for what is none, or was mistyped. */
export function readHouseKey(typed: string): HouseKey | undefined {
  const letters = readLetters(typed);
  const key = houseKey.safeParse(letters.slice(0, KEY_LETTERS)).data;
  return key !== undefined && letters === key + checkOf(key) ? key : undefined;
}

/** @returns `undefined` where there is none @throws HouseLineError `house.bad-file` */
export async function loadHouseKey(stateDir: string): Promise<HouseKey | undefined> {
  const path = join(stateDir, HOUSE_KEY_FILE);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return file.parse(JSON.parse(text)).key;
  } catch (cause) {
    throw new HouseLineError("house.bad-file", `${path} is not what pawpost ble house wrote`, { cause });
  }
}

/** On the disk when it resolves. */
export const keepHouseKey = (stateDir: string, key: HouseKey): Promise<void> =>
  writePrivateFile(join(stateDir, HOUSE_KEY_FILE), `${JSON.stringify({ version: 1, key })}\n`);

/** Ten bits: one letter in a thousand mistyped keys is not noticed here, and then by no passport that opens. */
function checkOf(key: string): string {
  const [one = 0, other = 0] = createHash("sha256").update(`pawpost house key 1 ${key}`).digest();
  return `${CODE_LETTERS[one & 31]}${CODE_LETTERS[other & 31]}`;
}
