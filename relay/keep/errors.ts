import { HubError } from "../../hub/domain/hub-error.ts";

/** What a relay keeps cannot be used as it is. */
export class KeepError extends HubError {
  override readonly name = "KeepError";
  readonly code:
    | "keep.damaged"
    | "keep.not-operator" //  another node enrols
    | "keep.no-such-hub";

  constructor(code: KeepError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
