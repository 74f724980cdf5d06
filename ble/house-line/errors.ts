import { HubError } from "../../hub/domain/hub-error.ts";

/** This machine and the hub did not come together. */
export class HouseLineError extends HubError {
  override readonly name = "HouseLineError";
  readonly code:
    | "house.bad-file"
    | "house.silent" //      nobody answers there
    | "house.other-hub" //   somebody answers who has another key
    | "house.refused" //     the hub does not take the code, or this machine
    | "house.other-family"; // this machine believes another family already

  constructor(code: HouseLineError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
