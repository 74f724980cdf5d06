/**
 * Starting anew: every guardian has lost every way in. Who is at the machine has the hub make a code (`pawpost start-anew`, never over
 * the network); the page shows it, a paw of one of the family's toys is pressed, and another first guardian begins with a roster
 * and a vault of their own.
 *
 *   POST /anew/code   the code, by a device: from then on it waits for a paw
 *   GET  /anew        whether the paw was pressed
 *   POST /anew        keys, boxes and roster, as at the first claim; the vault's number goes on
 *
 * What was sealed before stays as it is, and the new vault opens none of it.
 */
import { z } from "zod";
import { claimRequest } from "./api.ts";

/** `POST /anew/code`, with a proof by the device key. */
export const anewCode = claimRequest.pick({ code: true });

/** Told to the device that showed the code. */
export const anewView = z.strictObject({
  /** For two minutes a paw is waited for; for five it counts. `none`: it was not pressed in time, show the code again. */
  paw: z.enum(["waiting", "pressed", "none"]),
  /** Number of the vault to make: the family's last one and one. */
  vault: z.int().min(2),
});
export type AnewView = z.output<typeof anewView>;

/** `POST /anew`, with a proof by the device key. */
export const anewRequest = claimRequest.omit({ code: true });
export type AnewRequest = z.output<typeof anewRequest>;
