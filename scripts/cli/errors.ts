import { HubError } from "../../hub/domain/hub-error.ts";

/** The command was understood and cannot be done. `advice` is what the reader can do about it. */
export class CliError extends HubError {
  override readonly name = "CliError";
  readonly code: string;
  readonly advice: string;

  constructor(code: string, message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}
