/** A line to the hub over the house's network, by the one key that is known here. */
import type { TLSSocket } from "node:tls";
import { dialPinned } from "../../hub/pinned-tls/dial-pinned.ts";
import type { PinnedIdentity } from "../../hub/pinned-tls/self-signed.ts";
import { HouseLineError } from "./errors.ts";

export interface Dialled extends PinnedIdentity {
  readonly host: string;
  readonly port: number;
  /** What the pin of the hub's key is, or begins with, hex: 128 bits at least. */
  readonly hubPin: string;
}

/**
 * What is written before it is up is held back. Ends with an error, as `error` and `close`, where the hub is somebody else:
 * HouseLineError `house.other-hub`; where nobody answers in time, `house.silent`.
 * @param onPin hears the whole of it
 */
export const dialHub = (
  { hubPin, ...place }: Dialled,
  protocol: string,
  onPin?: (pin: string) => void,
): TLSSocket =>
  dialPinned(
    { ...place, pin: hubPin },
    protocol,
    (why) =>
      why === "other"
        ? new HouseLineError("house.other-hub", "somebody else answers there")
        : new HouseLineError("house.silent", "no answer in time"),
    onPin,
  );
