import type { StepUpRequest } from "../contract/step-up.ts";
import type { Session } from "./household.ts";

/** Who showed anew, less than five minutes ago, that they are there; `hub/contract/step-up.ts`. Forgotten when the hub ends. */
export interface StepUp {
  /** To sign into what is shown. Good once, for five minutes, for this session. */
  nonce(session: Session): string;
  /** @throws AccessRefused `step-up.refused`, `sign-in.too-many` */
  show(session: Session, shown: StepUpRequest): Promise<void>;
  /** @throws AccessRefused `session.step-up-needed` */
  assertFresh(session: Session | undefined): void;
}
