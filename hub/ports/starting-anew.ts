import type { AnewRequest, AnewView } from "../contract/starting-anew.ts";
import { HubError } from "../domain/hub-error.ts";
import type { NewSession, Presented } from "./access.ts";

/** Nobody starts anew here, or not now. */
export class AnewRefused extends HubError {
  override readonly name = "AnewRefused";
  readonly code:
    | "anew.wrong-code" //  or none was made, or it ran out, or was tried too often: whoever asks is not told which
    | "anew.no-paw" //      nobody pressed one since the code was shown
    | "anew.no-guardian" // the hub was never claimed: there is nothing to start anew after
    | "anew.no-toy"; //     no toy of the family's is left whose paw could be pressed
  constructor(code: AnewRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Another first guardian beside an archive that stays shut; `hub/contract/starting-anew.ts` has the steps. */
export interface StartingAnew {
  /**
   * For who is at the machine: good for half an hour, once; an older one is void. Guardians are told that it was made.
   * @throws AnewRefused `anew.no-guardian`, `anew.no-toy`
   */
  makeCode(): Promise<string>;
  /** From here on the next paw counts for this device. @throws AnewRefused `anew.wrong-code`, AccessRefused */
  showCode(code: string, presented: Presented): Promise<AnewView>;
  /** @throws AnewRefused `anew.wrong-code` for a device that did not show it */
  look(presented: Presented): Promise<AnewView>;
  /** Durable when it resolves; everybody else is signed out. @throws AnewRefused, AccessRefused `claim.not-consistent` */
  begin(request: AnewRequest, presented: Presented): Promise<NewSession>;
}
