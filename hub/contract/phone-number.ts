import { z } from "zod";

/** E.164 has fifteen digits at most. */
const DIGITS = /^(?:\D*\d){3,15}\D*$/;

/** As people write it: digits, perhaps behind a plus sign, parted by spaces and the usual signs. */
export const phoneNumber = z
  .string()
  .trim()
  .max(32)
  .regex(/^\+?[\d ()/.-]+$/)
  .regex(DIGITS);

/** `PUT /phone`; `null`: none any more */
export const phoneChange = z.strictObject({ phone: phoneNumber.nullable() });

/** What a phone dials (RFC 3966): of `+49 (0)30 …` the zero in brackets is only dialled at home, where no plus sign is. */
export const phoneLink = (number: string): string =>
  `tel:${number.replace(/^(\+[^(]*)\(0\)/, "$1").replace(/[^+\d]/g, "")}`;
