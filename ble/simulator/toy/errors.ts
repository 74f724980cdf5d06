import { HubError } from "../../../hub/domain/hub-error.ts";

/** The simulated toy cannot start. `advice` is what the reader can do about it. */
export class ToyError extends HubError {
  override readonly name = "ToyError";
  readonly code:
    | "toy.no-controller"
    | "toy.bad-controller"
    | "toy.no-adapter"
    | "toy.no-run-folder"
    | "toy.bad-state"
    | "toy.bad-drain";
  readonly advice: string;

  constructor(code: ToyError["code"], message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}
