import { type MachineAddress, machineAddresses } from "./machine-addresses.ts";

/** RFC 1918, and RFC 4193: addresses of a house's own network. */
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;
const UNIQUE_LOCAL = /^f[cd][0-9a-f]{2}:/i;

/** The addresses of this machine on the house's own network. One that the world could reach is none of them. */
export const ownAddresses = (all: readonly MachineAddress[] = machineAddresses()): readonly string[] =>
  all
    .filter(
      ({ internal, address, family }) =>
        !internal && (family === "IPv4" ? PRIVATE : UNIQUE_LOCAL).test(address),
    )
    .map(({ address }) => address);
