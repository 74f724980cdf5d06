/** A line to the hub over the house's network: TLS 1.3, and not a byte before the hub showed the one key that is known here. */
import { connect, type TLSSocket } from "node:tls";
import { type PinnedIdentity, pinOf } from "../../hub/pinned-tls/self-signed.ts";
import { HouseLineError } from "./errors.ts";

const HANDSHAKE_MS = 5_000;
const PIN = /^[0-9a-f]{32,64}$/;

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
export function dialHub(
  { host, port, hubPin, key, certificate }: Dialled,
  protocol: string,
  onPin: (pin: string) => void = () => undefined,
): TLSSocket {
  if (!PIN.test(hubPin)) throw new RangeError("a pin has 128 bits at least");
  const socket = connect({
    host,
    port,
    key,
    cert: certificate,
    minVersion: "TLSv1.3",
    ALPNProtocols: [protocol],
    // Nobody issued it: whose key it is counts, below.
    rejectUnauthorized: false,
  });
  socket.cork();
  const silent = () => socket.destroy(new HouseLineError("house.silent", "no answer in time"));
  const patience = setTimeout(silent, HANDSHAKE_MS);
  socket.once("close", () => clearTimeout(patience));
  socket.once("secureConnect", () => {
    clearTimeout(patience);
    // Asked once: Node gives it away with the first answer (24.21).
    const shown = socket.getPeerX509Certificate();
    const pin = shown === undefined ? "" : pinOf(shown.publicKey);
    if (!pin.startsWith(hubPin))
      return void socket.destroy(new HouseLineError("house.other-hub", "somebody else answers there"));
    onPin(pin);
    socket.setNoDelay(true);
    socket.uncork();
  });
  return socket;
}
