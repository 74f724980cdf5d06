import type { Session } from "./household.ts";

/**
 * How many sealed clips one device is handed. Whoever listens never meets its end; whoever copies everything with what a
 * guardian's device holds is made to take hours, while guardians are told (`hub/contract/alerts.ts`, `bulk-listening`).
 */
export interface ClipBudget {
  /** One clip more, before it leaves. @throws AccessRefused `session.too-many-clips` */
  take(by: Pick<Session, "device">): void;
  /** Its person has just shown that they are there, and may want many: for five minutes nothing is counted. */
  open(by: Pick<Session, "device">): void;
}
