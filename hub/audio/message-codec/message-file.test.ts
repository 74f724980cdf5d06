import { expect, test } from "vitest";
import { createMessageFile, parseMessageFile } from "./message-file.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
//            AU   16000 1600  1  frames  words     zeros                16   ffff ffff
const TWO = "4155 803e 4006 0100 0200 0000 2800 0000 0000 0000 0000 0000 0000 1000 ffff ffff";
const FRAMES = "ff".repeat(80);

test("writes the header that the original app wrote", () => {
  expect(createMessageFile(2)).toEqual(hex(TWO + "00".repeat(80)));
});

test("counts words in 16 bits above 3,276 frames, as the original app did", () => {
  const file = createMessageFile(3277);
  expect([...file.subarray(8, 16)]).toEqual([0xcd, 0x0c, 0, 0, 0x04, 0, 0, 0]);
  expect(parseMessageFile(file).frameCount).toBe(3277);
});

test("reads frames and length", () => {
  const { frameCount, milliseconds, frames } = parseMessageFile(hex(TWO + FRAMES));
  expect({ frameCount, milliseconds, frames }).toEqual({
    frameCount: 2,
    milliseconds: 40,
    frames: hex(FRAMES),
  });
});

test("reads a view into a larger buffer", () => {
  const buffer = hex(`aaaaaa${TWO}${FRAMES}aa`);
  expect(parseMessageFile(buffer.subarray(3, -1)).frameCount).toBe(2);
});

test("cannot count more than 65,535 frames", () => {
  expect(() => createMessageFile(65_536)).toThrow(expect.objectContaining({ code: "message.too-long" }));
});

test.each([
  ["nothing at all", "", "message.bad-magic"],
  ["one byte", "41", "message.bad-magic"],
  ["a recording's magic", TWO.replace("4155", "4d53") + FRAMES, "message.bad-magic"],
  ["half a header", TWO.slice(0, 40), "message.truncated"],
  ["a frame less than it says", TWO + "ff".repeat(40), "message.truncated"],
  ["a byte less than it says", TWO + "ff".repeat(79), "message.truncated"],
  ["a byte more than it says", TWO + "ff".repeat(81), "message.header-lies"],
  ["a frame more than it says", TWO + "ff".repeat(120), "message.header-lies"],
  ["another sample rate", TWO.replace("803e", "401f") + FRAMES, "message.header-lies"],
  ["another bit rate", TWO.replace("4006", "c005") + FRAMES, "message.header-lies"],
  ["two channels", TWO.replace("0100", "0200") + FRAMES, "message.header-lies"],
  ["words that do not match the frames", TWO.replace("2800", "2900") + FRAMES, "message.header-lies"],
  ["another header length", TWO.replace("1000 ffff", "1200 ffff") + FRAMES, "message.header-lies"],
  ["something in the unused words", TWO.replace("0000 1000", "0100 1000") + FRAMES, "message.header-lies"],
  ["another end of header", TWO.replace("ffff ffff", "ffff fffe") + FRAMES, "message.header-lies"],
  ["no frames", TWO.replace("0200", "0000").replace("2800", "0000"), "message.empty"],
])("refuses %s", (_, bytes, code) => {
  expect(() => parseMessageFile(hex(bytes))).toThrow(expect.objectContaining({ name: "AudioError", code }));
});
