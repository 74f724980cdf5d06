/** `ways-in.json` of a backup: the boxes that lead from a passphrase or a sheet to a guardian's identity. No name is in it: whoever holds a stick must not learn whose it is. */
import { z } from "zod";
import { box, salt } from "./slots.ts";

export const waysIn = z.strictObject({
  v: z.literal(1),
  ways: z
    .array(
      z.discriminatedUnion("kind", [
        /** The salt is for Argon2id. */
        z.strictObject({ kind: z.literal("passphrase"), salt, box }),
        z.strictObject({ kind: z.literal("recovery-sheet"), box }),
      ]),
    )
    .max(256),
});
export type WaysIn = z.output<typeof waysIn>;
