import { expect, test } from "vitest";
import { decodeAcl, encodeAclToHost } from "./acl-packet.ts";
import {
  decodeBluetoothAddress,
  encodeBluetoothAddress,
  parseBluetoothAddress,
} from "./bluetooth-address.ts";
import {
  commandComplete,
  commandStatus,
  dataBufferOverflow,
  disconnectionComplete,
  encryptionChange,
  hardwareError,
  leAdvertisingReport,
  leConnectionComplete,
  leConnectionFailed,
  leConnectionUpdateComplete,
  numberOfCompletedPackets,
} from "./event-packets.ts";

const link = { intervalMs: 12.5, latency: 0, timeoutMs: 420 };

test.each([
  ["Command Complete", commandComplete(0x1009, 0, [1, 2]), "04 0e 06 01 0910 00 0102"],
  ["Command Status", commandStatus(0x200d, 0x0c), "04 0f 04 0c 01 0d20"],
  ["Disconnection Complete", disconnectionComplete(0x40, 0x08), "04 05 04 00 4000 08"],
  ["Encryption Change, on", encryptionChange(0x40, 0), "04 08 04 00 4000 01"],
  ["Encryption Change, key missing", encryptionChange(0x40, 6), "04 08 04 06 4000 00"],
  ["Number Of Completed Packets", numberOfCompletedPackets(0x41, 4), "04 13 05 01 4100 0400"],
  ["Data Buffer Overflow", dataBufferOverflow(), "04 1a 01 01"],
  ["Hardware Error", hardwareError(3), "04 10 01 03"],
  [
    "LE Connection Complete",
    leConnectionComplete({ ...link, handle: 0x40, role: "peripheral", peer: "c0:00:00:00:00:01" }),
    "04 3e 13 01 00 4000 01 00 0100000000c0 0a00 0000 2a00 00",
  ],
  ["LE Connection Complete, cancelled", leConnectionFailed(2), `04 3e 13 01 02 ${"00".repeat(17)}`],
  [
    "LE Connection Update Complete",
    leConnectionUpdateComplete(0x40, link),
    "04 3e 0a 03 00 4000 0a00 0000 2a00",
  ],
  [
    "LE Advertising Report",
    leAdvertisingReport({
      type: 4,
      address: "d0:00:00:00:00:01",
      data: Buffer.from("020106", "hex"),
      rssi: -50,
    }),
    "04 3e 0f 02 01 04 00 0100000000d0 03 020106 ce",
  ],
])("%s", (_, packet, bytes) => expect(packet.toString("hex")).toBe(bytes.replaceAll(" ", "")));

test.each([
  ["the first fragment", true, "02 4020 0300 aabbcc"],
  ["a continuation", false, "02 4010 0300 aabbcc"],
])("ACL data to a host: %s", (_, isFirst, bytes) => {
  const fragment = { handle: 0x40, isFirst, data: Buffer.from("aabbcc", "hex") };
  expect(encodeAclToHost(fragment).toString("hex")).toBe(bytes.replaceAll(" ", ""));
  expect(decodeAcl(encodeAclToHost(fragment))).toEqual(fragment);
});

test("ACL data from a host begins a packet with flag 0", () => {
  expect(decodeAcl(Buffer.from("0240000100aa", "hex"))).toMatchObject({ handle: 0x40, isFirst: true });
});

test("an address is reversed on the wire, and text in one form", () => {
  expect(encodeBluetoothAddress("c0:01:02:03:04:05").toString("hex")).toBe("0504030201c0");
  expect(decodeBluetoothAddress(Buffer.from("0504030201c0", "hex"))).toBe("c0:01:02:03:04:05");
  expect(parseBluetoothAddress("C0:01:02:03:04:0F")).toBe("c0:01:02:03:04:0f");
});

test.each(["", "c0:01:02:03:04", "c0:01:02:03:04:05:06", "c0-01-02-03-04-05", "g0:01:02:03:04:05"])(
  "%j is no address",
  (text) => expect(parseBluetoothAddress(text)).toBeUndefined(),
);
