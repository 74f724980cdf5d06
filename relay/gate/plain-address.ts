/** @returns an address of IPv4 as such, where a socket for both says it in the form of IPv6; `""` where there is none */
export const plainAddress = (address: string | undefined): string =>
  address?.replace(/^::ffff:(?=\d+\.)/, "") ?? "";
