/**
 * Addresses of this machine, from what the kernel tells in files. Node asks by a netlink socket, which the hub has no right to on an installed
 * system: a sandbox with one less is worth these few lines.
 */
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";

export interface MachineAddress {
  readonly address: string;
  readonly family: "IPv4" | "IPv6";
  /** Reached from this machine alone. */
  readonly internal: boolean;
}

export function machineAddresses(): readonly MachineAddress[] {
  try {
    return Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  } catch (error) {
    // uv_interface_addresses: not permitted.
    if ((error as NodeJS.ErrnoException).code !== "ERR_SYSTEM_ERROR") throw error;
    return kernelAddresses(readTable("fib_trie"), readTable("if_inet6"));
  }
}

/** A machine without IPv6 has no table of it. */
function readTable(name: string): string {
  try {
    return readFileSync(`/proc/self/net/${name}`, "utf8");
  } catch {
    return "";
  }
}

/** @param fibTrie routes of IPv4, its own addresses among them @param ifInet6 addresses of IPv6 (proc(5)) */
export function kernelAddresses(fibTrie: string, ifInet6: string): readonly MachineAddress[] {
  const four = [...fibTrie.matchAll(/\|-- ([\d.]+)\n\s+\/32 host LOCAL/g)].map(([, address = ""]) => address);
  const six = [...ifInet6.matchAll(/^([0-9a-f]{32}) /gm)].map(([, hex = ""]) => {
    const groups = hex.match(/.{4}/g) ?? [];
    return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
  });
  return [
    ...[...new Set(four)].map(
      (address) => ({ address, family: "IPv4", internal: address.startsWith("127.") }) as const,
    ),
    ...six.map((address) => ({ address, family: "IPv6", internal: address === "::1" }) as const),
  ];
}
