/**
 * Toys of a house with several rooms. Each toy has a passport, which names the room that holds it; every room keeps the newest, so that any of
 * them can go on where another one ended. The hub carries passports, and says who is to ask; it cannot write one.
 *
 *   guest ──take-toy──▶ asking ──the hub wrote it down──▶ held ──another room's passport, newer──▶ guest
 *                                                         │  ▲
 *                                             listen, or  ▼  │ its time is over
 *                                             no hub    resting: held by right, and free to be heard
 *
 * Without the key of a house there is none of this: a toy stays where its paw was pressed.
 */
import { z } from "zod";
import type { BleCommand, BleEvent } from "../../hub/contract/ble-control.ts";
import { type PublicId, publicId } from "../../hub/contract/public-id.ts";
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { KeptDeliveries } from "../journal/delivery-journal.ts";
import { JournalError } from "../journal/errors.ts";
import type { Journal, JsonValue } from "../journal/journal.ts";
import type { ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import { codeOf } from "./code-of.ts";
import { EarsOfRoom } from "./ears-of-room.ts";
import type { HubLine } from "./hub-line.ts";
import {
  isOfPassport,
  type PassportFacts,
  passportChanges,
  passportFacts,
  readPassport,
} from "./passport.ts";
import type { RosterKeeper } from "./roster-keeper.ts";
import type { PassportSeal } from "./seal-passport.ts";
import type { StampTime } from "./stamp-time.ts";

const PREFIX = "passport/";
/** What follows one change closely is told with it. */
const TELL_WITHIN = ms(100);
/** An upload, or a light, waits for so long until the others could know of it. */
const SHARED_WITHIN = ms(2_500);
/** Versions that a kill may leave out. */
const AT_ONCE = 1_000;
const MEASURE_EVERY = seconds(2);
/** A room that lost its hub, and knows of another that may not have, holds on for so long. */
const HOLD_ON = ms(1_500);
/** And is silent for so long: a room that hears the toy asks the hub, and holds it. */
const REST_WITHOUT_HUB = seconds(8);
/** Beyond what a hub listens for: should its answer be lost. */
const REST_BEYOND = seconds(4);
/** A toy that was given away and goes on saying that it is free is held by nobody. */
const TAKEN_BACK_AFTER_MS = 20_000;
/** It was heard so lately. */
const STILL_HEARD_MS = 2_500;

const kept = z.strictObject({
  holder: z.string(),
  epoch: z.int().min(1),
  /** Of what this room holds: none as high was told yet. */
  version: z.int().min(0),
  /** `null` of a toy that this room holds: the journal says it itself. */
  facts: passportFacts.nullable(),
});

interface Place {
  holder: string;
  epoch: number;
  version: number;
  /** As another room told it, or this one asks with it; `undefined` of what this room holds. */
  facts: PassportFacts | undefined;
}

interface Held extends Place {
  readonly claimed: ClaimedToy;
  /** What was told of it last, as text. */
  told: string | undefined;
  /** Versions below are in the journal as given away. */
  ceiling: number;
  /** The newest version that the hub has. */
  known: number;
}

export interface SharedToysParts {
  /** This one. */
  readonly room: string;
  readonly seal: PassportSeal;
  readonly journal: Journal;
  readonly deliveries: KeptDeliveries;
  readonly toys: ClaimedToys;
  readonly roster: RosterKeeper;
  readonly time: StampTime;
  readonly clock: Clock;
  readonly log: Logger;
  line(): HubLine;
  run(what: string, task: Promise<unknown>): void;
  sessionOf(toy: string): ToySession | undefined;
  /** Something goes on with it that is not to be broken off. */
  isBusy(toy: ClaimedToy): boolean;
  /** What toys did not say up to now may be another room's doing. */
  deafen(): void;
  /** Lets go of it until {@link wake}. */
  rest(toy: PublicId): Promise<void>;
  wake(toy: PublicId): void;
  /** It is this room's from here on, as the journal has it. */
  welcome(toy: ClaimedToy): void;
  /** It is another room's. The changes of the journal after which nothing is known of it here. */
  leave(toy: ClaimedToy): Promise<readonly (readonly [string, JsonValue | undefined])[]>;
}

export class SharedToys {
  readonly #parts: SharedToysParts;
  readonly #held = new Map<string, Held>();
  /** Others' toys, and those that this room asks for, by toy. */
  readonly #guests = new Map<string, Place & { facts: PassportFacts }>();
  /** By toy: when it was given away, Clock.monotonic(). */
  readonly #givenAway = new Map<string, number>();
  readonly #resting = new Map<string, () => void>();
  readonly #waiting = new Set<() => void>();
  readonly #ears: EarsOfRoom;
  #turn: Promise<unknown> = Promise.resolve();
  /** `undefined`: the hub did not say yet. */
  #hasOthers: boolean | undefined;
  #stopTelling: (() => void) | undefined;
  #stopHoldingOn: (() => void) | undefined;
  #stopMeasuring: (() => void) | undefined;

  private constructor(parts: SharedToysParts) {
    this.#parts = parts;
    this.#ears = new EarsOfRoom(parts.clock, (toy, rssi) => parts.line().tell({ kind: "heard", toy, rssi }));
  }

  /** Reads what the journal has, and begins a passport for each toy that has none. @throws JournalError */
  static async open(parts: SharedToysParts): Promise<SharedToys> {
    const shared = new SharedToys(parts);
    for (const [key, value] of parts.journal.entries(PREFIX)) {
      const { data } = kept.safeParse(value);
      const toy = publicId.safeParse(key.slice(PREFIX.length)).data;
      if (data === undefined || toy === undefined) continue;
      const claimed = parts.toys.byId(toy);
      if (data.facts !== null) shared.#guests.set(toy, { ...data, facts: data.facts });
      else if (claimed !== undefined) shared.#hold(claimed, data.epoch, data.version);
    }
    await shared.begin();
    shared.#measure();
    return shared;
  }

  get house(): string {
    return this.#parts.seal.house;
  }

  [Symbol.dispose](): void {
    this.#stopTelling?.();
    this.#stopHoldingOn?.();
    this.#stopMeasuring?.();
    for (const stop of this.#resting.values()) stop();
    this.#ears[Symbol.dispose]();
  }

  /** Each toy of this room has a passport from here on. @throws JournalError */
  async begin(): Promise<void> {
    for (const toy of this.#parts.toys.all()) {
      this.#guests.delete(toy.toy);
      const held = this.#held.get(toy.toy) ?? this.#hold(toy, 1, 0);
      await this.#reserve(held);
    }
    this.#tellSoon();
  }

  /** The hub is there, or there again: what this room knows is told, and the hub says what is newer. */
  connected(): void {
    this.#stopHoldingOn?.();
    this.#stopHoldingOn = undefined;
    for (const held of this.#held.values()) held.told = undefined;
    this.#parts.deafen();
    this.#parts.run(
      "passports",
      this.#inTurn(() => this.#tellAll()),
    );
  }

  /** @param isGone asked later: its machine answers, and the hub is not there, so that nobody could take a toy over */
  lost(isGone: () => boolean): void {
    this.#ears.forget();
    if (this.#hasOthers !== true || this.#stopHoldingOn !== undefined) return;
    this.#stopHoldingOn = this.#parts.clock.after(HOLD_ON, () => {
      if (isGone()) return;
      for (const toy of this.#held.keys()) this.#parts.run("rest", this.#rest(toy, REST_WITHOUT_HUB));
    });
  }

  /** Something of the journal was changed. */
  changed(keys: readonly string[]): void {
    if (this.#held.size > 0 && keys.some(isOfPassport)) this.#tellSoon();
  }

  /**
   * Resolves when the hub has what this room knows of the toy: whoever takes it over goes on from there.
   * @throws JournalError `journal.not-shared`
   */
  async shared(address: string): Promise<void> {
    const toy = this.#parts.toys.byAddress(address)?.toy;
    const held = toy === undefined ? undefined : this.#held.get(toy);
    if (held === undefined || this.#hasOthers !== true) return;
    let wanted: number | undefined;
    const telling = this.#inTurn(async () => {
      await this.#tell(held);
      wanted = held.version;
    });
    // Not waited for: whoever is before it may wait for the link that this is asked on.
    this.#parts.run(
      "passport",
      telling.finally(() => this.#wakeWaiting()),
    );
    let isLate = false;
    const stop = this.#parts.clock.after(SHARED_WITHIN, () => {
      isLate = true;
      this.#wakeWaiting();
    });
    const isKnown = () => wanted !== undefined && held.known >= wanted;
    while (!isKnown() && !isLate && this.#held.get(held.claimed.toy) === held) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
    }
    stop();
    if (!isKnown()) throw new JournalError("journal.not-shared", "The hub did not say that it has it");
  }

  /** An advert of a toy that this room knows, and does not hold just now. @returns whether it is one that another room holds */
  hear(address: string, rssi: number): boolean {
    const own = this.#parts.toys.byAddress(address)?.toy;
    const toy = own ?? this.#guestAt(address);
    if (toy === undefined) return false;
    this.#ears.hear(toy, rssi);
    if (own === undefined) this.#takeBack(toy);
    return own === undefined;
  }

  /** Its silence may be another room's doing, which could not be told yet. */
  mayBeHeldElsewhere(toy: string): boolean {
    return this.#hasOthers !== false && (this.#resting.has(toy) || !this.#parts.line().isConnected);
  }

  /** A toy that the family's roster took out is nobody's guest. The changes of the journal. */
  forgetGone(gone: ReadonlySet<string>): readonly (readonly [string, undefined])[] {
    const left = [...this.#guests.keys(), ...this.#held.keys()].filter((toy) => gone.has(toy));
    for (const toy of left) {
      this.#guests.delete(toy);
      this.#held.delete(toy);
      this.#endRest(toy);
    }
    return left.map((toy) => [PREFIX + toy, undefined] as const);
  }

  obey(
    command: Extract<BleCommand, { kind: "follow-toy" | "take-toy" | "listen" | "rooms" }>,
  ): Promise<void> {
    switch (command.kind) {
      case "follow-toy":
        return this.#inTurn(() => this.#follow(command));
      case "take-toy":
        return this.#inTurn(() => this.#take(command.toy));
      case "listen":
        return this.#listen(command);
      case "rooms":
        this.#hasOthers = command.others;
        return Promise.resolve();
    }
  }

  // What others say of a toy.

  async #follow(told: Extract<BleCommand, { kind: "follow-toy" }>): Promise<void> {
    const { room, seal, log } = this.#parts;
    if (told.sealed === null) return this.#acknowledged(told);
    const facts = await seal.open(told, told.sealed);
    if (facts === undefined)
      return log.warn("a passport was refused", { code: "passport.not-of-this-house" });
    if (!this.#isBelieved(facts)) return log.warn("a passport was refused", { code: "passport.not-ours" });
    const held = this.#held.get(told.toy);
    if (held !== undefined) {
      // Of two rooms that asked at once, it is the one that the hub wrote down.
      if (told.holder !== room && told.epoch >= held.epoch) await this.#giveAway(held, { ...told, facts });
      return;
    }
    const guest = this.#guests.get(told.toy);
    if (guest !== undefined && !isNewer(told, guest)) return;
    await this.#keepGuest({ ...told, facts });
    // It was this room's, and what it knew of it is lost here: it asks for it again, as it is known elsewhere.
    if (told.holder === room) await this.#tellGuest(told.toy);
  }

  /** A toy of this family, as far as this room knows one, by its own address alone, that its roster did not take out. */
  #isBelieved({ family, claimed }: PassportFacts): boolean {
    const { roster, toys } = this.#parts;
    const other = toys.byAddress(claimed.address)?.toy ?? this.#guestAt(claimed.address);
    const known = toys.byId(claimed.toy) ?? this.#guests.get(claimed.toy)?.facts.claimed;
    return (
      (roster.current ?? { fingerprint: family }).fingerprint === family &&
      roster.pinned?.goneToys.has(claimed.toy) !== true &&
      (other === undefined || other === claimed.toy) &&
      (known === undefined || known.address === claimed.address)
    );
  }

  /** The hub has what was told of it, durably as far as who holds it: what was asked for is this room's. */
  async #acknowledged({
    toy,
    holder,
    epoch,
    version,
  }: Extract<BleCommand, { kind: "follow-toy" }>): Promise<void> {
    if (holder !== this.#parts.room) return;
    const held = this.#held.get(toy);
    if (held !== undefined && held.epoch === epoch) {
      held.known = Math.max(held.known, version);
      this.#wakeWaiting();
    }
    const guest = this.#guests.get(toy);
    if (guest?.holder === holder && guest.epoch === epoch) await this.#adopt(guest);
  }

  async #adopt(place: Place & { readonly facts: PassportFacts }): Promise<void> {
    const { journal, toys, roster, time, clock, log } = this.#parts;
    const { facts, epoch, version } = place;
    const { claimed } = facts;
    if (roster.current === undefined || !this.#isBelieved(facts))
      return log.warn("a passport was refused", { code: "passport.not-ours" });
    const given = { holder: place.holder, epoch, version: version + AT_ONCE, facts: null };
    const changes = passportChanges(facts, clock.now());
    const pinned = await roster.pin(() => [
      toys.claim(claimed),
      [PREFIX + claimed.toy, given],
      ...time.begin(),
      ...changes.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
    ]);
    if (pinned === undefined) return;
    await journal.change(changes.filter(([, value]) => value === undefined));
    this.#guests.delete(claimed.toy);
    this.#givenAway.delete(claimed.toy);
    const held = this.#hold(claimed, epoch, version);
    held.ceiling = given.version;
    this.#parts.welcome(claimed);
    log.info("a toy of another room is held here", {});
    await this.#tell(held);
  }

  async #giveAway(held: Held, place: Place & { readonly facts: PassportFacts }): Promise<void> {
    const { journal, clock, log, leave } = this.#parts;
    const { toy } = held.claimed;
    this.#endRest(toy);
    const changes = await leave(held.claimed);
    this.#held.delete(toy);
    this.#guests.set(toy, keptGuest(place));
    this.#givenAway.set(toy, clock.monotonic());
    this.#wakeWaiting();
    await journal.change([...changes, [PREFIX + toy, keptPlace(place)]]);
    log.info("a toy is another room's now", {});
  }

  async #keepGuest(place: Place & { readonly facts: PassportFacts }): Promise<void> {
    const { toy } = place.facts.claimed;
    this.#guests.set(toy, keptGuest(place));
    await this.#parts.journal.put(PREFIX + toy, keptPlace(place));
  }

  // What this room asks for.

  async #take(toy: PublicId): Promise<void> {
    if (this.#held.has(toy)) return this.#endRest(toy);
    const guest = this.#guests.get(toy);
    if (guest === undefined) return;
    if (guest.holder !== this.#parts.room) await this.#ask(guest);
    else await this.#tellGuest(toy);
  }

  async #ask(guest: Place & { readonly facts: PassportFacts }): Promise<void> {
    const { toy } = guest.facts.claimed;
    await this.#keepGuest({ ...guest, holder: this.#parts.room, epoch: guest.epoch + 1, version: 0 });
    await this.#tellGuest(toy);
  }

  /** Whoever was to have it is not there: nobody holds it, and it is heard. */
  #takeBack(toy: string): void {
    const { clock, run } = this.#parts;
    const since = this.#givenAway.get(toy);
    if (since === undefined) return;
    const silence = this.#ears.silenceOf(toy);
    if (silence > STILL_HEARD_MS) this.#givenAway.set(toy, clock.monotonic());
    else if (clock.monotonic() - since >= TAKEN_BACK_AFTER_MS) {
      this.#givenAway.delete(toy);
      run(
        "take back",
        this.#inTurn(async () => {
          const guest = this.#guests.get(toy);
          if (guest === undefined) return;
          const { room } = this.#parts;
          await this.#adopt({ ...guest, holder: room, epoch: guest.epoch + 1, version: 0 });
        }),
      );
    }
  }

  // Letting go for a moment.

  async #listen({ id, toy, seconds: lasting }: Extract<BleCommand, { kind: "listen" }>): Promise<void> {
    const held = this.#held.get(toy);
    const session = this.#parts.sessionOf(toy);
    const mayRest = held !== undefined && session !== undefined && !this.#parts.isBusy(held.claimed);
    if (mayRest) await this.#rest(toy, ms(seconds(lasting) + REST_BEYOND));
    // How it was left is known elsewhere before anybody else takes it.
    if (mayRest) await this.#inTurn(() => this.#tell(held));
    this.#parts.line().tell({ kind: "listening", id, toy, free: mayRest });
  }

  async #rest(toy: string, lasting: Duration): Promise<void> {
    const held = this.#held.get(toy);
    if (held === undefined || this.#resting.has(toy)) return;
    this.#resting.set(
      toy,
      this.#parts.clock.after(lasting, () => this.#endRest(toy)),
    );
    await this.#parts.rest(held.claimed.toy);
  }

  #endRest(toy: string): void {
    const stop = this.#resting.get(toy);
    if (stop === undefined) return;
    stop();
    this.#resting.delete(toy);
    this.#parts.deafen();
    this.#parts.wake(publicId.parse(toy));
  }

  // What is told.

  #tellSoon(): void {
    this.#stopTelling ??= this.#parts.clock.after(TELL_WITHIN, () => {
      this.#stopTelling = undefined;
      this.#parts.run(
        "passports",
        this.#inTurn(() => this.#tellHeld()),
      );
    });
  }

  async #tellAll(): Promise<void> {
    await this.#tellHeld();
    for (const toy of this.#guests.keys()) await this.#tellGuest(toy);
  }

  async #tellHeld(): Promise<void> {
    for (const held of [...this.#held.values()]) await this.#tell(held);
  }

  async #tell(held: Held): Promise<void> {
    const { roster, journal, deliveries, room } = this.#parts;
    const family = roster.pinned?.fingerprint;
    if (family === undefined || this.#held.get(held.claimed.toy) !== held) return;
    const facts = readPassport(family, held.claimed, { journal, deliveries });
    const text = JSON.stringify(facts);
    if (text === held.told) return;
    held.version += 1;
    held.told = text;
    if (held.version >= held.ceiling) await this.#reserve(held);
    await this.#send({ ...held, holder: room }, facts);
  }

  async #tellGuest(toy: string): Promise<void> {
    const guest = this.#guests.get(toy);
    if (guest !== undefined) await this.#send(guest, guest.facts);
  }

  async #send({ holder, epoch, version }: Place, facts: PassportFacts): Promise<void> {
    const place = { toy: facts.claimed.toy, holder, epoch, version };
    const event: BleEvent = { kind: "passport", ...place, sealed: await this.#parts.seal.seal(place, facts) };
    this.#parts.line().tell(event);
  }

  /** How loud what is held is: so that others are asked in time. */
  #measure(): void {
    const { clock, run, line } = this.#parts;
    this.#stopMeasuring = clock.after(MEASURE_EVERY, () => {
      this.#measure();
      if (this.#hasOthers !== true) return;
      for (const toy of this.#held.keys()) {
        const session = this.#parts.sessionOf(toy);
        if (session === undefined) continue;
        const measured = session.rssi().then(
          (rssi) => {
            if (rssi >= -127 && rssi <= 20)
              line().tell({ kind: "heard", toy: publicId.parse(toy), rssi: Math.round(rssi) });
          },
          () => undefined, // the link is going
        );
        run("measure", measured);
      }
    });
  }

  #hold(claimed: ClaimedToy, epoch: number, version: number): Held {
    const { room } = this.#parts;
    const held: Held = {
      claimed,
      holder: room,
      epoch,
      version,
      facts: undefined,
      told: undefined,
      ceiling: version,
      known: -1,
    };
    this.#held.set(claimed.toy, held);
    return held;
  }

  /** No version is told twice, whatever is killed. */
  async #reserve(held: Held): Promise<void> {
    held.ceiling = held.version + AT_ONCE;
    const { holder, epoch, ceiling: version } = held;
    await this.#parts.journal.put(PREFIX + held.claimed.toy, { holder, epoch, version, facts: null });
  }

  #guestAt(address: string): PublicId | undefined {
    for (const { facts } of this.#guests.values())
      if (facts.claimed.address === address) return facts.claimed.toy;
    return undefined;
  }

  #wakeWaiting(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** One after the other, in the order asked. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch((error: unknown) =>
      this.#parts.log.warn("a passport was not dealt with", { code: codeOf(error) }),
    );
    return turn;
  }
}

/** @param there what is known, of the same toy */
function isNewer(told: Place | Omit<Place, "facts">, there: Place): boolean {
  if (told.epoch !== there.epoch) return told.epoch > there.epoch;
  return told.holder !== there.holder || told.version > there.version;
}

const keptGuest = ({ holder, epoch, version, facts }: Place & { readonly facts: PassportFacts }) => ({
  holder,
  epoch,
  version,
  facts,
});
const keptPlace = (place: Place & { readonly facts: PassportFacts }): JsonValue =>
  ({ ...keptGuest(place) }) as unknown as JsonValue;

/** The journal's changes after which no passport is known. */
export const forgetPassports = (
  journal: Pick<Journal, "entries">,
): readonly (readonly [string, undefined])[] =>
  journal.entries(PREFIX).map(([key]) => [key, undefined] as const);
