import { expect, test } from "vitest";
import { encodeResult, encodeSettings, type ImprovCommand, PacketReader } from "./improv-packets.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const take = (...pieces: readonly Uint8Array[]) => {
  const reader = new PacketReader();
  return pieces.map((piece) => reader.take(piece)).at(-1);
};

// The example of https://www.improv-wifi.com/ble/, "Send Wi-Fi Settings": MyWirelessAP, mysecurepassword.
const EXAMPLE = hex("01 1e 0c 4d79576972656c6573734150 10 6d7973656375726570617373776f7264 c0");
const SETTINGS = { name: "MyWirelessAP", passphrase: "mysecurepassword" };

test("reads and writes the settings, whole or in pieces of any size", () => {
  const packet = encodeSettings(SETTINGS);
  expect(packet).toEqual(EXAMPLE);
  const wifi: ImprovCommand = { kind: "wifi", settings: SETTINGS };
  expect(take(packet)).toEqual(wifi);
  for (const size of [1, 2, 7, 20]) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < packet.byteLength; at += size) pieces.push(packet.subarray(at, at + size));
    const reader = new PacketReader();
    expect(pieces.map((piece) => reader.take(piece)).filter((one) => one !== undefined)).toEqual([wifi]);
  }
});

test("an open network has an empty passphrase", () =>
  expect(take(encodeSettings({ name: "Café", passphrase: "" }))).toEqual({
    kind: "wifi",
    settings: { name: "Café", passphrase: "" },
  }));

const data = (bytes: string) => {
  const body = hex(bytes);
  const packet = [0x01, body.byteLength, ...body];
  return Uint8Array.from([...packet, packet.reduce((sum, byte) => sum + byte, 0) & 0xff]);
};
test.each([
  ["a wrong checksum", hex("01 04 01 61 01 62 00")],
  ["more than it said", hex("02 00 02 00")],
  ["no name", data("00 01 62")],
  ["a name longer than a network's may be", data(`21 ${"61".repeat(33)} 00`)],
  ["a passphrase longer than one may be", data(`01 61 41 ${"62".repeat(65)}`)],
  ["a name that goes on where the packet ends", data("09 61")],
  ["no place for the passphrase", data("01 61")],
  ["something behind the passphrase", data("01 61 01 62 63")],
  ["a line's end in the passphrase", data("01 61 02 62 0a")],
  ["a zero in the name", data("01 00 01 62")],
  ["what is no UTF-8", data("01 ff 01 62")],
  ["an identify with something in it", hex("02 01 00 03")],
])("refuses %s", (_, packet) => expect(take(packet)).toEqual({ kind: "invalid" }));

test("tells what it does not know from what it does", () => {
  expect(take(hex("02 00 02"))).toEqual({ kind: "identify" });
  expect(take(hex("04 00 04"))).toEqual({ kind: "unknown" });
});

test("what one phone began, the next one does not end", () => {
  const reader = new PacketReader();
  reader.take(hex("01 1e 0c"));
  reader.forget();
  expect(reader.take(hex("02 00 02"))).toEqual({ kind: "identify" });
});

test("answers with an address, as the specification's example does", () =>
  expect(encodeResult(["https://a.b"])).toEqual(hex("01 0c 0b 68747470733a2f2f612e62 d4")));
