import { RelayError } from "./errors.ts";

/** @throws RelayError that says which port it was and what to do; any other error as it is */
export async function orSayWhich<T>(
  whom: string,
  option: string,
  { host, port }: { readonly host: string; readonly port: number },
  listening: Promise<T>,
): Promise<T> {
  try {
    return await listening;
  } catch (cause) {
    throw sayListenTrouble(whom, option, host, port, cause) ?? cause;
  }
}

/** What the system said when it was asked for a port. */
export function sayListenTrouble(
  whom: string,
  option: string,
  host: string,
  port: number,
  cause: unknown,
): RelayError | undefined {
  const isDns = option === "--dns-port";
  switch ((cause as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new RelayError(
        "relay.port-taken",
        `Port ${port}, for ${whom}, is another program's already.`,
        `Which one: sudo ss -lptn 'sport = :${port}'${isDns ? `, and for UDP: sudo ss -lpun 'sport = :${port}'. Where it is systemd-resolved: DNSStubListener=no in /etc/systemd/resolved.conf, then sudo systemctl restart systemd-resolved` : ""}. End it, or choose another with ${option} N.`,
        { cause },
      );
    case "EACCES":
    case "EPERM":
      return new RelayError(
        "relay.port-forbidden",
        `This user may not take port ${port}, for ${whom}.`,
        `Start it as a service (systemd/pawpost-relay.service has the right), or give Node the right: sudo setcap cap_net_bind_service=+ep ${process.execPath}. To try it out: ${option} ${port + 8_000}`,
        { cause },
      );
    case "EADDRNOTAVAIL":
      return new RelayError(
        "relay.not-our-address",
        `${host} is not an address of this machine.`,
        "Leave --host out, or name one that `ip address` shows.",
        { cause },
      );
    default:
      return undefined;
  }
}
