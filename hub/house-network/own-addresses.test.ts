import { expect, test } from "vitest";
import { kernelAddresses, type MachineAddress, machineAddresses } from "./machine-addresses.ts";
import { ownAddresses } from "./own-addresses.ts";

const at = (address: string, internal = false): MachineAddress => ({
  address,
  internal,
  family: address.includes(":") ? "IPv6" : "IPv4",
});

test.each(["192.168.1.7", "10.0.0.1", "172.16.0.1", "172.31.255.1", "fd12:3456::1"])(
  "%s is of the house",
  (own) => {
    expect(ownAddresses([at(own)])).toEqual([own]);
  },
);

test.each(["203.0.113.7", "172.32.0.1", "2001:db8::1", "fe80::1", "100.64.0.1"])(
  "nothing listens for rooms at %s",
  (foreign) => expect(ownAddresses([at(foreign)])).toEqual([]),
);

test("nor at the machine's own loopback", () => {
  expect(ownAddresses([at("127.0.0.1", true), at("10.1.1.1", true)])).toEqual([]);
});

test("the kernel's own tables say the same, where Node may not ask it", () => {
  const fibTrie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     |-- 192.168.77.0
        /24 link UNICAST
Local:
  +-- 0.0.0.0/0 3 0 5
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 192.168.77.1
        /32 host LOCAL
     |-- 192.168.77.255
        /32 link BROADCAST
`;
  const ifInet6 = `fd770000000000000000000000000001 02 40 00 80     lan0
00000000000000000000000000000001 01 80 10 80       lo
`;
  const all = kernelAddresses(fibTrie, ifInet6);
  expect(all).toEqual([at("127.0.0.1", true), at("192.168.77.1"), at("fd77::1"), at("::1", true)]);
  expect(ownAddresses(all)).toEqual(["192.168.77.1", "fd77::1"]);
  expect(machineAddresses()).toContainEqual(
    expect.objectContaining({ address: "127.0.0.1", internal: true }),
  );
});
