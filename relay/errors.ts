import { HubError } from "../hub/domain/hub-error.ts";

/** A relay cannot start, or not be spoken to, as things are. Starting it again would not help; `advice` is what would. */
export class RelayError extends HubError {
  override readonly name = "RelayError";
  readonly code:
    | "relay.settings"
    | "relay.no-address" //       no public one, and none was named
    | "relay.port-taken"
    | "relay.port-forbidden" //   ports below 1024 need a right
    | "relay.not-our-address" //  --host
    | "relay.folder-foreign" //   holds other things
    | "relay.folder-unusable"
    | "relay.no-folder" //        no relay was ever started there
    | "relay.other-zone"
    | "relay.already-running"
    | "relay.busy" //             another command writes just now
    | "relay.no-answer"; //       it runs, and does not say how it is
  readonly advice: string;

  constructor(code: RelayError["code"], message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}
