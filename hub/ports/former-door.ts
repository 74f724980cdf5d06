import type { StepUpRequest } from "../contract/step-up.ts";
import type { FormerFamily, GuardianPerson, Session } from "./household.ts";

export interface FoundFormer {
  readonly person: GuardianPerson;
  readonly family: FormerFamily;
}

/** Who found a way in that was somebody's before the hub started anew; `hub/contract/former.ts`. Forgotten when the hub ends. */
export interface FormerDoor {
  /** For five minutes this session may have that person's boxes. @throws AccessRefused `former.refused`, `former.unknown`, `sign-in.too-many` */
  show(session: Session, person: string, shown: StepUpRequest): Promise<FoundFormer>;
  /** @throws AccessRefused `former.refused` for who has not, or not lately */
  assertShown(session: Session, person: string): FoundFormer;
}
