/** How the hub is: `GET /health`, for guardians. What anybody may ask (`/healthz`, `/readyz`) says yes or no. */
import { z } from "zod";

/** Without any of these no message reaches a toy. */
export type HealthPart = "store" | "broker" | "radio" | "disk";

const part = z.boolean();

export const healthView = z.strictObject({
  /** All of the parts are well. */
  ready: z.boolean(),
  /** `store`: it takes a write; `broker`: it carries a message; `radio`: it runs, and its adapter is on; `disk`: recordings are taken in. */
  parts: z.strictObject({ store: part, broker: part, radio: part, disk: part }),
  version: z.string(),
  /** Since this process began. */
  upSeconds: z.int().min(0),
  /** Below `leastBytes` no recording is taken in. */
  disk: z.strictObject({ freeBytes: z.int().min(0), leastBytes: z.int().min(0) }),
  /** Messages on their way to toys, or on them and not heard. */
  open: z.int().min(0),
  /** Whether the relay is reached; `null` where none was joined. */
  relay: z.boolean().nullable(),
  /** When the newest backup was made and read back; `null` where there is none. */
  lastBackup: z.iso.datetime().nullable(),
  now: z.iso.datetime(),
});
export type HealthView = z.output<typeof healthView>;
