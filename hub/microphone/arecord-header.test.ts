import { expect, test } from "vitest";
import { parseArecordHeader } from "./arecord-header.ts";

/** From `arecord -q -r 16000 -c 1 -t wav -f S16_LE - | head -c 44 | xxd -p`, alsa-utils 1.2.8. */
const REAL =
  "52494646 24000080 57415645 666d7420 10000000 0100 0100 803e0000 007d0000 0200 1000 64617461 00000080";
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

test("reads the rate that the device gives", () => {
  expect(parseArecordHeader(hex(REAL))).toEqual({ sampleRateHz: 16_000 });
  expect(parseArecordHeader(hex(REAL.replace("803e0000", "80bb0000")))).toEqual({ sampleRateHz: 48_000 });
});

test.each([
  ["half of it", REAL.slice(0, 60)],
  ["another container", REAL.replace("52494646", "464f524d")],
  ["two channels", REAL.replace("0100 0100", "0100 0200")],
  ["floats", REAL.replace("0100 0100", "0300 0100")],
  ["24 bits", REAL.replace("0200 1000", "0200 1800")],
  ["a rate of nothing", REAL.replace("803e0000", "00000000")],
  ["a longer format", REAL.replace("10000000", "12000000")],
  ["other data first", REAL.replace("64617461", "4c495354")],
])("takes no %s", (_, text) => expect(parseArecordHeader(hex(text))).toBeUndefined());
