import { expect, test } from "vitest";
import { readAddress } from "./read-address.ts";

test.each([
  ["192.168.1.7:8883", { host: "192.168.1.7", port: 8_883 }],
  [" 10.0.0.1 ", { host: "10.0.0.1", port: 8_883 }],
  ["[fd12::7]:9000", { host: "fd12::7", port: 9_000 }],
])("%s is an address of a house", (text, place) => expect(readAddress(text)).toEqual(place));

test.each([
  "203.0.113.7:8883",
  "[2001:db8::1]:8883",
  "hub.example:8883",
  "192.168.1.7:0",
  "192.168.1:1",
  "999.1.1.1",
  "",
])("%s is none", (text) =>
  expect(() => readAddress(text)).toThrow(expect.objectContaining({ code: "keeper.bad-address" })),
);
