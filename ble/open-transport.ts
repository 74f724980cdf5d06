import type { Clock } from "../hub/ports/clock.ts";
import type { Logger } from "../hub/ports/logger.ts";
import type { HciAddress } from "./radio/hci/hci-address.ts";
import { openUnixTransport } from "./radio/hci/unix-transport.ts";
import { openNativeTransport } from "./radio/native-transport.ts";

/** The way to a Bluetooth controller: an adapter of this machine, or a socket that stands for one. */
export const openTransport = (
  hci: HciAddress,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
) =>
  hci.kind === "unix"
    ? openUnixTransport({ path: hci.path, onTrouble: () => logger.debug("the virtual radio is away") })
    : openNativeTransport({ adapter: hci.kind === "adapter" ? hci.index : hci.address, clock, logger });
