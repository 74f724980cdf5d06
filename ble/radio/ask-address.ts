import { type Duration, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { COMMANDS, encodeCommand } from "./hci/commands.ts";
import { EVENTS } from "./hci/event-packets.ts";
import type { NativeSocket } from "./native-transport.ts";

const ANSWER_WITHIN: Duration = seconds(1);
/** H4 event, its code, its length, commands the controller takes, opcode (2), status, address (6, low byte first). */
const ANSWER = { bytes: 13, opcodeAt: 4, statusAt: 6, addressAt: 7 } as const;

/**
 * Asks an adapter for its public address (Read BD_ADDR, Bluetooth Core 5.4 Vol 4 Part E 7.4.6): newer kernels have none in /sys. Whoever else uses the
 * adapter is not disturbed.
 * @param socket bound, filtered and started; stays open
 * @returns lower case with colons; `undefined` where it is off, or does not answer
 */
export function askAddress(socket: NativeSocket, clock: Clock): Promise<string | undefined> {
  return new Promise((answered) => {
    const stop = clock.after(ANSWER_WITHIN, () => answered(undefined));
    const end = (address: string | undefined) => {
      stop();
      answered(address);
    };
    socket.on("error", () => end(undefined));
    socket.on("data", (packet) => {
      const isOurs =
        packet.length >= ANSWER.bytes &&
        packet[1] === EVENTS.commandComplete &&
        packet.readUInt16LE(ANSWER.opcodeAt) === COMMANDS.readAddress.opcode &&
        packet[ANSWER.statusAt] === 0;
      if (!isOurs) return;
      const bytes = packet.subarray(ANSWER.addressAt, ANSWER.addressAt + 6).toReversed();
      end(Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(":"));
    });
    socket.write(encodeCommand({ opcode: COMMANDS.readAddress.opcode, params: Buffer.alloc(0) }));
  });
}
