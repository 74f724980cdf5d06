import { expect, test } from "vitest";
import { COMMANDS, commandName, decodeCommand, encodeCommand } from "./commands.ts";

test("no two commands share an opcode", () => {
  const opcodes = Object.values(COMMANDS).map((row) => row.opcode);
  expect(new Set(opcodes).size).toBe(opcodes.length);
});

test.each(Object.entries(COMMANDS))("%s is found by its opcode", (name, { opcode }) => {
  expect(commandName(opcode)).toBe(name);
});

test("an unknown opcode has no name", () => expect(commandName(0xfc01)).toBeUndefined());

test("Disconnect of handle 0x0040 because the user ended it, both ways", () => {
  const packet = Buffer.from("01060403400013", "hex");
  const command = { opcode: 0x0406, params: Buffer.from("400013", "hex") };
  expect(decodeCommand(packet)).toEqual(command);
  expect(encodeCommand(command)).toEqual(packet);
});
