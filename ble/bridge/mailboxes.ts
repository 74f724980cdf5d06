/**
 * Mailboxes of four, as the hub switched them on last: remembered until it says otherwise, whoever of the two was started anew meanwhile. Tells
 * each session what lies on its toy unheard, and frees the slots of what lies elsewhere by now, or is over.
 */
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal } from "../journal/journal.ts";
import type { DeliveryJournal, Letter, NotedDelivery, ToyMailbox, ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import { codeOf } from "./code-of.ts";
import { placeMessage } from "./place-message.ts";
import type { RetiredMessages } from "./retired-messages.ts";

const PREFIX = "mailbox/";

export interface MailboxesParts {
  readonly toys: ClaimedToys;
  readonly journal: Journal;
  readonly deliveries: DeliveryJournal;
  readonly playPawSlot: number;
  readonly retired: RetiredMessages;
  readonly log: Logger;
  sessionOf(toy: string): ToySession | undefined;
}

export class Mailboxes {
  readonly #parts: MailboxesParts;
  /** Counts at once, also where the journal has no room. */
  readonly #on: Set<string>;
  /** Toys that are being tidied. */
  readonly #tidying = new Set<string>();

  constructor(parts: MailboxesParts) {
    this.#parts = parts;
    this.#on = new Set(parts.journal.entries(PREFIX).map(([key]) => key.slice(PREFIX.length)));
  }

  /** @throws JournalError: it counts until this process ends; ToyError, RadioError: the next session is told */
  async set(toy: ClaimedToy, isOn: boolean): Promise<void> {
    if (isOn === this.#on.has(toy.toy)) return;
    if (isOn) this.#on.add(toy.toy);
    else this.#on.delete(toy.toy);
    const written = this.#parts.journal.change([[PREFIX + toy.toy, isOn ? true : undefined]]);
    await Promise.all([written, this.tell(toy)]);
  }

  /** To be asked at the begin of each session, and whenever something else lies there, or is over. */
  async tell(toy: ClaimedToy): Promise<void> {
    const session = this.#parts.sessionOf(toy.toy);
    if (session === undefined) return;
    const held = await this.#parts.deliveries.latestOfAll(toy.address);
    const mailbox = this.#on.has(toy.toy) ? this.#mailboxOf(held) : undefined;
    await session.keepMailbox(mailbox, session.signal);
    await this.#tidy(toy, session);
  }

  async tellAll(): Promise<void> {
    for (const toy of this.#parts.toys.all()) await this.tell(toy);
  }

  /** Where a message goes beside what nobody heard; `undefined`: there is no room. */
  async placeFor({ address }: ClaimedToy, message: string): Promise<number | undefined> {
    const { deliveries, playPawSlot, retired } = this.#parts;
    const held = await deliveries.latestOfAll(address);
    return placeMessage(message, { held, playPawSlot, isOver: (one) => retired.has(one) });
  }

  /** What could not be freed before is tried again. */
  async tidyAgain(): Promise<void> {
    const { toys, sessionOf } = this.#parts;
    for (const toy of toys.all()) {
      const session = sessionOf(toy.toy);
      if (session !== undefined) await this.#tidy(toy, session);
    }
  }

  /** The journal's change after which nothing is known of this toy's mailbox. */
  forget({ toy }: ClaimedToy): readonly [string, undefined] {
    this.#on.delete(toy);
    return [PREFIX + toy, undefined];
  }

  #mailboxOf(held: readonly NotedDelivery[]): ToyMailbox {
    const { playPawSlot, retired } = this.#parts;
    const there = held.filter(({ isDone, isTakenBack }) => isDone && !isTakenBack);
    const inFront = there.find(({ intent }) => intent.slot === playPawSlot);
    const letters = [...(inFront === undefined ? [] : [inFront]), ...there.filter((one) => one !== inFront)]
      // What is of the library has no signal: nobody waits for it to be heard.
      .filter(({ intent, isSignalled }) => isSignalled && !retired.has(intent.messageId));
    const unheard = letters.filter(
      ({ intent }, at) => letters.findIndex((one) => one.intent.messageId === intent.messageId) === at,
    );
    const mayPlay = inFront !== undefined && !retired.isWithdrawn(inFront.intent.messageId);
    return { unheard: unheard.map(letterOf), again: mayPlay ? letterOf(inFront) : undefined };
  }

  async #tidy({ toy, address }: ClaimedToy, session: ToySession): Promise<void> {
    if (this.#tidying.has(toy)) return;
    this.#tidying.add(toy);
    try {
      const { deliveries } = this.#parts;
      for (const { intent } of this.#needless(await deliveries.latestOfAll(address)))
        await session.freeSlot(intent.deliveryId, session.signal);
    } catch (error) {
      this.#parts.log.info("a slot was not freed yet", { code: codeOf(error) });
    } finally {
      this.#tidying.delete(toy);
    }
  }

  /** What lies behind the play paw's slot, and is over, or in that slot by now. */
  #needless(held: readonly NotedDelivery[]): readonly NotedDelivery[] {
    const { playPawSlot, retired } = this.#parts;
    const inFront = held.find(({ intent, isDone }) => isDone && intent.slot === playPawSlot)?.intent
      .messageId;
    return held.filter(
      ({ intent, isDone, isTakenBack }) =>
        isDone &&
        !isTakenBack &&
        intent.slot !== playPawSlot &&
        (intent.messageId === inFront || retired.has(intent.messageId)),
    );
  }
}

const letterOf = ({ intent: { messageId, slot, milliseconds } }: NotedDelivery): Letter => ({
  messageId,
  slot,
  milliseconds,
});
