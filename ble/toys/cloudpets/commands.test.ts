import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Command,
  decodeCommand,
  decodeResult,
  encodeCommand,
  encodeResult,
  FACTORY_KEY,
  OPCODES,
  playSlotOf,
  STOP_PLAYING,
} from "./commands.ts";

const hex = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString("hex")
    .replace(/..(?!$)/g, "$& ");
const KEY = "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f";

test.each<[string, Command, string]>([
  ["an upload to the play paw's slot", { kind: "start-upload", slot: 1, key: FACTORY_KEY }, `00 01 ${KEY}`],
  ["strict mode on", { kind: "start-upload", slot: 2, key: FACTORY_KEY, strict: true }, `00 02 ${KEY} 01`],
  ["strict mode off", { kind: "start-upload", slot: 2, key: FACTORY_KEY, strict: false }, `00 02 ${KEY} 00`],
  ["the end of it", { kind: "end-upload" }, "01"],
  ["a download", { kind: "download" }, "02"],
  ["another key", { kind: "store-key", key: FACTORY_KEY }, `05 ${KEY}`],
  ["a slow link", { kind: "interval", wish: "slow" }, "06 00"],
  ["a preferred interval", { kind: "interval", wish: "prefer-fast" }, "06 02"],
  ["play slot 2", { kind: "play", slot: 2 }, "08 01 02"],
  ["a silent recording, three bytes all the same", { kind: "record" }, "08 02 00"],
  ["a length", { kind: "fetch-value", value: 1 }, "09 01"],
  ["no power saving", { kind: "power-saving", isAllowed: false }, "0a 00"],
  ["game mode", { kind: "game-mode", isOn: true }, "0b 01"],
  ["a paw to hold", { kind: "record-paw", style: "hold" }, "0b 03"],
  ["the way to stop", STOP_PLAYING, "0c 01 00 01 00"],
  ["a lullaby", { kind: "loop", loops: 30, milliseconds: 20_480 }, "0c 1e 00 00 50"],
])("%s", (_, command, bytes) => {
  expect(hex(encodeCommand(command))).toBe(bytes);
  expect(decodeCommand(encodeCommand(command))).toEqual(command);
});

test.each([
  ["no byte at all", ""],
  ["opcodes without effect", "03"],
  ["opcodes the firmware does not know", "0e 01"],
  ["a start without a slot", "00"],
  ["an audio command nobody knows", "08 03 00"],
  ["a game mode nobody knows", "0b 04"],
])("firmware ignores %s", (_, text) => {
  const bytes = Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
  expect(decodeCommand(bytes)).toEqual({ kind: "none", bytes });
});

test("a bare 0B switches game mode on", () => {
  expect(decodeCommand(Uint8Array.of(0x0b))).toEqual({ kind: "game-mode", isOn: true });
});

test("whatever is written is read as something, and never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const command = decodeCommand(bytes);
      if (command.kind === "none") expect(command.bytes).toEqual(bytes);
      else expect(decodeCommand(encodeCommand(command))).toEqual(command);
    }),
  );
});

test("opcodes are distinct, and below 14: firmware ignores the rest", () => {
  const codes = Object.values(OPCODES);
  expect(new Set(codes).size).toBe(codes.length);
  expect(Math.max(...codes)).toBeLessThan(14);
});

test("the two numberings of slots are one apart", () => {
  expect(([1, 2, 3, 4] as const).map(playSlotOf)).toEqual([2, 3, 4, 5]);
});

test("a result is the value asked for and a little-endian answer", () => {
  expect(hex(encodeResult({ asked: 1, answer: 10_000 }))).toBe("01 10 27 00 00");
  expect(decodeResult(Uint8Array.of(0xff, 0, 0, 0, 0))).toEqual({ asked: 0xff, answer: 0 });
  expect(decodeResult(Uint8Array.of(1, 2, 3, 4))).toBeUndefined();
  fc.assert(
    fc.property(fc.nat(255), fc.nat(0xffff_ffff), (asked, answer) => {
      expect(decodeResult(encodeResult({ asked, answer }))).toEqual({ asked, answer });
    }),
  );
});
