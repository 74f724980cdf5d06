import type { HealthPart, HealthView } from "../contract/health.ts";

/** Whether the hub's parts work. */
export interface Health {
  /** Asks each of them, all who ask within two seconds together. Never rejects, and takes three seconds at most. */
  look(): Promise<Readonly<Record<HealthPart, boolean>>>;
  /** With what lies behind it. */
  view(): Promise<HealthView>;
}
