import { networkInterfaces } from "node:os";
import { isInside } from "./wire/is-inside.ts";

/** For measuring networks, and routed nowhere: RFC 2544. */
const isForBenchmarks = (address: string): boolean => /^198\.1[89]\./.test(address);

/** Global unicast is 2000::/3: RFC 4291, 2.4. */
const isGlobal6 = (address: string): boolean => /^[23][0-9a-f]{3}:/i.test(address);

/** @returns the addresses of this machine by which the world may reach it; behind somebody else's there are none */
export const publicAddresses = (interfaces = networkInterfaces()): readonly string[] =>
  Object.values(interfaces)
    .flatMap((found) => found ?? [])
    .filter(({ internal }) => !internal)
    .filter(({ family, address }) =>
      family === "IPv4" ? !isInside(address) && !isForBenchmarks(address) : isGlobal6(address),
    )
    .map(({ address }) => address);
