/**
 * How many messages each child has, and how much that is. Read from the index once, at the first question, then kept by what
 * changes: a hundred thousand entries take seconds to read on a small machine, and every page asks again at each change.
 */
import type { KeptMessage, MessageCount } from "../ports/message-store.ts";

/** What the index has of one message for its child. */
type Counted = Pick<KeptMessage, "bytes" | "isKept">;

export interface CountedMessages {
  /** Resolves when everything asked for until now is written. */
  settled(): Promise<void>;
  /** By their counters, the first that came first. */
  ofChild(child: string): AsyncIterable<KeptMessage>;
}

export class MessageCounts {
  readonly #messages: CountedMessages;
  readonly #children = new Map<string, ChildCount>();

  constructor(messages: CountedMessages) {
    this.#messages = messages;
  }

  async of(child: string): Promise<MessageCount> {
    const known = this.#children.get(child) ?? this.#begin(child);
    await known.read;
    return known.now();
  }

  /** In the very turn of the event loop in which the change is given to the index. */
  change(child: string, counter: number, before: Counted | undefined, after: Counted | undefined): void {
    this.#children.get(child)?.change(counter, before, after);
  }

  #begin(child: string): ChildCount {
    const count = new ChildCount(this.#messages, child);
    this.#children.set(child, count);
    // Read again at the next question.
    count.read.catch(() => this.#children.delete(child));
    return count;
  }
}

class ChildCount {
  readonly read: Promise<void>;
  #messages = 0;
  #bytes = 0;
  #starred = 0;
  /** Counters up to here are in the sums. */
  #upTo = 0;
  /** What changed beyond, and is to count in the place of what will be read there. */
  readonly #ahead = new Map<number, Counted | undefined>();

  constructor(messages: CountedMessages, child: string) {
    this.read = this.#readAll(messages, child);
  }

  now(): MessageCount {
    return { messages: this.#messages, bytes: this.#bytes, starred: this.#starred };
  }

  change(counter: number, before: Counted | undefined, after: Counted | undefined): void {
    if (counter > this.#upTo) {
      this.#ahead.set(counter, after);
      return;
    }
    this.#add(before, -1);
    this.#add(after, 1);
  }

  async #readAll(messages: CountedMessages, child: string): Promise<void> {
    // What was asked for before is read; what is asked for from now on is told here.
    await messages.settled();
    for await (const one of messages.ofChild(child)) {
      this.#upTo = one.counter;
      this.#add(this.#ahead.has(one.counter) ? this.#ahead.get(one.counter) : one, 1);
      this.#ahead.delete(one.counter);
    }
    this.#upTo = Number.POSITIVE_INFINITY;
    for (const one of this.#ahead.values()) this.#add(one, 1);
    this.#ahead.clear();
  }

  #add(one: Counted | undefined, sign: 1 | -1): void {
    if (one === undefined) return;
    this.#messages += sign;
    this.#bytes += sign * one.bytes;
    if (one.isKept) this.#starred += sign;
  }
}
