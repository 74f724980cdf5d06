import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { publicAddresses } from "./public-addresses.ts";

const has = (address: string, internal = false) =>
  ({ address, internal, family: address.includes(":") ? "IPv6" : "IPv4" }) as NetworkInterfaceInfo;

test("what the world may reach is taken, and nothing of a house or of the machine itself", () => {
  const found = publicAddresses({
    lo: [has("127.0.0.1", true), has("::1", true)],
    eth0: [has("203.0.113.7"), has("2001:db8::7"), has("fe80::1"), has("fd00::7")],
    eth1: [
      has("10.0.0.2"),
      has("100.64.0.1"),
      has("172.20.0.3"),
      has("192.168.1.9"),
      has("169.254.1.1"),
      has("198.19.0.1"),
    ],
    none: undefined,
  });
  expect(found).toEqual(["203.0.113.7", "2001:db8::7"]);
});
