/**
 * How `pawpost-ble` of another room comes to the hub over the house's network: TLS 1.3, with a key of its own at both ends, that the other end
 * knows. There is no authority, and no password. Which of three things is spoken in it is said by ALPN:
 *
 *   pawpost-join/1    the first time, with a one-time code     JSON, one line each, see below
 *   pawpost-mqtt/1    control                                  docs/mqtt.md
 *   pawpost-clips/1   clips by ticket                          `clip-ticket.ts`
 *
 *   room -> hub   { secret }                  of the code
 *   hub -> room   { room, title, roster }     or the end of the line, a second later
 *   room -> hub   { agreed: true }            somebody compared the six words
 *   hub -> room   { joined: true }            the room's key is known from now on
 */
import { z } from "zod";
import { CODE_LETTERS, groupLetters, readLetters } from "./code-letters.ts";
import { displayName } from "./display-name.ts";

export const ROOM_LINE = {
  join: "pawpost-join/1",
  mqtt: "pawpost-mqtt/1",
  clips: "pawpost-clips/1",
} as const;

export const ROOM_PORT = 8_883;

/** As a room hears of it, or tells that it is gone: a dead one is known after one and a half. */
export const ROOM_KEEPALIVE_SECONDS = 2;

/** For how long a code is good, and for how long somebody may compare words. */
export const JOIN_CODE_MINUTES = 10;

export const joinAsk = z.strictObject({ secret: z.string().regex(/^[0-9a-f]{18}$/) });
export const joinOffer = z.strictObject({
  room: z.string().max(32),
  title: displayName,
  roster: z.array(z.string().max(8_192)).min(1).max(10_000),
});
export type JoinOffer = z.output<typeof joinOffer>;
export const joinAgreed = z.strictObject({ agreed: z.literal(true) });
export const joined = z.strictObject({ joined: z.literal(true) });

const PIN_BYTES = 16;
const SECRET_BYTES = 9;
const LETTERS = ((PIN_BYTES + SECRET_BYTES) * 8) / 5;

export interface JoinCode {
  /** The first half of the hub's pin (`hub/pinned-tls`), hex: whoever joins talks to nobody else. */
  readonly pin: string;
  /** 72 random bits, hex. */
  readonly secret: string;
}

/** @param pin SHA-256, hex, of which the first half is taken @returns ten groups of four letters */
export function writeJoinCode({ pin, secret }: JoinCode): string {
  const bits = BigInt(`0x${pin.slice(0, PIN_BYTES * 2)}${secret}`);
  const letters = Array.from({ length: LETTERS }, (_, at) => {
    const place = BigInt(5 * (LETTERS - 1 - at));
    return CODE_LETTERS[Number((bits >> place) & 31n)];
  }).join("");
  return groupLetters(letters);
}

/** As it was typed: case, dashes and blanks do not matter. `undefined` for what is no code. */
export function parseJoinCode(typed: string): JoinCode | undefined {
  const digits = [...readLetters(typed)].map((letter) => CODE_LETTERS.indexOf(letter));
  if (digits.length !== LETTERS || digits.includes(-1)) return undefined;
  const bits = digits.reduce((sum, digit) => (sum << 5n) | BigInt(digit), 0n);
  const hex = bits.toString(16).padStart((PIN_BYTES + SECRET_BYTES) * 2, "0");
  return { pin: hex.slice(0, PIN_BYTES * 2), secret: hex.slice(PIN_BYTES * 2) };
}
