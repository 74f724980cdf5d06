/** How ble is to care for a toy just now. */
import { z } from "zod";

export const toyCare = z.strictObject({
  /** The loudest that it may speak, percent; 100 is no limit. */
  loudest: z.int().min(0).max(100),
  /** Its link is slow while nothing happens. */
  saving: z.boolean(),
  /** What a child recorded is recorded over on the toy, once the hub has it. */
  records_over: z.boolean(),
});
export type ToyCare = z.output<typeof toyCare>;
