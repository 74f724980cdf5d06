import { BlockList } from "node:net";
import { networkInterfaces } from "node:os";

/** Addresses that lead to nobody from outside: RFC 6890, RFC 4193. */
const inside = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  inside.addSubnet(net, bits, "ipv4");

/** Global unicast is 2000::/3: RFC 4291, 2.4. */
const isGlobal6 = (address: string): boolean => /^[23][0-9a-f]{3}:/i.test(address);

/** @returns the addresses of this machine by which the world may reach it; behind somebody else's there are none */
export const publicAddresses = (interfaces = networkInterfaces()): readonly string[] =>
  Object.values(interfaces)
    .flatMap((found) => found ?? [])
    .filter(({ internal }) => !internal)
    .filter(({ family, address }) =>
      family === "IPv4" ? !inside.check(address, "ipv4") : isGlobal6(address),
    )
    .map(({ address }) => address);
