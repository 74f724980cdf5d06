/**
 * The HCI commands that hosts of our size send to a legacy LE controller, one row each.
 *
 * `opcode`: OGF in the upper six bits, OCF in the lower ten. `bytes`: parameters that must be there at least. `answer`:
 * `complete` = Command Complete; `status` = Command Status, and the outcome follows as an event of its own.
 * `section`: Bluetooth Core 5.4 Vol 4 Part E.
 */
import { H4 } from "./h4-parser.ts";

export interface CommandRow {
  readonly opcode: number;
  readonly bytes: number;
  readonly answer: "complete" | "status";
  readonly section: string;
}

export const COMMANDS = {
  disconnect: { opcode: 0x0406, bytes: 3, answer: "status", section: "7.1.6" },
  setEventMask: { opcode: 0x0c01, bytes: 8, answer: "complete", section: "7.3.1" },
  reset: { opcode: 0x0c03, bytes: 0, answer: "complete", section: "7.3.2" },
  readLeHostSupport: { opcode: 0x0c6c, bytes: 0, answer: "complete", section: "7.3.78" },
  writeLeHostSupport: { opcode: 0x0c6d, bytes: 2, answer: "complete", section: "7.3.79" },
  readLocalVersion: { opcode: 0x1001, bytes: 0, answer: "complete", section: "7.4.1" },
  readSupportedCommands: { opcode: 0x1002, bytes: 0, answer: "complete", section: "7.4.2" },
  readSupportedFeatures: { opcode: 0x1003, bytes: 0, answer: "complete", section: "7.4.3" },
  readBufferSize: { opcode: 0x1005, bytes: 0, answer: "complete", section: "7.4.5" },
  readAddress: { opcode: 0x1009, bytes: 0, answer: "complete", section: "7.4.6" },
  readRssi: { opcode: 0x1405, bytes: 2, answer: "complete", section: "7.5.4" },
  leSetEventMask: { opcode: 0x2001, bytes: 8, answer: "complete", section: "7.8.1" },
  leReadBufferSize: { opcode: 0x2002, bytes: 0, answer: "complete", section: "7.8.2" },
  leReadSupportedFeatures: { opcode: 0x2003, bytes: 0, answer: "complete", section: "7.8.3" },
  leSetRandomAddress: { opcode: 0x2005, bytes: 6, answer: "complete", section: "7.8.4" },
  leSetAdvertisingParameters: { opcode: 0x2006, bytes: 15, answer: "complete", section: "7.8.5" },
  leReadAdvertisingPower: { opcode: 0x2007, bytes: 0, answer: "complete", section: "7.8.6" },
  leSetAdvertisingData: { opcode: 0x2008, bytes: 1, answer: "complete", section: "7.8.7" },
  leSetScanResponseData: { opcode: 0x2009, bytes: 1, answer: "complete", section: "7.8.8" },
  leSetAdvertisingEnable: { opcode: 0x200a, bytes: 1, answer: "complete", section: "7.8.9" },
  leSetScanParameters: { opcode: 0x200b, bytes: 7, answer: "complete", section: "7.8.10" },
  leSetScanEnable: { opcode: 0x200c, bytes: 2, answer: "complete", section: "7.8.11" },
  leCreateConnection: { opcode: 0x200d, bytes: 25, answer: "status", section: "7.8.12" },
  leCreateConnectionCancel: { opcode: 0x200e, bytes: 0, answer: "complete", section: "7.8.13" },
  leConnectionUpdate: { opcode: 0x2013, bytes: 14, answer: "status", section: "7.8.18" },
  leEnableEncryption: { opcode: 0x2019, bytes: 28, answer: "status", section: "7.8.24" },
  leReadSupportedStates: { opcode: 0x201c, bytes: 0, answer: "complete", section: "7.8.27" },
} as const satisfies Record<string, CommandRow>;

export type CommandName = keyof typeof COMMANDS;

const BY_OPCODE: ReadonlyMap<number, CommandName> = new Map(
  (Object.keys(COMMANDS) as CommandName[]).map((name) => [COMMANDS[name].opcode, name]),
);

export function commandName(opcode: number): CommandName | undefined {
  return BY_OPCODE.get(opcode);
}

/** A command as it lies in an H4 packet. */
export interface HciCommand {
  readonly opcode: number;
  readonly params: Buffer;
}

const HEADER_BYTES = 4;

/** @param packet a whole H4 command packet. */
export function decodeCommand(packet: Buffer): HciCommand {
  return { opcode: packet.readUInt16LE(1), params: packet.subarray(HEADER_BYTES) };
}

export function encodeCommand({ opcode, params }: HciCommand): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(H4.command, 0);
  header.writeUInt16LE(opcode, 1);
  header.writeUInt8(params.byteLength, 3);
  return Buffer.concat([header, params]);
}
