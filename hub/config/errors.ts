import { HubError } from "../domain/hub-error.ts";

/** The settings as they stand cannot be used. Names every problem, not just the first. */
export class ConfigError extends HubError {
  override readonly name = "ConfigError";
  readonly code: "config.invalid" | "config.unreadable" | "config.unknown-key";
  readonly advice: string;
  /** One sentence each. */
  readonly problems: readonly string[];

  constructor(
    code: ConfigError["code"],
    message: string | readonly string[],
    advice: string,
    options?: ErrorOptions,
  ) {
    const problems = typeof message === "string" ? [message] : message;
    super(problems.join("; "), options);
    this.code = code;
    this.advice = advice;
    this.problems = problems;
  }
}
