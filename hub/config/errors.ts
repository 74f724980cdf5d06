import { HubError } from "../domain/hub-error.ts";

/** The settings as they stand cannot be used. Names every problem, not just the first. */
export class ConfigError extends HubError {
  override readonly name = "ConfigError";
  readonly code: "config.invalid" | "config.unreadable";
  readonly advice: string;

  constructor(code: ConfigError["code"], message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}
