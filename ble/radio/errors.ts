import { HubError } from "../../hub/domain/hub-error.ts";

export type RadioErrorCode =
  /** A deadline passed. */
  | "radio.timeout"
  /** The link died, or was dead already. */
  | "radio.link-lost"
  /** The peer answered with an ATT error, or a read with nothing. */
  | "radio.att-error"
  /** More bytes than fit one packet of our peers (20). */
  | "radio.too-long"
  | "radio.no-such-characteristic"
  /** The controller would not start the connection, or the peer was never there for it. */
  | "radio.connect-failed"
  /** The controller refused a command. */
  | "radio.refused"
  /** No Bluetooth in the kernel, no adapter, no permission, or it is switched off: nothing will work until that changes. */
  | "radio.unavailable"
  /** This radio was closed. */
  | "radio.closed";

export interface RadioErrorDetails extends ErrorOptions {
  /** Error code of an ATT Error Response. Bluetooth Core 5.4 Vol 3 Part F 3.4.1.1. */
  readonly attCode?: number | undefined;
  /** Controller error code of a refused command or a lost link. Bluetooth Core 5.4 Vol 1 Part F 1.3. */
  readonly status?: number | undefined;
}

/** The radio, or whoever is at the other end of it, did not do what was asked. */
export class RadioError extends HubError {
  override readonly name = "RadioError";
  readonly code: RadioErrorCode;
  readonly attCode: number | undefined;
  readonly status: number | undefined;

  constructor(code: RadioErrorCode, message: string, details: RadioErrorDetails = {}) {
    super(message, details);
    this.code = code;
    this.attCode = details.attCode;
    this.status = details.status;
  }
}

export const hexByte = (value: number): string => `0x${value.toString(16).padStart(2, "0")}`;
