import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { ownAddresses } from "./own-addresses.ts";

const at = (address: string, internal = false): NetworkInterfaceInfo => {
  const rest = { netmask: "", mac: "", internal, cidr: null, address };
  return address.includes(":") ? { ...rest, family: "IPv6", scopeid: 0 } : { ...rest, family: "IPv4" };
};

test.each(["192.168.1.7", "10.0.0.1", "172.16.0.1", "172.31.255.1", "fd12:3456::1"])(
  "%s is of the house",
  (own) => {
    expect(ownAddresses({ eth0: [at(own)] })).toEqual([own]);
  },
);

test.each(["203.0.113.7", "172.32.0.1", "2001:db8::1", "fe80::1", "100.64.0.1"])(
  "nothing listens for rooms at %s",
  (foreign) => expect(ownAddresses({ eth0: [at(foreign)] })).toEqual([]),
);

test("nor at the machine's own loopback", () => {
  expect(ownAddresses({ lo: [at("127.0.0.1", true), at("10.1.1.1", true)] })).toEqual([]);
});
