import { isIPv4, isIPv6 } from "node:net";
import { plainAddress } from "./plain-address.ts";

/** Whom a bucket is for: one address of IPv4, and of IPv6 the network of a house (RFC 6177): who has one address has 2^64. */
export function sourceOf(address: string | undefined): string {
  const plain = plainAddress(address);
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return "none";
  const [text = ""] = plain.split("%");
  const [head = "", tail] = text.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill("0");
  return `${[...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::`;
}
