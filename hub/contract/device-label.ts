import { z } from "zod";

/**
 * What a browser calls itself at sign-in ("Chrome on Android"), to tell devices apart by. It makes this short text itself; the
 * hub reads no `User-Agent` and keeps no network address. Plain text: no control characters, none that turn the line around.
 */
export const deviceLabel = z
  .string()
  .max(64)
  .regex(/^[^\p{C}]*$/u);
