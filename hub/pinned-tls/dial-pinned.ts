/** A line over the house's network: TLS 1.3, and not a byte before the other end showed the one key that is known here. */
import { connect, type TLSSocket } from "node:tls";
import { type PinnedIdentity, pinOf } from "./self-signed.ts";

const HANDSHAKE_MS = 5_000;
const PIN = /^[0-9a-f]{32,64}$/;

export interface DialledPin extends PinnedIdentity {
  readonly host: string;
  readonly port: number;
  /** What the pin of the other end's key is, or begins with, hex: 128 bits at least. */
  readonly pin: string;
}

/**
 * What is written before it is up is held back. Ends with an error, as `error` and `close`.
 * @param refusal the error where the other end is somebody else, or where nobody answers in time
 * @param onPin hears the whole of it
 */
export function dialPinned(
  { host, port, pin: known, key, certificate }: DialledPin,
  protocol: string,
  refusal: (why: "other" | "silent") => Error,
  onPin: (pin: string) => void = () => undefined,
): TLSSocket {
  if (!PIN.test(known)) throw new RangeError("a pin has 128 bits at least");
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
  const patience = setTimeout(() => socket.destroy(refusal("silent")), HANDSHAKE_MS);
  socket.once("close", () => clearTimeout(patience));
  socket.once("secureConnect", () => {
    clearTimeout(patience);
    // Asked once: Node gives it away with the first answer (24.21).
    const shown = socket.getPeerX509Certificate();
    const pin = shown === undefined ? "" : pinOf(shown.publicKey);
    if (!pin.startsWith(known)) return void socket.destroy(refusal("other"));
    onPin(pin);
    socket.setNoDelay(true);
    socket.uncork();
  });
  return socket;
}
