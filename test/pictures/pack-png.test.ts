import { crc32, deflateSync, inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { packPng } from "./pack-png.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  ends[0].writeUInt32BE(data.length);
  ends[1].writeUInt32BE(crc32(named));
  return Buffer.concat([ends[0], named, ends[1]]);
}
/** Two pixels wide. */
const picture = (height: number, lines: Buffer, kind = "0806000000") =>
  Buffer.concat([
    hex("89504e470d0a1a0a"),
    chunk("IHDR", hex(`00000002 0000000${height} ${kind}`)),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);

test("each filter is undone, and the lines are written as they are", () => {
  const filtered = hex(
    [
      "01 10203040 01010101", // left:          10203040 11213141
      "02 01010101 01010101", // above:         11213141 12223242
      "03 01010101 01010101", // their half:    09 11 19 21, then (09+12)/2+1 …
      "04 01010101 01010101", // the nearest
      "00 aabbccdd 00000000",
    ].join(""),
  );
  const packed = packPng(picture(5, filtered));
  const at = packed.indexOf("IDAT");
  const lines = inflateSync(packed.subarray(at + 4, at + 4 + packed.readUInt32BE(at - 4)));
  expect(lines.toString("hex").match(/.{18}/g)).toEqual([
    "001020304011213141",
    "001121314112223242",
    "00091119210e1a2632",
    "000a121a220f1b2733",
    "00aabbccdd00000000",
  ]);
});

test("what it has written it reads again, to the same bytes", () => {
  const packed = packPng(picture(1, hex("01 10203040 01010101")));
  expect(packPng(packed)).toEqual(packed);
});

test("another kind of picture is refused", () => {
  expect(() => packPng(picture(1, Buffer.alloc(7), "0802000000"))).toThrow(TypeError);
  expect(() => packPng(picture(1, hex("05 10203040 01010101")))).toThrow(TypeError);
});
