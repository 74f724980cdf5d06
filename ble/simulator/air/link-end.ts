/** One side of a link, inside its controller: the handle, the queue of link-layer packets, the credits they free. */
import { encodeAclToHost } from "../../radio/hci/acl-packet.ts";
import {
  disconnectionComplete,
  type LinkParameters,
  leConnectionUpdateComplete,
  numberOfCompletedPackets,
} from "../../radio/hci/event-packets.ts";
import type { RadioTime } from "./radio-time.ts";

/** What an end needs of its controller. */
export interface EndOwner {
  readonly address: string;
  readonly radio: RadioTime;
  toHost(packet: Buffer): void;
  /** The end is over; its queue held `unsent` of the host's packets. */
  forgetEnd(end: LinkEnd, unsent: number): void;
  /** `count` of the host's packets left their buffers. */
  freeBuffers(count: number): void;
}

/** A link-layer packet that waits. */
interface Fragment {
  readonly isFirst: boolean;
  /** Whether it is the last of a packet from the host, and frees its buffer. */
  readonly isLast: boolean;
  readonly data: Buffer;
}

export class LinkEnd {
  readonly owner: EndOwner;
  readonly handle: number;
  readonly #queue: Fragment[] = [];
  #completed = 0;
  #isOpen = true;

  constructor(owner: EndOwner, handle: number) {
    this.owner = owner;
    this.handle = handle;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get radio(): RadioTime {
    return this.owner.radio;
  }

  get hasData(): boolean {
    return this.#queue.length > 0;
  }

  /** Queues a packet of the host, cut into link-layer packets. */
  queue(data: Buffer, isFirst: boolean, payloadBytes: number): void {
    for (let offset = 0; offset === 0 || offset < data.byteLength; offset += payloadBytes) {
      const next = offset + payloadBytes;
      this.#queue.push({
        isFirst: isFirst && offset === 0,
        isLast: next >= data.byteLength,
        data: data.subarray(offset, next),
      });
    }
  }

  /** Moves one packet to the peer's host. @returns whether there was one. */
  sendOne(peer: LinkEnd): boolean {
    const fragment = this.#queue.shift();
    if (fragment === undefined) return false;
    const { isFirst, isLast, data } = fragment;
    peer.owner.toHost(encodeAclToHost({ handle: peer.handle, isFirst, data }));
    if (isLast) this.#completed += 1;
    return true;
  }

  /** Tells the host which of its packets have left, once an event. */
  returnCredits(): void {
    if (this.#completed === 0) return;
    this.owner.freeBuffers(this.#completed);
    this.owner.toHost(numberOfCompletedPackets(this.handle, this.#completed));
    this.#completed = 0;
  }

  tellUpdate(parameters: LinkParameters): void {
    this.owner.toHost(leConnectionUpdateComplete(this.handle, parameters));
  }

  /** Ends this side and tells the host why. Its unsent packets are flushed, and need no credits. Part E 4.3. */
  tellEnd(reason: number): void {
    if (!this.#isOpen) return;
    this.close();
    this.owner.toHost(disconnectionComplete(this.handle, reason));
  }

  /** Ends this side without a word. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const unsent = this.#queue.filter((fragment) => fragment.isLast).length;
    this.#queue.length = 0;
    this.owner.forgetEnd(this, unsent + this.#completed);
    this.#completed = 0;
  }
}
