import fc from "fast-check";
import { expect, test } from "vitest";
import { H4Parser } from "./h4-parser.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

function parse(...chunks: Uint8Array[]): string[] {
  const packets: string[] = [];
  const parser = new H4Parser((packet) => packets.push(packet.toString("hex")));
  for (const chunk of chunks) parser.push(chunk);
  return packets;
}

const PACKETS = [
  ["a command without parameters", "01 030c 00"],
  ["a command with three", "01 0604 03 400013"],
  ["ACL data", "02 4020 0500 0100040011"],
  ["ACL data of none", "02 4020 0000"],
  ["SCO data", "03 0100 02 aabb"],
  ["an event", "04 0e 04 01030c00"],
  ["a vendor event, empty", "04 ff 00"],
  ["a vendor event", "04 ff 03 010203"],
  ["ISO data, whose length has 14 bits", "05 0100 02c0 ccdd"],
] as const;

test.each(PACKETS)("takes %s whole", (_, text) => {
  expect(parse(hex(text))).toEqual([hex(text).toString("hex")]);
});

test("takes them the same, however they are chopped and glued", () => {
  const packets = PACKETS.map(([, text]) => hex(text));
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...packets), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
      (sent, sizes) => {
        const stream = Buffer.concat(sent);
        const chunks: Buffer[] = [];
        for (let offset = 0, turn = 0; offset < stream.byteLength; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          chunks.push(stream.subarray(offset, offset + size));
          offset += size;
        }
        expect(parse(...chunks)).toEqual(sent.map((packet) => packet.toString("hex")));
      },
    ),
  );
});

test("the largest packet, a byte at a time, is no more work than at once", () => {
  const packet = Buffer.alloc(5 + 0xffff, 7);
  hex("02 4020 ffff").copy(packet);
  const start = process.cpuUsage();
  expect(parse(...Array.from(packet, (byte) => Buffer.from([byte])))).toEqual([packet.toString("hex")]);
  expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
});

test("an unknown type ends the stream after what was whole before it, for ever", () => {
  const packets: string[] = [];
  const parser = new H4Parser((packet) => packets.push(packet.toString("hex")));
  const failure = expect.objectContaining({
    code: "hci.unknown-packet-type",
    message: "H4 packet type 0x7f",
  });
  expect(() => parser.push(hex("04 ff 00 7f 04 ff 00"))).toThrow(failure);
  expect(() => parser.push(hex("04 ff 00"))).toThrow(failure);
  expect(packets).toEqual(["04ff00"]);
});
