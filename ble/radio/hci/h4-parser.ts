/**
 * H4, the UART transport of HCI, as a byte stream: packets back to back, told apart by their first byte.
 *
 *   type  name      header after the type byte            payload
 *   0x01  command   opcode u16, length u8                 length bytes
 *   0x02  ACL data  handle and flags u16, length u16      length bytes
 *   0x03  SCO data  handle and flags u16, length u8       length bytes
 *   0x04  event     code u8, length u8                    length bytes
 *   0x05  ISO data  handle and flags u16, length u14      length bytes
 *
 * Source: Bluetooth Core 5.4 Vol 4 Part A 2 and Part E 5.4. All numbers are little-endian.
 */
import { HciError } from "./errors.ts";

/** First byte of a packet. */
export const H4 = { command: 0x01, acl: 0x02, sco: 0x03, event: 0x04, iso: 0x05 } as const;

interface Framing {
  readonly headerBytes: number;
  readonly payloadBytes: (header: Uint8Array) => number;
}

const u8At =
  (offset: number) =>
  (header: Uint8Array): number =>
    header[offset] ?? 0;
const u16At =
  (offset: number, mask: number) =>
  (header: Uint8Array): number =>
    ((header[offset] ?? 0) | ((header[offset + 1] ?? 0) << 8)) & mask;

const FRAMINGS: ReadonlyMap<number, Framing> = new Map<number, Framing>([
  [H4.command, { headerBytes: 4, payloadBytes: u8At(3) }],
  [H4.acl, { headerBytes: 5, payloadBytes: u16At(3, 0xffff) }],
  [H4.sco, { headerBytes: 4, payloadBytes: u8At(3) }],
  [H4.event, { headerBytes: 3, payloadBytes: u8At(2) }],
  [H4.iso, { headerBytes: 5, payloadBytes: u16At(3, 0x3fff) }],
]);

const LONGEST_HEADER = 5;

/**
 * Cuts a byte stream into whole packets, however it was chopped or glued on its way. Every byte is copied once, so a
 * peer that sends them one at a time costs no more than one that does not.
 */
export class H4Parser {
  readonly #onPacket: (packet: Buffer) => void;
  readonly #header = Buffer.alloc(LONGEST_HEADER);
  #headerFill = 0;
  #packet: Buffer | undefined;
  #packetFill = 0;
  #failure: HciError | undefined;

  /** @param onPacket takes each whole packet, type byte included; the buffer is its own. */
  constructor(onPacket: (packet: Buffer) => void) {
    this.#onPacket = onPacket;
  }

  /** @throws HciError `hci.unknown-packet-type`, for ever after the first one: the stream has lost its framing. */
  push(chunk: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure;
    let offset = 0;
    while (offset < chunk.byteLength) {
      offset += this.#packet === undefined ? this.#takeHeader(chunk, offset) : 0;
      if (this.#packet !== undefined) offset += this.#takePayload(this.#packet, chunk, offset);
    }
  }

  /** Takes one byte of a header; starts the packet when it was the last one. */
  #takeHeader(chunk: Uint8Array, offset: number): number {
    this.#header[this.#headerFill] = chunk[offset] ?? 0;
    this.#headerFill += 1;
    const framing = FRAMINGS.get(this.#header[0] ?? 0);
    if (framing === undefined) {
      const type = (this.#header[0] ?? 0).toString(16).padStart(2, "0");
      this.#failure = new HciError("hci.unknown-packet-type", `H4 packet type 0x${type}`);
      throw this.#failure;
    }
    if (this.#headerFill === framing.headerBytes) {
      this.#packet = Buffer.alloc(framing.headerBytes + framing.payloadBytes(this.#header));
      this.#header.copy(this.#packet, 0, 0, framing.headerBytes);
      this.#packetFill = framing.headerBytes;
      this.#headerFill = 0;
    }
    return 1;
  }

  /** Takes what the packet still lacks; hands it over when it is whole. */
  #takePayload(packet: Buffer, chunk: Uint8Array, offset: number): number {
    const taken = Math.min(packet.byteLength - this.#packetFill, chunk.byteLength - offset);
    packet.set(chunk.subarray(offset, offset + taken), this.#packetFill);
    this.#packetFill += taken;
    if (this.#packetFill === packet.byteLength) {
      this.#packet = undefined;
      this.#onPacket(packet);
    }
    return taken;
  }
}
