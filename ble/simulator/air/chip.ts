/**
 * The memory of one virtual controller: what its host has asked for, its links, and what goes up to the host. Commands
 * change it (`chip-commands.ts`), adverts and links read it.
 */

import type { AclFragment } from "../../radio/hci/acl-packet.ts";
import { dataBufferOverflow, REPORT } from "../../radio/hci/event-packets.ts";
import { STATUS } from "../../radio/hci/status.ts";
import type { ChipOptions } from "./air-options.ts";
import type { Link } from "./link.ts";
import { type EndOwner, LinkEnd } from "./link-end.ts";
import { RadioTime } from "./radio-time.ts";

/** What the host last set; Bluetooth Core 5.4 Vol 4 Part E 7.8.5 and 7.8.10 give the defaults. */
export interface Advertising {
  isOn: boolean;
  intervalMs: number;
  /** `REPORT` code of what goes out. */
  type: number;
  data: Buffer;
  scanResponse: Buffer;
}

export interface Scanning {
  isOn: boolean;
  isActive: boolean;
  filtersDuplicates: boolean;
  /** Adverts and scan responses reported since scanning began. */
  readonly reported: Set<string>;
}

/** A connection the host wants. */
export interface Initiating {
  readonly peer: string;
  readonly intervalMs: number;
  readonly latency: number;
  readonly timeoutMs: number;
}

const HANDLES = { first: 0x0040, last: 0x0eff } as const; // Part E 5.4.2: 12 bits, 0x0f00 and above are reserved

export interface ChipSurroundings {
  readonly address: string;
  readonly options: ChipOptions;
  readonly toHost: (packet: Buffer) => void;
}

export class Chip implements EndOwner {
  readonly address: string;
  readonly options: ChipOptions;
  readonly toHost: (packet: Buffer) => void;
  readonly radio = new RadioTime();
  readonly links = new Map<number, { readonly link: Link; readonly end: LinkEnd }>();
  /** Keys that stand in for the kernel's store, which bleno fills through the management channel. */
  longTermKeys: readonly Buffer[] = [];
  advertising: Advertising = newAdvertising();
  scanning: Scanning = newScanning();
  initiating: Initiating | undefined;
  /** Packets of the host in our buffers, and the most there ever were. */
  buffered = 0;
  mostBuffered = 0;
  /** Packets that came without a free buffer, or were too long for one. They are lost. */
  overflows = 0;
  #nextHandle: number = HANDLES.first;

  constructor({ address, options, toHost }: ChipSurroundings) {
    this.address = address;
    this.options = options;
    this.toHost = toHost;
  }

  newEnd(): LinkEnd {
    while (this.links.has(this.#nextHandle)) this.#advanceHandle();
    const end = new LinkEnd(this, this.#nextHandle);
    this.#advanceHandle();
    return end;
  }

  /** A packet of data from the host. Those for handles that ended meanwhile are dropped, as a chip does. */
  acl({ handle, isFirst, data }: AclFragment): void {
    const target = this.links.get(handle);
    if (target === undefined) return;
    const { aclBufferCount, aclBufferBytes, payloadBytes } = this.options;
    if (this.buffered >= aclBufferCount || data.byteLength > aclBufferBytes) {
      this.overflows += 1;
      this.toHost(dataBufferOverflow());
      return;
    }
    this.buffered += 1;
    this.mostBuffered = Math.max(this.mostBuffered, this.buffered);
    target.end.queue(Buffer.from(data), isFirst, payloadBytes);
  }

  freeBuffers(count: number): void {
    this.buffered -= count;
  }

  forgetEnd(end: LinkEnd, unsent: number): void {
    this.links.delete(end.handle);
    this.freeBuffers(unsent);
  }

  /** Forgets everything; peers find out by their supervision time-outs. Keys are the kernel's and stay. */
  reset(): void {
    this.advertising = newAdvertising();
    this.scanning = newScanning();
    this.initiating = undefined;
    for (const { link, end } of [...this.links.values()]) link.abandon(end);
  }

  /** Ends all links now, as both hosts see it. */
  cut(reason: number = STATUS.supervisionTimeout): void {
    for (const { link } of [...this.links.values()]) link.end(reason);
  }

  #advanceHandle(): void {
    this.#nextHandle = this.#nextHandle === HANDLES.last ? HANDLES.first : this.#nextHandle + 1;
  }
}

function newAdvertising(): Advertising {
  const nothing = Buffer.alloc(0);
  return { isOn: false, intervalMs: 1280, type: REPORT.connectable, data: nothing, scanResponse: nothing };
}

function newScanning(): Scanning {
  return { isOn: false, isActive: false, filtersDuplicates: false, reported: new Set() };
}
