/** A peripheral with no stack behind it: it says what a script tells it to, right or wrong. */
import { decodeAcl, encodeAclToHost } from "../../ble/radio/hci/acl-packet.ts";
import { COMMANDS, encodeCommand } from "../../ble/radio/hci/commands.ts";
import { EVENTS, LE_EVENTS } from "../../ble/radio/hci/event-packets.ts";
import { H4 } from "../../ble/radio/hci/h4-parser.ts";
import type { VirtualController } from "../../ble/simulator/air/controller.ts";

export interface ScriptedPeer {
  /** What it answers to a packet of the Attribute Protocol. */
  answer: (pdu: Buffer) => readonly Buffer[];
  /** What it was sent on every L2CAP channel. */
  readonly received: { readonly channel: number; readonly pdu: Buffer }[];
  /** Sends on the link there is; channel 4 is the Attribute Protocol. */
  send(pdu: Buffer, channel?: number): void;
  /** Sends one ACL fragment as it is. */
  sendFragment(data: Buffer): void;
}

const ATT_CHANNEL = 4;
export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** One service `fff0` of handles 1 to 6 with `fff3` (read 3) and `fff2` (notify 5, CCCD 6): enough for a radio to open it. */
export function honestAnswers(pdu: Buffer): readonly Buffer[] {
  const notFound = (opcode: number, handle = 1) => [Buffer.of(0x01, opcode, handle, 0, 0x0a)];
  const from = pdu.length >= 3 ? pdu.readUInt16LE(1) : 0;
  switch (pdu[0]) {
    case 0x02:
      return [hex("03 1700")];
    case 0x10:
      return from <= 1 ? [hex("11 06 0100 0600 f0ff")] : notFound(0x10);
    case 0x08: {
      if (pdu.readUInt16LE(5) === 0x2902) return [hex("09 04 0600 0000")];
      return from <= 2 ? [hex("09 07 0200 02 0300 f3ff 0400 10 0500 f2ff")] : notFound(0x08);
    }
    case 0x0a:
      return [hex("0b 2a")];
    case 0x12:
      return [hex("13")];
    default:
      return [];
  }
}

/** Advertises at once, and again after each link. */
export function startScriptedPeer(controller: VirtualController): ScriptedPeer & Disposable {
  let handle: number | undefined;
  const host = {
    deliver: (packet: Buffer) => {
      if (packet[0] === H4.acl) hear(packet);
      else if (packet[1] === EVENTS.disconnectionComplete) advertise();
      else if (packet[1] === EVENTS.leMeta && packet[3] === LE_EVENTS.connectionComplete) {
        handle = packet.readUInt16LE(5);
      }
    },
    overhear: () => undefined,
  };
  const { transport } = controller;
  const write = (packet: Buffer) => transport.write(host, packet);
  const advertise = () =>
    write(encodeCommand({ opcode: COMMANDS.leSetAdvertisingEnable.opcode, params: Buffer.of(1) }));
  const sendFragment = (data: Buffer, isFirst = true) => {
    if (handle === undefined) throw new Error("no link");
    const packet = encodeAclToHost({ handle, isFirst, data });
    packet.writeUInt16LE(handle | (isFirst ? 0 : 0x1000), 1); // from a host, a first fragment has flag 00
    write(packet);
  };
  const hear = (packet: Buffer) => {
    const { data } = decodeAcl(packet);
    const channel = data.readUInt16LE(2);
    const pdu = Buffer.from(data.subarray(4));
    peer.received.push({ channel, pdu });
    if (channel === ATT_CHANNEL) for (const answer of peer.answer(pdu)) peer.send(answer);
  };
  const peer: ScriptedPeer & Disposable = {
    answer: honestAnswers,
    received: [],
    sendFragment,
    send: (pdu, channel = ATT_CHANNEL) => {
      const header = Buffer.alloc(4);
      header.writeUInt16LE(pdu.length, 0);
      header.writeUInt16LE(channel, 2);
      const whole = Buffer.concat([header, pdu]);
      for (let at = 0; at < whole.length; at += 27) sendFragment(whole.subarray(at, at + 27), at === 0);
    },
    [Symbol.dispose]: () => transport.detach(host),
  };
  transport.attach(host);
  const parameters = Buffer.alloc(15);
  parameters.writeUInt16LE(160, 0); // 100 ms
  parameters.writeUInt16LE(160, 2);
  write(encodeCommand({ opcode: COMMANDS.leSetAdvertisingParameters.opcode, params: parameters }));
  advertise();
  return peer;
}
