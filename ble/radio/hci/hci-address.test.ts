import { expect, test } from "vitest";
import { parseHciAddress } from "./hci-address.ts";

test.each([
  ["unix:/run/pawpost/hci.sock", { kind: "unix", path: "/run/pawpost/hci.sock" }],
  ["unix:hci.sock", { kind: "unix", path: "hci.sock" }],
  ["unix:/with:colon=and space", { kind: "unix", path: "/with:colon=and space" }],
  [`unix:/${"x".repeat(106)}`, { kind: "unix", path: `/${"x".repeat(106)}` }],
  ["hci0", { kind: "adapter", index: 0 }],
  ["hci12", { kind: "adapter", index: 12 }],
  ["00:1A:7d:da:71:13", { kind: "adapter-of", address: "00:1a:7d:da:71:13" }],
])("reads %s", (text, address) => expect(parseHciAddress(text)).toEqual(address));

test.each([
  ["nothing", ""],
  ["a path alone", "/run/hci.sock"],
  ["no path", "unix:"],
  ["a path one byte longer than a socket's can be", `unix:/${"x".repeat(107)}`],
  ["a path that is too long only in bytes", `unix:/${"é".repeat(54)}`],
  ["a path with a zero byte", "unix:/run/\0hci"],
  ["another scheme", "tcp:localhost:1234"],
  ["an adapter without a number", "hci"],
  ["an address that is too short", "00:1a:7d:da:71"],
  ["an address with another letter", "00:1a:7d:da:71:1g"],
])("refuses %s", (_, text) => expect(parseHciAddress(text)).toBeUndefined());
