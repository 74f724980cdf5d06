/** How the house is reached from anywhere: joined to a relay, or not. */
import type { OutsideView } from "../contract/outside-view.ts";
import { HubError } from "../domain/hub-error.ts";

/** Why a relay is not joined, or not left. */
export const RELAY_REFUSALS = [
  "relay.no-invitation", //  not the form of one
  "relay.joined-already",
  "relay.not-joined",
  "relay.no-link", //        no process that dials out came
  "relay.silent", //         nobody answers there
  "relay.wrong-relay", //    somebody else's than the invitation is for
  "relay.wrong-code", //     used up, or too old
  "relay.revoked", //        its operator wants this hub no more
  "relay.not-understood", // another version, or no relay
] as const;

export class RelayRefused extends HubError {
  override readonly name = "RelayRefused";
  readonly code: (typeof RELAY_REFUSALS)[number];

  constructor(code: RelayRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What the line to the relay does. */
export type RelayState =
  | { readonly state: "starting" } //   no process that dials out is there yet
  | { readonly state: "connecting" }
  /** `milliseconds`: there and back; `null` until it was measured. */
  | { readonly state: "up"; readonly milliseconds: number | null }
  /** `silent` where nobody answers: the Internet, the relay, or something in between. */
  | { readonly state: "down"; readonly why: "silent" | "wrong-relay" | "revoked" | "refused" };

export interface RelayView {
  readonly zone: string;
  /** `<hub id>.<zone>`: above the names of all devices. */
  readonly domain: string;
  /** Whether there is a certificate to show to who comes. */
  readonly hasCertificate: boolean;
  /** The one name that it is for, where it is not for all: `null`. */
  readonly onlyFor: string | null;
  /** How many devices have a name. */
  readonly names: number;
  readonly line: RelayState;
}

export interface Relay {
  /** `undefined`: joined to none. */
  view(): RelayView | undefined;
  /** @param invitation as its operator gave it; used up. Durable when it resolves. @throws RelayRefused */
  join(invitation: string): Promise<RelayView>;
  /** Every device's name is forgotten. @throws RelayRefused `relay.not-joined` */
  leave(): Promise<void>;
  /** What the relay sees of this house from outside; `undefined`: joined to none. @throws RelayRefused `relay.no-link` */
  lookFromOutside(): Promise<OutsideView | undefined>;
  /** After each change of {@link view}. */
  onChange(listener: () => void): void;
}
