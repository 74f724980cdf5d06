import { HubError } from "../../hub/domain/hub-error.ts";

/** Something keeps the processes from being started or kept running. `advice` is what the reader can do about it. */
export class SupervisorError extends HubError {
  override readonly name = "SupervisorError";
  readonly code:
    | "start.already-running"
    | "start.data-not-ours"
    | "start.data-unusable"
    | "start.data-version"
    | "start.port-busy"
    | "start.port-refused"
    | "start.reset-not-confirmed"
    | "start.run-folder"
    | "start.process-failed"
    | "start.process-silent";
  readonly advice: string;

  constructor(code: SupervisorError["code"], message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}
