/** Where whoever wants a newer version, and what brings it in, meet on an installed system. */
import { z } from "zod";

export const PLACES = {
  /** Where versions lie. */
  prefix: "/opt/pawpost",
  /** In it: a release that somebody brought as a file. */
  incoming: "incoming",
  /** In the data folder: one that the hub fetched. */
  spool: "hub/update",
  /** In the run folder, as the next ones: the hub wants it, when nobody is disturbed, or now. */
  wish: "wants/update",
  wishNow: "wants/update-now",
  /** Somebody at the machine does. */
  ask: "update/ask.json",
  /** How far it is. */
  progress: "update/progress",
} as const;

export const updateAsk = z.strictObject({ from: z.enum(["file", "hub"]), isNow: z.boolean() });
export type UpdateAsk = z.output<typeof updateAsk>;

export const updateLine = z.union([
  z.strictObject({
    step: z.enum(["reading", "copying", "unpacking", "waiting", "trying"]),
    version: z.string().optional(),
  }),
  z.strictObject({ done: z.string(), before: z.string() }),
  z.strictObject({ turnedBack: z.string(), to: z.string() }),
  z.strictObject({ failed: z.string(), message: z.string() }),
]);
export type UpdateLine = z.output<typeof updateLine>;
