/**
 * The part of a central that noble on a raw socket leaves to the kernel: a peripheral asks for other connection parameters
 * (L2CAP, Bluetooth Core 5.4 Vol 3 Part A 4.20), is told "accepted" (4.21), and the controller is told to change the link (Vol 4
 * Part E 7.8.18). Another host of the same controller, as the kernel is.
 */
import { ACL_HEADER_BYTES, decodeAcl } from "../../ble/radio/hci/acl-packet.ts";
import { COMMANDS, encodeCommand } from "../../ble/radio/hci/commands.ts";
import { EVENTS, LE_EVENTS } from "../../ble/radio/hci/event-packets.ts";
import { H4 } from "../../ble/radio/hci/h4-parser.ts";
import type { HciHost, HciTransport } from "../../ble/radio/hci/hci-transport.ts";

const SIGNALING_CHANNEL = 0x0005;
const PARAMETER_UPDATE_REQUEST = 0x12;
const PARAMETER_UPDATE_RESPONSE = 0x13;
const L2CAP_HEADER_BYTES = 4;
const SIGNAL_HEADER_BYTES = 4;
/** Shortest and longest interval, latency, time-out: u16 each, in the request and in the command alike. */
const PARAMETER_BYTES = 8;

/**
 * @param tell `wish`: the parameters that were asked for; `interval`: those that the link has from now on (interval, latency,
 *   time-out, u16 each), as the controller reports them
 */
export function grantIntervals(
  transport: HciTransport,
  tell: (kind: "wish" | "interval", value: Buffer) => void,
): Disposable {
  const kernel: HciHost = {
    deliver(packet) {
      const changed = readUpdate(packet);
      if (changed) tell("interval", changed);
      const asked = readRequest(packet);
      if (asked === undefined) return;
      tell("wish", asked.parameters);
      transport.write(kernel, accept(asked));
      transport.write(kernel, update(asked));
    },
    overhear: () => undefined,
  };
  transport.attach(kernel);
  return { [Symbol.dispose]: () => transport.detach(kernel) };
}

interface Request {
  readonly handle: number;
  readonly identifier: number;
  readonly parameters: Buffer;
}

function readRequest(packet: Buffer): Request | undefined {
  if (packet[0] !== H4.acl) return undefined;
  const { handle, isFirst, data } = decodeAcl(packet);
  const signal = data.subarray(L2CAP_HEADER_BYTES);
  if (!isFirst || data.readUInt16LE(2) !== SIGNALING_CHANNEL) return undefined;
  if (signal[0] !== PARAMETER_UPDATE_REQUEST) return undefined;
  const parameters = Buffer.from(signal.subarray(SIGNAL_HEADER_BYTES, SIGNAL_HEADER_BYTES + PARAMETER_BYTES));
  return { handle, identifier: signal.readUInt8(1), parameters };
}

function accept({ handle, identifier }: Request): Buffer {
  const packet = Buffer.alloc(ACL_HEADER_BYTES + L2CAP_HEADER_BYTES + SIGNAL_HEADER_BYTES + 2);
  packet.writeUInt8(H4.acl, 0);
  packet.writeUInt16LE(handle, 1);
  packet.writeUInt16LE(packet.byteLength - ACL_HEADER_BYTES, 3);
  packet.writeUInt16LE(SIGNAL_HEADER_BYTES + 2, 5);
  packet.writeUInt16LE(SIGNALING_CHANNEL, 7);
  packet.writeUInt8(PARAMETER_UPDATE_RESPONSE, 9);
  packet.writeUInt8(identifier, 10);
  packet.writeUInt16LE(2, 11);
  return packet;
}

function update({ handle, parameters }: Request): Buffer {
  const params = Buffer.alloc(COMMANDS.leConnectionUpdate.bytes);
  params.writeUInt16LE(handle, 0);
  params.set(parameters, 2);
  return encodeCommand({ opcode: COMMANDS.leConnectionUpdate.opcode, params });
}

function readUpdate(packet: Buffer): Buffer | undefined {
  const [type, code, , subevent, status] = packet;
  const isUpdate =
    type === H4.event && code === EVENTS.leMeta && subevent === LE_EVENTS.connectionUpdateComplete;
  return isUpdate && status === 0 ? Buffer.from(packet.subarray(7, 13)) : undefined;
}
